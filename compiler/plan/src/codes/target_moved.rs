//! MLP1012: a target means another place than what it holds.

use mlpc_diag::{Rule, Severity};

/// A target means another place than what it holds.
pub static RULE: Rule = Rule {
    code: "MLP1012",
    name: "target-moved",
    severity: Severity::Error,
    title: "a target means another place than what it holds",
    since: "0.1",
    explain: include_str!("target_moved.md"),
};
