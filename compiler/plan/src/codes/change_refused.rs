//! MLP1011: the cloud refuses a change.

use mlpc_diag::{Rule, Severity};

/// The cloud refuses a change.
pub static RULE: Rule = Rule {
    code: "MLP1011",
    name: "change-refused",
    severity: Severity::Error,
    title: "the cloud refuses a change",
    since: "0.1",
    explain: include_str!("change_refused.md"),
};
