//! The commands, one file each; a new one is a line in [`Command`] and a line in its `run`.

mod against;
mod apply;
mod build;
mod check;
mod completions;
mod cost;
mod debug;
mod destroy;
mod explain;
mod fmt;
mod graph;
mod init;
mod lsp;
mod plan;
mod preview;
mod schema;
mod state;
mod test;
mod version;
mod why;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The commands (`cli.md`).
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Plans, asks, and carries it out
    Apply(apply::Apply),
    /// Writes everything that is emitted
    Build(build::Build),
    /// Proves the spec; shows all findings
    Check(check::Check),
    /// Shows what stages make of a platform, for work on the compiler
    #[command(hide = true)]
    Debug(debug::Debug),
    /// Removes everything; protected things are refused
    Destroy(destroy::Destroy),
    /// Says what the platform costs a month
    Cost(cost::Cost),
    /// Explains a code
    Explain(explain::Explain),
    /// Formats the spec; comments survive
    Fmt(fmt::Fmt),
    /// Draws the graph: who needs whom
    Graph(graph::Graph),
    /// Starts a platform from a template
    Init(init::Init),
    /// Serves an editor on stdin and stdout
    Lsp(lsp::Lsp),
    /// Shows what would change
    Plan(plan::Plan),
    /// Says what a change of the spec does, for its review
    Preview(preview::Preview),
    /// Prints the JSON Schema of a JSON output
    Schema(schema::Schema),
    /// Looks into the state, goes back in it, clears it
    State(state::State),
    /// Runs the platform's own tests, without a cloud
    Test(test::Test),
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
            Self::Apply(command) => command.run(context),
            Self::Build(command) => command.run(context),
            Self::Check(command) => command.run(context),
            Self::Debug(command) => command.run(context),
            Self::Destroy(command) => command.run(context),
            Self::Cost(command) => command.run(context),
            Self::Explain(command) => command.run(context),
            Self::Fmt(command) => command.run(context),
            Self::Graph(command) => command.run(context),
            Self::Init(command) => command.run(context),
            Self::Lsp(command) => command.run(context),
            Self::Plan(command) => command.run(context),
            Self::Preview(command) => command.run(context),
            Self::Schema(command) => command.run(context),
            Self::State(command) => command.run(context),
            Self::Test(command) => command.run(context),
            Self::Completions(command) => command.run(context),
            Self::Version(command) => command.run(context),
            Self::Why(command) => command.run(context),
        }
    }
}
