//! A cloud on this machine: the newcomer's first apply, rehearsals, fault tests.
//!
//! It takes any type of the graph's vocabulary, Kubernetes objects and Helm releases included. What it holds lies in a log of its own, synced
//! before it answers, so that it survives a kill of mlpc as a real cloud would. All its chances come from a seed, an address, an operation and
//! an attempt, never from the order of calls: a run with the same seed meets the same faults.

mod cloud;
mod computed;
mod faults;
mod log;
mod simulator;

pub use cloud::SimObject;
pub use faults::{Fault, Faults};
pub use simulator::{Simulator, SimulatorError, Stats};
