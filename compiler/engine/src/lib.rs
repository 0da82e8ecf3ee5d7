//! State, scheduler and apply, and the contracts that providers fulfil.
//!
//! The engine runs a [`Plan`](mlpc_plan::Plan) and decides nothing: order, replacement and reasons are settled by the planner. No call is made
//! without a durable intent, no result is passed on without a durable record; what a crash leaves open is settled at the next start.

pub mod codes;
pub mod conformance;
mod driver;
mod event;
mod executor;
mod planfile;
mod report;
mod run;
mod state;
mod stores;

pub use driver::{Call, Class, Driver, Failure, Found, Observed};
pub use event::{Event, Events};
pub use executor::{Answer, Executor, Results, Work};
pub use planfile::{PlanFile, PlanFileError, read_plan, write_plan};
pub use report::{Failed, RunReport, Skipped, TenantReport};
pub use run::{Cancel, Lookup, RecoveryFinding, Route, Routes, RunError, RunOptions, apply, contains, drift, outputs, recover};
pub use state::{
    Batch, Begin, Committed, Damage, Expect, Frames, InDoubt, Intent, Journal, Note, Object, Outcome, Reality, Session, Settlement, State,
    StateError, StateInfo, Version, WaitForLock, frame, frames, load, versions, wire,
};
pub use stores::{FileStore, Holder, LEASE, Lock, MemoryStore, Store, StoreError};
