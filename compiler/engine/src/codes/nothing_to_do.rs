//! MLP1010: there is nothing to do; says how many resources were looked at.

pub use mlpc_plan::codes::nothing_to_do::RULE;

use mlpc_diag::Diagnostic;
use mlpc_units::n_of;

/// An apply without work.
pub fn diagnose(n_resources: usize) -> Diagnostic {
    Diagnostic::new(&RULE, format!("nothing to do: the state has {}, all as the spec says", n_of(n_resources, "resource")))
        .help("`mlpc plan --refresh` looks whether the cloud is as the state says, too")
}
