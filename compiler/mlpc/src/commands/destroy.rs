//! `mlpc destroy`

use clap::Args;

use crate::commands::apply::How;
use crate::compile::{Strictness, sound};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::run::run;

/// Removes everything that is in the state; protected things are refused by name.
#[derive(Args, Debug)]
pub(crate) struct Destroy {
    /// How the run is made.
    #[command(flatten)]
    how: How,
}

impl Destroy {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        run(context, &compile, &self.how.request("destroy", true, false))
    }
}
