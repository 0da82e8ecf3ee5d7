//! `mlpc schema NAME`

use clap::Args;
use mlpc_report::schemas;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Prints the JSON Schema of a JSON output.
#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// `check`, `cost`, `graph`, `plan` or `preview`.
    name: String,
}

impl Schema {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(text) = schemas::of(&self.name) else {
            let names: Vec<_> = schemas::ALL.iter().map(|(name, _)| *name).collect();
            return Err(Failure::usage(format!("no output is called `{}`; there are {}", self.name, names.join(", "))));
        };
        context.print(text)?;
        Ok(Exit::Done)
    }
}
