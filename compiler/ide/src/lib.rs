//! Editor features on a snapshot, in offsets, strings and edits. Knows no protocol.
//!
//! Every question takes an [`Analysis`] and, where a cursor is meant, a [`Cursor`]; answers speak of [`FileId`](mlpc_source::FileId)s of the
//! snapshot. Formatting, symbols and completion look at a text alone as far as they can, so that they may be asked of a text that is newer than the snapshot.

mod actions;
mod analysis;
mod completion;
mod definition;
mod diagnostics;
mod format;
mod hover;
mod place;
mod references;
mod symbols;

pub use actions::{Action, actions, fix_all};
pub use analysis::{Analysis, Cursor, Kinds};
pub use completion::{Completion, CompletionKind, complete, complete_in};
pub use definition::{Definition, definition};
pub use diagnostics::{Finding, findings};
pub use format::{TextEdit, apply, format};
pub use hover::{Hover, hover};
pub use references::references;
pub use symbols::{Symbol, declares_platform, symbols};
