//! Specs in, findings and platforms out: the tests of the crate's boundary.

#![cfg(test)]

mod codes;
mod examples;
mod hostile;
mod language;
mod laws;
mod recovery;
mod support;
