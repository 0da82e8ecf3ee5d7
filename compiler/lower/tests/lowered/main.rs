//! Lowering as a whole: specs in, graphs and files out.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, says what it skips, reads examples and runs the real tools"
)]

mod pages;
mod read_back;
mod support;
mod tenant_tags;
mod terraform;
mod way_out;
