//! The protocol over a connection in memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests may fail as tests do"
)]
#![cfg(test)]
#![expect(clippy::string_slice, reason = "a test fails by panicking")]

mod client;
mod edits;
mod requests;
mod session;
