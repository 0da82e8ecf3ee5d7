//! MLP1001: the state is locked.

use mlpc_diag::{Rule, Severity};

/// The state is locked.
pub static RULE: Rule = Rule {
    code: "MLP1001",
    name: "state-locked",
    severity: Severity::Error,
    title: "the state is locked",
    since: "0.1",
    explain: include_str!("state_locked.md"),
};
