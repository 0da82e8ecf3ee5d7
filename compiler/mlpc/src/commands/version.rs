//! `mlpc version`

use clap::Args;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Prints the version.
#[derive(Args, Debug)]
pub(crate) struct Version {}

impl Version {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Self {} = self;
        context.print(concat!("mlpc ", env!("CARGO_PKG_VERSION"), "\n"))?;
        Ok(Exit::Done)
    }
}
