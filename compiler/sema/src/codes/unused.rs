//! MLP0111: declared, but never used.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0111",
    name: "unused",
    severity: Severity::Warning,
    title: "declared, but never used",
    since: "0.1",
    explain: include_str!("unused.md"),
};
