//! The state: immutable snapshots, an append-only journal, one small head.

mod entry;
mod error;
mod frame;
mod head;
mod history;
mod journal;
mod load;
mod record;
mod record_wire;
mod session;
pub mod wire;
mod wire_policy;

pub use entry::Object;
pub(crate) use entry::{Addr, EntryIn, EntryOut};
pub use error::StateError;
pub use frame::{Damage, Frames, frame, frames};
pub use head::{Reality, StateInfo, Version};
pub use history::versions;
pub use journal::{Batch, Begin, Committed, Intent, Journal, Note, Settlement};
pub use record::{InDoubt, Outcome, State};
pub(crate) use record_wire::RewriteLine;
pub use session::{Expect, Session, WaitForLock, load};
