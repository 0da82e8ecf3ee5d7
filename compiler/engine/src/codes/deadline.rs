//! MLP1009: a deadline passed; says which operation, and how long it had.

pub use mlpc_plan::codes::deadline::RULE;

use mlpc_diag::Diagnostic;

use crate::{Failed, RunReport};

/// An action whose deadline passed.
pub fn diagnose(failed: &Failed) -> Diagnostic {
    let Failed { address, op, failure, .. } = failed;
    let help = "apply again: what was begun is looked up, not made again; give it longer with a `timeouts` of the resource";
    Diagnostic::new(&RULE, format!("{address}: {} {failure}", op.word())).help(help).subject(failed.owner.clone())
}

/// A run that reached `--timeout`.
pub fn of_run(report: &RunReport) -> Diagnostic {
    let RunReport { n_done, n_actions, took, .. } = report;
    let message = format!("the time limit passed after {} s: {n_done} of {n_actions} actions done, the state is saved", took.as_secs());
    Diagnostic::new(&RULE, message).help("apply again with a longer `--timeout`: only what is missing is done")
}
