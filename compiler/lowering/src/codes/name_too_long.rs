//! MLP0801: a lowered name that the cloud refuses.

use mlpc_diag::{Rule, Severity};

/// MLP0801: a lowered name that the cloud refuses.
pub static RULE: Rule = Rule {
    code: "MLP0801",
    name: "lowered-name-refused",
    severity: Severity::Error,
    title: "name too long or with characters that the cloud refuses",
    since: "0.1",
    explain: include_str!("name_too_long.md"),
};
