//! MLP1008: credentials are missing; says which target lacks them.

pub use mlpc_plan::codes::no_credentials::RULE;

use mlpc_diag::Diagnostic;

/// Missing credentials of a target.
pub fn diagnose(target: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("no credentials for target {target}: {why}"))
        .help("log in or set the provider's credentials, then apply again")
}
