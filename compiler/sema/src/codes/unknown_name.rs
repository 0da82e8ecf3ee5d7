//! MLP0202: unknown name in an expression.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0202",
    name: "unknown-name",
    severity: Severity::Error,
    title: "unknown name in an expression",
    since: "0.1",
    explain: include_str!("unknown_name.md"),
};
