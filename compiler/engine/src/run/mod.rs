//! Apply: the scheduler and what it stands on.

mod action;
mod bucket;
mod call;
mod cancel;
mod contains;
mod drift;
mod group;
mod recover;
mod references;
mod routes;
mod scheduler;

pub(crate) use call::{End, Task};
pub use cancel::Cancel;
pub use contains::{contains, outputs};
pub use drift::drift;
pub use recover::{Lookup, RecoveryFinding, recover};
pub(crate) use references::{at, outdated};
pub use routes::{Route, Routes};
pub use scheduler::{RunError, RunOptions, apply};
