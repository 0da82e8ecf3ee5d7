//! MLP0206: currency mismatch.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0206",
    name: "currency-mismatch",
    severity: Severity::Error,
    title: "currency mismatch",
    since: "0.1",
    explain: include_str!("currency_mismatch.md"),
};
