//! Findings for people and machines: one file a format.

mod annotations;
mod json;
mod sarif;
mod source;
mod terminal;

pub use annotations::{github, gitlab};
pub use json::json;
pub use sarif::sarif;
pub use terminal::{finding, findings, summary};
