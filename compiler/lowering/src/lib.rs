//!
//! `lower` walks the platform and calls the pure provider crates; both sides share this crate, and neither knows the other's files.

mod names;

pub use names::{account_hash, shorten};
