//! MLP0205: value that is known too late.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0205",
    name: "deferred-value",
    severity: Severity::Error,
    title: "value that is known too late",
    since: "0.1",
    explain: include_str!("deferred_value.md"),
};
