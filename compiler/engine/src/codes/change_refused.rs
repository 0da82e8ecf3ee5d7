//! MLP1011: the cloud refuses a change; says from what to what, and what to do instead.

pub use mlpc_plan::codes::change_refused::RULE;

use mlpc_diag::{Diagnostic, Severity};
use mlpc_plan::Refused;

/// A change in place that the cloud refuses, or may refuse.
pub fn diagnose(refused: &Refused) -> Diagnostic {
    let Refused { address, path, from, to, limit, .. } = refused;
    let (what, severity) = if refused.certain() { ("can't go", Severity::Error) } else { ("may be refused to go", Severity::Warning) };
    Diagnostic::new(&RULE, format!("{path} of {address} {what} from {from} to {to}"))
        .severity(severity)
        .label_opt(refused.span, format!("{from} before"))
        .note(limit.source)
        .help(refused.instead())
        .subject(refused.owner.clone())
}
