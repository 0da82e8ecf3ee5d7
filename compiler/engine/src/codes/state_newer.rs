//! MLP1002: the state is from a newer version; says the format found and the newest known.

use mlpc_diag::{Diagnostic, Rule, Severity};

/// The state is from a newer version.
pub static RULE: Rule = Rule {
    code: "MLP1002",
    name: "state-newer",
    severity: Severity::Error,
    title: "the state is from a newer version",
    since: "0.1",
    explain: include_str!("state_newer.md"),
};

/// A newer format.
pub fn diagnose(store: &str, found: u64, known: u64) -> Diagnostic {
    let message = format!("the state {store} has format {found}; this version reads up to {known}");
    Diagnostic::new(&RULE, message).help("use the version of mlpc that wrote it, or a later one")
}
