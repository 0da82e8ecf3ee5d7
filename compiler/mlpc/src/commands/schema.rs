//! `mlpc schema NAME`

use clap::Args;
use mlpc_report::schemas;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The schema that is made from the table of kinds.
const POLICY_INPUT: &str = "platform";

/// Prints the JSON Schema of a JSON output, or of what policies see.
#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// `check`, `cost`, `graph`, `plan`, `preview`, `test`, or `platform`: the input of policies in Rego.
    name: String,
}

impl Schema {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        if self.name == POLICY_INPUT {
            context.print(&mlpc_check::input_schema())?;
            return Ok(Exit::Done);
        }
        let Some(text) = schemas::of(&self.name) else {
            let names: Vec<_> = schemas::ALL.iter().map(|(name, _)| *name).chain([POLICY_INPUT]).collect();
            return Err(Failure::usage(format!("no output is called `{}`; there are {}", self.name, names.join(", "))));
        };
        context.print(text)?;
        Ok(Exit::Done)
    }
}
