//! Service level objectives in numbers: error budgets, alert windows, what parts make of a whole, what replicas hold. All exact, or to a
//! stated error.

mod budget;
mod capacity;
mod compose;
mod dependencies;
mod erlang;
mod indicator;
mod latency;
mod selector;
mod windows;

pub use budget::{
    budget, budget_minutes, burn_rate, can_fire, consumed, detected_after, events_to_page, exhausted_after, least_objective, remaining,
};
pub use capacity::{Capacity, Limit, capacity, in_flight};
pub use compose::{parallel, serial, shared};
pub use dependencies::{AVAILABILITY, Promise, promise, promises};
pub use erlang::{ERLANG_PLACES, mean_wait, wait_chance, waits_longer};
pub use indicator::{Measured, engine_system, measured};
pub use latency::{Path, path};
pub use selector::{Selector, base_name, selector};
pub use windows::{alert_windows, for_period, workbook};
