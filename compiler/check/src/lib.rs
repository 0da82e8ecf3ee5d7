//! The rules, one file each, and the registry of all codes.
//!
//! A group is a folder with its `RULES`; the registry gathers those of this crate and of the stages that report findings of their own.

mod registry;

pub use registry::{groups, lookup, registry};
