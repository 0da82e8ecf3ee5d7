//! MLP0806: attributes of a raw resource that its schema doesn't have.

use mlpc_diag::{Rule, Severity};

/// MLP0806: attributes of a raw resource that its schema doesn't have.
pub static RULE: Rule = Rule {
    code: "MLP0806",
    name: "unknown-attribute",
    severity: Severity::Error,
    title: "attribute of a resource that is unknown, read-only or missing",
    since: "0.1",
    explain: include_str!("unknown_attribute.md"),
};
