//! MLP0109: not one of the values allowed.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0109",
    name: "not-in-enum",
    severity: Severity::Error,
    title: "not one of the values allowed",
    since: "0.1",
    explain: include_str!("not_in_enum.md"),
};
