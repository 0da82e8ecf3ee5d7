//! MLP1006: a run was cut off during calls.

use mlpc_diag::{Rule, Severity};

/// A run was cut off during calls.
pub static RULE: Rule = Rule {
    code: "MLP1006",
    name: "in-doubt",
    severity: Severity::Warning,
    title: "a run was cut off during calls",
    since: "0.1",
    explain: include_str!("in_doubt.md"),
};
