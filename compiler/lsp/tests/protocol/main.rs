//! The protocol over a connection in memory.

mod client;
mod edits;
mod requests;
mod session;
