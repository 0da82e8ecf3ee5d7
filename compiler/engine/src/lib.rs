//! State, scheduler and apply, and the contracts that providers fulfil.
//!
//! The engine runs a [`Plan`](mlpc_plan::Plan) and decides nothing: order, replacement and reasons are settled by the planner. No call is made
//! without a durable intent, no result is passed on without a durable record; what a crash leaves open is settled at the next start.

mod driver;
mod event;
mod executor;
mod report;
mod run;

pub use driver::{Call, Class, Driver, Failure, Found, Observed};
pub use event::{Event, Events};
pub use executor::{Answer, Executor, Results, Work};
pub use report::{Failed, RunReport, Skipped, TenantReport};
pub use run::Cancel;
