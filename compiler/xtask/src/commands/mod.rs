//! The tasks, one file each.

mod bench;
mod book;
mod convert;
mod convert_catalog;
mod convert_charts;
mod convert_schemas;
mod hostile;
mod platform;
mod report;
mod terraform_data;
mod tidy;

use clap::Subcommand;

/// What a task ends with: nothing, or why it failed.
pub(crate) type Outcome = Result<(), String>;

/// All tasks.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Measure mlpc beside terraform and jrsonnet.
    Bench(bench::Arguments),
    /// Make the standard library's facts from the reference data.
    Convert(convert::Arguments),
    /// Write the book's pages of kinds and codes.
    Book(book::Arguments),
    /// Write hostile specs and measure what mlpc makes of them.
    Hostile(hostile::Arguments),
    /// Check sizes of files, edges between crates, first lines.
    Tidy,
    /// Check that the crates use each other as the architecture says.
    Layers,
    /// Write a platform of raw `terraform_data` resources, and the same for Terraform.
    TerraformData(terraform_data::Arguments),
    /// Write a valid platform of many tenants.
    Platform(platform::Arguments),
}

impl Command {
    /// Runs the task.
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Bench(arguments) => bench::run(&arguments),
            Self::Hostile(arguments) => hostile::run(&arguments),
            Self::Convert(arguments) => convert::run(&arguments),
            Self::Book(arguments) => book::run(&arguments),
            Self::Tidy => tidy::run(),
            Self::Layers => crate::layers::check(),
            Self::TerraformData(arguments) => terraform_data::run(&arguments),
            Self::Platform(arguments) => platform::run(&arguments),
        }
    }
}
