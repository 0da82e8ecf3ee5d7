//! MLP0102: unknown property or child.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0102",
    name: "unknown-field",
    severity: Severity::Error,
    title: "unknown property or child",
    since: "0.1",
    explain: include_str!("unknown_field.md"),
};
