//! MLP0309: two declarations lower to one name.

use mlpc_diag::{Rule, Severity};

/// MLP0309: two declarations lower to one name.
pub static RULE: Rule = Rule {
    code: "MLP0309",
    name: "name-clash",
    severity: Severity::Error,
    title: "name that something else has",
    since: "0.1",
    explain: include_str!("name_clash.md"),
};
