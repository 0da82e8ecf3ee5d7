//! Tasks of development: converters of reference data, checks of the code's own order, workloads for benches.

mod commands;
mod layers;
mod manifests;
mod reference;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of mlpc's development")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[expect(clippy::print_stderr, reason = "a task tells its caller why it failed")]
fn main() -> ExitCode {
    match Arguments::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
