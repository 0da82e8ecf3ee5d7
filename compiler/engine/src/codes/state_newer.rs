//! MLP1002: the state is from a newer version; says the format found and the newest known.

pub use mlpc_plan::codes::state_newer::RULE;

use mlpc_diag::Diagnostic;

/// A newer format.
pub fn diagnose(store: &str, found: u64, known: u64) -> Diagnostic {
    let message = format!("the state {store} has format {found}; this version reads up to {known}");
    Diagnostic::new(&RULE, message).help("use the version of mlpc that wrote it, or a later one")
}
