//! MLP0207: file not found, unreadable or outside the platform.

use mlpc_diag::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0207",
    name: "file-not-found",
    severity: Severity::Error,
    title: "file not found, unreadable or outside the platform",
    since: "0.1",
    explain: include_str!("file_not_found.md"),
};
