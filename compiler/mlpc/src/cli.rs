//! What may be written on the command line, for all commands.

use clap::Parser;

use crate::commands::Command;
use crate::global::Global;

/// A compiler for ML platforms: proves one typed spec, plans it, applies it.
#[derive(Parser, Debug)]
#[command(name = "mlpc", version, max_term_width = 100, disable_help_subcommand = true, propagate_version = false)]
pub(crate) struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}
