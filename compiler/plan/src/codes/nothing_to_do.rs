//! MLP1010: there is nothing to do.

use mlpc_diag::{Rule, Severity};

/// There is nothing to do.
pub static RULE: Rule = Rule {
    code: "MLP1010",
    name: "nothing-to-do",
    severity: Severity::Note,
    title: "there is nothing to do",
    since: "0.1",
    explain: include_str!("nothing_to_do.md"),
};
