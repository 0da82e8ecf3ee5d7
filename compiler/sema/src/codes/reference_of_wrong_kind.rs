//! MLP0107: reference of the wrong kind.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0107",
    name: "reference-of-wrong-kind",
    severity: Severity::Error,
    title: "reference of the wrong kind",
    since: "0.1",
    explain: include_str!("reference_of_wrong_kind.md"),
};
