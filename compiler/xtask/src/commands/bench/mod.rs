//! `cargo xtask bench`: mlpc beside terraform, jrsonnet and other parsers, in turn, in one run; Markdown tables, each row written as it is measured.
//!
//! What is compared is processor time and memory; both sides' files lie on a memory file system. It's never part of the tests.

pub(crate) mod measure;
mod parse;
mod programs;
mod raw;
mod stages;
mod start;
mod table;
mod tenants;

use std::path::{Path, PathBuf};

pub(crate) use programs::release_build;

use super::Outcome;
use super::report::Report;
use programs::Programs;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only these groups; all if not given.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Group>,
    /// Sizes of the tenants' platform.
    #[arg(long, value_delimiter = ',', default_values_t = [10, 100, 1000, 10_000])]
    tenants: Vec<usize>,
    /// Sizes of the platform of raw resources.
    #[arg(short, long, value_delimiter = ',', default_values_t = [10, 100, 1000, 10_000])]
    n: Vec<usize>,
    /// Up to this size terraform applies; beyond, where its time is quadratic, the state it would leave is written instead.
    #[arg(long, default_value_t = 1000)]
    apply_up_to: usize,
    /// Up to this size terraform gets one chain through all resources, of which its time and state are quadratic.
    #[arg(long, default_value_t = 1000)]
    chain_up_to: usize,
    /// Sizes at which mlpc alone applies.
    #[arg(long, value_delimiter = ',', default_values_t = [1000, 10_000, 100_000])]
    flat: Vec<usize>,
    /// Runs of each command; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// A command that takes longer than these seconds is run once.
    #[arg(long, default_value_t = 10.0)]
    long: f64,
    /// Seconds after which a run is ended; its row says so, and larger sizes of it are left out.
    #[arg(long, default_value_t = 600.0)]
    limit: f64,
    /// Where workloads lie while they run: a memory file system.
    #[arg(long, default_value = "/dev/shm/mlpc-bench")]
    work: PathBuf,
    /// A file that gets the report too.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The parts of the bench.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Group {
    /// `--version`.
    Start,
    /// Parsers on the tenants' text: ours, kdlite's, kdl's.
    Parse,
    /// The stages of a compile of tenants, as `mlpc debug timings` tells them.
    Stages,
    /// Whole commands on tenants, beside jrsonnet.
    Tenants,
    /// Whole commands on raw resources, beside terraform.
    Raw,
    /// Simulated applies up to sizes that terraform doesn't reach.
    Flat,
}

const GROUPS: [Group; 6] = [Group::Start, Group::Parse, Group::Stages, Group::Tenants, Group::Raw, Group::Flat];

/// What every group needs.
struct Bench<'a> {
    programs: Programs,
    arguments: &'a Arguments,
    report: Report,
}

/// Measures everything.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut bench = Bench { programs: Programs::find()?, arguments, report: Report::new(arguments.out.as_deref())? };
    bench.report.add(&bench.programs.described())?;
    for group in GROUPS.into_iter().filter(|group| arguments.only.is_empty() || arguments.only.contains(group)) {
        match group {
            Group::Start => start::report(&mut bench)?,
            Group::Parse => parse::report(&mut bench)?,
            Group::Stages => stages::report(&mut bench)?,
            Group::Tenants => tenants::report(&mut bench)?,
            Group::Raw => raw::report(&mut bench)?,
            Group::Flat => raw::flat(&mut bench)?,
        }
    }
    remove(&arguments.work)
}

/// Removes a workload, if it is there.
fn remove(folder: &Path) -> Outcome {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// Bytes below a folder, or of a file.
fn bytes(path: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(path) else { return std::fs::metadata(path).map_or(0, |it| it.len()) };
    entries.flatten().map(|entry| bytes(&entry.path())).sum()
}
