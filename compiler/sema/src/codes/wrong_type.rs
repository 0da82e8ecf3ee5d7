//! MLP0104: wrong type.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0104",
    name: "wrong-type",
    severity: Severity::Error,
    title: "wrong type",
    since: "0.1",
    explain: include_str!("wrong_type.md"),
};
