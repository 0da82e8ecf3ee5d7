//! The commands as users run them: the real binary in a folder of its own, with width, colour and date frozen.

#![cfg(test)]

mod build;
mod exits;
mod init;
mod post;
mod sandbox;
mod simulated;
mod terraform;
mod tests;
