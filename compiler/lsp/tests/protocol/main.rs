//! The protocol over a connection in memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests may fail as tests do"
)]

#[cfg(test)]
mod client;
#[cfg(test)]
mod edits;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod session;
