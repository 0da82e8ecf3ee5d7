//! MLP0113: patch or waiver that matches nothing.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0113",
    name: "matches-nothing",
    severity: Severity::Warning,
    title: "patch or waiver that matches nothing",
    since: "0.1",
    explain: include_str!("matches_nothing.md"),
};
