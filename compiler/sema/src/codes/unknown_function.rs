//! MLP0203: unknown function or wrong number of arguments.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0203",
    name: "unknown-function",
    severity: Severity::Error,
    title: "unknown function or wrong number of arguments",
    since: "0.1",
    explain: include_str!("unknown_function.md"),
};
