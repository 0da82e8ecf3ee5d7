//! MLP0114: expired waiver.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0114",
    name: "expired-waiver",
    severity: Severity::Warning,
    title: "expired waiver",
    since: "0.1",
    explain: include_str!("expired_waiver.md"),
};
