//! MLP0103: missing required property.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0103",
    name: "missing-required",
    severity: Severity::Error,
    title: "missing required property",
    since: "0.1",
    explain: include_str!("missing_required.md"),
};
