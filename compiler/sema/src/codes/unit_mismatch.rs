//! MLP0201: unit mismatch.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0201",
    name: "unit-mismatch",
    severity: Severity::Error,
    title: "unit mismatch",
    since: "0.1",
    explain: include_str!("unit_mismatch.md"),
};
