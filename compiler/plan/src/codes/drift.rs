//! MLP1007: reality differs from the state.

use mlpc_diag::{Rule, Severity};

/// Reality differs from the state.
pub static RULE: Rule = Rule {
    code: "MLP1007",
    name: "drift",
    severity: Severity::Warning,
    title: "reality differs from the state",
    since: "0.1",
    explain: include_str!("drift.md"),
};
