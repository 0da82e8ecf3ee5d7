//! MLP0115: definition cycle or expansion too deep.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0115",
    name: "expansion-too-deep",
    severity: Severity::Error,
    title: "definition cycle or expansion too deep",
    since: "0.1",
    explain: include_str!("expansion_too_deep.md"),
};
