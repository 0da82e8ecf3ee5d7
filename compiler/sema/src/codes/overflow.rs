//! MLP0204: overflow or division by zero.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0204",
    name: "overflow",
    severity: Severity::Error,
    title: "overflow or division by zero",
    since: "0.1",
    explain: include_str!("overflow.md"),
};
