//! MLP1002: the state is from a newer version.

use mlpc_diag::{Rule, Severity};

/// The state is from a newer version.
pub static RULE: Rule = Rule {
    code: "MLP1002",
    name: "state-newer",
    severity: Severity::Error,
    title: "the state is from a newer version",
    since: "0.1",
    explain: include_str!("state_newer.md"),
};
