//! The commands, one file each; a new one is a line in [`Command`] and a line in its `run`.

mod build;
mod check;
mod completions;
mod explain;
mod fmt;
mod graph;
mod init;
mod version;
mod why;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The commands (`cli.md`).
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Writes everything that is emitted
    Build(build::Build),
    /// Proves the spec; shows all findings
    Check(check::Check),
    /// Explains a code
    Explain(explain::Explain),
    /// Formats the spec; comments survive
    Fmt(fmt::Fmt),
    /// Draws the graph: who needs whom
    Graph(graph::Graph),
    /// Starts a platform from a template
    Init(init::Init),
    /// Prints a shell's completions
    Completions(completions::Completions),
    /// Prints the version
    Version(version::Version),
    /// Says which lines made a resource or declaration
    Why(why::Why),
}

impl Command {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Build(command) => command.run(context),
            Self::Check(command) => command.run(context),
            Self::Explain(command) => command.run(context),
            Self::Fmt(command) => command.run(context),
            Self::Graph(command) => command.run(context),
            Self::Init(command) => command.run(context),
            Self::Completions(command) => command.run(context),
            Self::Version(command) => command.run(context),
            Self::Why(command) => command.run(context),
        }
    }
}
