//! The options that every command takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What holds for every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The platform's directory, or one file as the whole platform.
    #[arg(short = 'C', long = "chdir", global = true, value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,
    /// The environment, where the platform declares any.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// Sets a param of the spec.
    #[arg(long = "set", global = true, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// The date against which expiries are judged; the clock's, if not given.
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<String>,
    /// When to colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Says less.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Opens details.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Traces to stderr: error, warn, info, debug or trace, or a filter such as `mlpc_engine=debug`.
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
}

/// When to colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
