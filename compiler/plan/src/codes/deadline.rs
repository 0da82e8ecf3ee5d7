//! MLP1009: a deadline passed.

use mlpc_diag::{Rule, Severity};

/// A deadline passed.
pub static RULE: Rule = Rule {
    code: "MLP1009",
    name: "deadline-passed",
    severity: Severity::Error,
    title: "a deadline passed",
    since: "0.1",
    explain: include_str!("deadline.md"),
};
