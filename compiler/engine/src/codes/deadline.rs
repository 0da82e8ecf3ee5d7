//! MLP1009: a deadline passed; says which operation, and how long it had.

use mlpc_diag::{Diagnostic, Rule, Severity};

use crate::{Failed, RunReport};

/// A deadline passed.
pub static RULE: Rule = Rule {
    code: "MLP1009",
    name: "deadline-passed",
    severity: Severity::Error,
    title: "a deadline passed",
    since: "0.1",
    explain: include_str!("deadline.md"),
};

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
