//! MLP0112: deprecated kind or property.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0112",
    name: "deprecated",
    severity: Severity::Warning,
    title: "deprecated kind or property",
    since: "0.1",
    explain: include_str!("deprecated.md"),
};
