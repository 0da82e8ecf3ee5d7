//! MLP0105: duplicate or already taken name or field.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0105",
    name: "duplicate",
    severity: Severity::Error,
    title: "duplicate or already taken name or field",
    since: "0.1",
    explain: include_str!("duplicate.md"),
};
