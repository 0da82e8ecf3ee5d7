//! The simulation of Kueue against cases of its documentation and its own tests, and the laws that sharing must keep.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a binary of tests: a panic is a failed test")]

mod borrowing;
mod flavors;
mod hierarchy;
mod laws;
mod preemption;
mod refused;
mod words;
