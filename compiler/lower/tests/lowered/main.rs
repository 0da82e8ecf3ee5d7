//! Lowering as a whole: specs in, graphs and files out.

mod pages;
mod support;
mod terraform;
