//! MLP1008: credentials are missing.

use mlpc_diag::{Rule, Severity};

/// Credentials are missing.
pub static RULE: Rule = Rule {
    code: "MLP1008",
    name: "no-credentials",
    severity: Severity::Error,
    title: "credentials are missing",
    since: "0.1",
    explain: include_str!("no_credentials.md"),
};
