//! The planner's questions, answered by the provider schemas of the standard library.

use mlpc_graph::schema::{ProviderSchemas, Replaces as Fact};
use mlpc_plan::{Answer, Replaces};

/// Whether a change replaces, as the providers' own code has it.
#[derive(Clone, Copy, Debug)]
pub struct Facts;

impl Replaces for Facts {
    fn replaces(&self, kind: &str, path: &str) -> Answer {
        match ProviderSchemas::embedded().resource(kind) {
            None => Answer::Unknown,
            Some(schema) => match schema.replaces(path) {
                Fact::Yes => Answer::Yes,
                Fact::No => Answer::No,
                Fact::Conditional(_) => Answer::Conditional,
                Fact::Unknown => Answer::Unknown,
            },
        }
    }
}
