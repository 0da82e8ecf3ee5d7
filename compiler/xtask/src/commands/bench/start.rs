//! Start-up: what a command costs that does nothing.

use std::path::Path;

use super::Bench;
use super::measure::Job;
use super::table::{Measured, Table};
use crate::commands::Outcome;

/// So short that many runs cost nothing.
const ROUNDS: usize = 11;

/// `--version` of ours and terraform's.
pub(super) fn report(bench: &mut Bench<'_>) -> Outcome {
    let mut table = Table::new("Start-up", "runs", bench)?;
    let version = |name: &str, program: &Path, word: &str| Job::new(name, Path::new("."), [program.as_os_str(), word.as_ref()]);
    let mut jobs = Vec::new();
    if let Some(terraform) = &bench.programs.terraform {
        jobs.push(version("terraform version", terraform, "version"));
    }
    jobs.push(version("mlpc --version", &bench.programs.mlpc, "--version"));
    table.measure(bench, 1, &jobs, ROUNDS, |job, _| Measured {
        resources: 1,
        bytes: 0,
        peer: (job.name == "mlpc --version").then_some("terraform version"),
    })
}
