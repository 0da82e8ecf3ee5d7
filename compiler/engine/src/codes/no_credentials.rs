//! MLP1008: credentials are missing; says which target lacks them.

use mlpc_diag::{Diagnostic, Rule, Severity};

/// Credentials are missing.
pub static RULE: Rule = Rule {
    code: "MLP1008",
    name: "no-credentials",
    severity: Severity::Error,
    title: "credentials are missing",
    since: "0.1",
    explain: include_str!("no_credentials.md"),
};

/// Missing credentials of a target.
pub fn diagnose(target: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("no credentials for target {target}: {why}"))
        .help("log in or set the provider's credentials, then apply again")
}
