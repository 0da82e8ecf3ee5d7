//! MLP1004: a provider call failed; says the provider's words, the request, what to do.

pub use mlpc_plan::codes::call_failed::RULE;

use mlpc_diag::{Diagnostic, Rule};

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

/// A program that carries out a target and failed as a whole: nothing of the target was begun. `lines` are its own words.
pub fn diagnose_program(program: &str, target: &str, lines: &[String], failure: &Failure) -> Diagnostic {
    let (rule, help) = advice(failure.class);
    let message = format!("{program} of target {target} failed; nothing of it was begun");
    lines.iter().fold(Diagnostic::new(rule, message), Diagnostic::note).help(help)
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
