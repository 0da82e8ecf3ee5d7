//! MLP1004: a provider call failed; says the provider's words, the request, what to do.

pub use mlpc_plan::codes::call_failed::RULE;

use mlpc_diag::{Diagnostic, Rule};
use mlpc_units::n_of;

use crate::{Class, Failed, Failure};

/// A failed action. A passed deadline and missing credentials have codes of their own.
pub fn diagnose(failed: &Failed) -> Diagnostic {
    if failed.deadline {
        return super::deadline::diagnose(failed);
    }
    let request = failed.failure.request.as_ref().map_or_else(String::new, |it| format!(" (request {it})"));
    let Failed { address, op, failure, .. } = failed;
    let message = format!("{address}: {} failed: {failure}{request}", op.word());
    let (rule, help) = advice(failure.class);
    let note = match failed.n_dependents {
        0 => "nothing else depends on it".to_owned(),
        1 => "1 action that depends on it was not begun".to_owned(),
        n => format!("{n} actions that depend on it were not begun"),
    };
    Diagnostic::new(rule, message).note(note).help(help).subject(failed.owner.clone())
}

/// A program that carries out a target and failed as a whole, before any of the run's actions was begun.
#[derive(Clone, Copy, Debug)]
pub struct Halted<'a> {
    /// What failed: `terraform init`.
    pub program: &'a str,
    /// The target.
    pub target: &'a str,
    /// The program's own words.
    pub lines: &'a [String],
    /// How the failure is classified.
    pub failure: &'a Failure,
    /// Where all of its words are to be had: `terraform -chdir=… init`.
    pub more: &'a str,
    /// Actions of this target.
    pub n_own: usize,
    /// Actions of the run.
    pub n_all: usize,
    /// The command that goes on: `mlpc apply`.
    pub resume: &'a str,
}

/// How many lines of a program's own words are shown.
const LINES: usize = 12;

/// What failed, in which words, what was done and what wasn't, and how to go on.
pub fn diagnose_program(halted: &Halted<'_>) -> Diagnostic {
    let Halted { program, target, lines, failure, more, n_own, n_all, resume } = *halted;
    let (rule, help) = advice(failure.class);
    let mut found = Diagnostic::new(rule, format!("target {target}: {program} failed, so nothing was begun"));
    let said: Vec<&String> = lines.iter().filter(|it| !it.trim().is_empty()).collect();
    // From where it first speaks of an error; else the end, as that says why.
    let first = said.iter().position(|it| it.contains("Error")).unwrap_or(said.len().saturating_sub(LINES));
    let shown: Vec<&&String> = said.iter().skip(first).take(LINES).collect();
    found = shown.iter().fold(found, |found, line| found.note(line.as_str()));
    if shown.len() < said.len() {
        found = found.note(format!("({} more: {more})", n_of(said.len() - shown.len(), "line")));
    }
    let others = match n_all - n_own.min(n_all) {
        0 => String::new(),
        n => format!(", and {n} of other targets"),
    };
    found
        .note(format!("not begun: {} of {target}{others}; done: none, so the state is as before", n_of(n_own, "action")))
        .help(help)
        .help(format!("`{resume}` takes it up again"))
        .subject(format!("target.{target}"))
}

/// The code of a failure and what to do.
fn advice(class: Class) -> (&'static Rule, &'static str) {
    match class {
        Class::NoCredentials => (&super::no_credentials::RULE, "log in or set the provider's credentials, then apply again"),
        Class::Denied => (&RULE, "the credentials lack this right: grant it, then apply again"),
        Class::Gone => (&RULE, "it was removed outside of mlpc: `mlpc plan --refresh` shows what else was"),
        Class::Conflict => (&RULE, "something of that name exists: `import` adopts it, or give this another name"),
        Class::Retry | Class::Throttled | Class::Lost => (&RULE, "the provider didn't recover in time: apply again"),
        Class::Permanent => (&RULE, "mend what the provider says, then apply again: only what is missing is tried"),
    }
}
