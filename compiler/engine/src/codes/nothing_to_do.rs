//! MLP1010: there is nothing to do; says how many resources were looked at.

pub use mlpc_plan::codes::nothing_to_do::RULE;

use mlpc_diag::Diagnostic;

/// An apply without work.
pub fn diagnose(n_resources: usize) -> Diagnostic {
    let noun = if n_resources == 1 { "1 resource".to_owned() } else { format!("{n_resources} resources") };
    Diagnostic::new(&RULE, format!("nothing to do: {noun} looked at, all as the spec says"))
}
