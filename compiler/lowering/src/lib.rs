//! What every lowering works with: the context, the names of things in a cloud, the labels and tags.
//!
//! `lower` walks the platform and calls the pure provider crates; both sides share this crate, and neither knows the other's files.

mod context;
mod names;

pub use context::Lowering;
pub use names::{account_hash, shorten};
