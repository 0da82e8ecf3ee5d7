//! MLP1005: a protected resource would be destroyed.

use mlpc_diag::{Rule, Severity};

/// A protected resource would be destroyed.
pub static RULE: Rule = Rule {
    code: "MLP1005",
    name: "protected-destroyed",
    severity: Severity::Error,
    title: "a protected resource would be destroyed",
    since: "0.1",
    explain: include_str!("protected.md"),
};
