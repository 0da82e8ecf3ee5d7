//! MLP0110: value that depends on itself.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0110",
    name: "dependency-cycle",
    severity: Severity::Error,
    title: "value that depends on itself",
    since: "0.1",
    explain: include_str!("dependency_cycle.md"),
};
