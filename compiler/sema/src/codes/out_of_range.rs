//! MLP0108: value out of its declared range.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0108",
    name: "out-of-range",
    severity: Severity::Error,
    title: "value out of its declared range",
    since: "0.1",
    explain: include_str!("out_of_range.md"),
};
