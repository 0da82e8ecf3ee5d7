//! The commands, one file each; a new one is a line in [`Command`] and a line in its `run`.

mod completions;
mod version;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The commands (`cli.md`).
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Prints a shell's completions
    Completions(completions::Completions),
    /// Prints the version
    Version(version::Version),
}

impl Command {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Completions(command) => command.run(context),
            Self::Version(command) => command.run(context),
        }
    }
}
