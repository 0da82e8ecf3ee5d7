//! MLP0101: unknown kind.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0101",
    name: "unknown-kind",
    severity: Severity::Error,
    title: "unknown kind",
    since: "0.1",
    explain: include_str!("unknown_kind.md"),
};
