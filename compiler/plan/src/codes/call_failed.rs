//! MLP1004: a provider call failed.

use mlpc_diag::{Rule, Severity};

/// A provider call failed.
pub static RULE: Rule = Rule {
    code: "MLP1004",
    name: "call-failed",
    severity: Severity::Error,
    title: "a provider call failed",
    since: "0.1",
    explain: include_str!("call_failed.md"),
};
