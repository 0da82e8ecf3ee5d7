//! MLP1004: a provider call failed; says the provider's words, the request, what to do.

pub use mlpc_plan::codes::call_failed::RULE;

use mlpc_diag::Diagnostic;

use crate::{Class, Failed};

/// A failed action. A passed deadline and missing credentials have codes of their own.
pub fn diagnose(failed: &Failed) -> Diagnostic {
    if failed.deadline {
        return super::deadline::diagnose(failed);
    }
    let request = failed.failure.request.as_ref().map_or_else(String::new, |it| format!(" (request {it})"));
    let Failed { address, op, failure, .. } = failed;
    let message = format!("{address}: {} failed: {failure}{request}", op.word());
    let (rule, help) = match failure.class {
        Class::NoCredentials => (&super::no_credentials::RULE, "log in or set the provider's credentials, then apply again"),
        Class::Denied => (&RULE, "the credentials lack this right: grant it, then apply again"),
        Class::Gone => (&RULE, "it was removed outside of mlpc: `mlpc plan --refresh` shows what else was"),
        Class::Conflict => (&RULE, "something of that name exists: `import` adopts it, or give this another name"),
        Class::Retry | Class::Throttled | Class::Lost => (&RULE, "the provider didn't recover in time: apply again"),
        Class::Permanent => (&RULE, "mend what the provider says, then apply again: only what is missing is tried"),
    };
    let note = match failed.n_dependents {
        0 => "nothing else depends on it".to_owned(),
        1 => "1 action that depends on it was not begun".to_owned(),
        n => format!("{n} actions that depend on it were not begun"),
    };
    Diagnostic::new(rule, message).note(note).help(help).subject(failed.owner.clone())
}
