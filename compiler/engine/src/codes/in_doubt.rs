//! MLP1006: a run was cut off during calls; says each call that was cut off and what its look-up found.

pub use mlpc_plan::codes::in_doubt::RULE;

use mlpc_diag::Diagnostic;
use mlpc_units::n_of;

use crate::{RecoveryFinding, State};

/// What recovery found of a run that was cut off; `None` if nothing was open.
pub fn diagnose(findings: &[RecoveryFinding]) -> Option<Diagnostic> {
    let first = findings.first()?;
    let calls = n_of(findings.len(), "call");
    let width = findings.iter().map(|it| it.address.as_str().len()).max().unwrap_or(0);
    let mut diagnostic = Diagnostic::new(&RULE, format!("the run of {} was cut off during {calls}", first.run));
    for it in findings {
        diagnostic = diagnostic.note(format!("{:width$}  {}", it.address.as_str(), it.lookup.text()));
    }
    Some(diagnostic)
}

/// Open intents that nobody has looked up yet: what a plan without the lock shows.
pub fn open(state: &State) -> Option<Diagnostic> {
    let first = state.in_doubt.values().next()?;
    let n = state.in_doubt.len();
    let calls = n_of(n, "call");
    let mut diagnostic = Diagnostic::new(&RULE, format!("the run of {} was cut off during {calls}", first.run));
    for it in state.in_doubt.values() {
        diagnostic = diagnostic.note(format!("{}  {} is looked up at the next apply", it.address, it.op.word()));
    }
    Some(diagnostic)
}
