//! View models of diagnostics, plan, preview and cost, and their renderings: terminal, JSON, SARIF, Markdown.
//!
//! Every view is made from data of earlier stages and knows no engine; every rendering is a function from a view to text.

pub mod check;
pub mod cost;
pub mod diagnostics;
pub mod graph;
mod interruption;
pub mod money;
mod page;
pub mod plan;
pub mod preview;
pub mod schemas;
pub mod style;
pub mod tests;
pub mod why;
