//! Inputs behind a [`Files`] trait and immutable snapshots; the only place that chains the stages.
//!
//! [`load`] reads and parses a platform's files, [`snapshot`] takes them through all environments that are asked for, [`survey`] only as far as an
//! editor needs while one types.

mod compile;
mod emission;
mod emitted;
mod facts;
mod files;
mod load;
mod options;
mod planning;
mod snapshot;
mod tests;

pub use compile::{Compiled, Stage, Standard, Watch};
pub use emission::{emit, emit_with, targets};
pub use emitted::emitted;
pub use facts::Facts;
pub use files::{Files, FilesError, MemoryFiles};
pub use load::{Cache, Loaded, Role, load};
pub use options::{Choice, Options};
pub use planning::{PlanRequest, plan, spec_digest, spec_view, touches};
pub use snapshot::{Snapshot, snapshot, survey, tried, watched};
pub use tests::{Test, tests};

// What an editor asks a snapshot with, so that it needs no edge to the stages themselves.
pub use mlpc_check::registry;
pub use mlpc_sema::{Target, TestAt, function_forms};
