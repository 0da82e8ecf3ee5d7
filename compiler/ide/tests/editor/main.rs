//! Editor features on fixtures with a cursor.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests may fail as tests do")]
#![cfg(test)]

mod actions;
mod completion;
mod diagnostics;
mod hover;
mod navigation;
mod support;
mod symbols;
