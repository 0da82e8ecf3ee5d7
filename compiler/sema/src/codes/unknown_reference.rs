//! MLP0106: reference that fits nothing, or several.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0106",
    name: "unknown-reference",
    severity: Severity::Error,
    title: "reference that fits nothing, or several",
    since: "0.1",
    explain: include_str!("unknown_reference.md"),
};
