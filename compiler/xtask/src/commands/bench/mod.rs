//! `cargo xtask bench`: mlpc beside terraform and jrsonnet, in turn, in one run; a Markdown report.
//!
//! What is compared is processor time and memory; both sides' files lie on a memory file system. It's never part of the tests.

pub(crate) mod measure;
mod raw;
mod table;
mod tenants;

use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Job, interleaved};
use table::{Row, table};

use super::Outcome;
use crate::reference;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Sizes of the tenants' platform.
    #[arg(long, value_delimiter = ',', default_values_t = [10, 100, 1000, 10_000])]
    tenants: Vec<usize>,
    /// Sizes of the platform of raw resources.
    #[arg(short, long, value_delimiter = ',', default_values_t = [1000, 10_000])]
    n: Vec<usize>,
    /// Up to this size terraform applies; beyond, where its time is quadratic, the state it would leave is written instead.
    #[arg(long, default_value_t = 1000)]
    apply_up_to: usize,
    /// Sizes at which only mlpc applies.
    #[arg(long, value_delimiter = ',', default_values_t = [100_000])]
    apply: Vec<usize>,
    /// Runs of each command; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds after which a run is ended.
    #[arg(long, default_value_t = 600.0)]
    limit: f64,
    /// Where workloads lie while they run: a memory file system.
    #[arg(long, default_value = "/dev/shm/mlpc-bench")]
    work: PathBuf,
    /// Where the report goes; stdout if not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The programs that are compared.
struct Programs {
    mlpc: PathBuf,
    terraform: Option<PathBuf>,
    jrsonnet: Option<PathBuf>,
}

/// Measures everything.
#[expect(clippy::print_stdout, reason = "the report's place unless a file is named")]
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let programs = Programs::find()?;
    let mut report = String::new();
    report.push_str(&start_up(&programs, arguments)?);
    report.push_str(&tenants::report(&programs, arguments)?);
    report.push_str(&raw::report(&programs, arguments)?);
    std::fs::remove_dir_all(&arguments.work).map_err(|error| format!("{}: {error}", arguments.work.display()))?;
    match &arguments.out {
        Some(path) => reference::write(path, report),
        None => {
            println!("{report}");
            Ok(())
        }
    }
}

/// The release build of mlpc that lies beside this task's own folder.
pub(crate) fn release_build() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("MLPC") {
        return Ok(path.into());
    }
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = this.ancestors().nth(2).map(|target| target.join("release/mlpc")).filter(|path| path.exists());
    path.ok_or_else(|| "no release build: `cargo build --release -p mlpc` makes one, or MLPC names a binary".to_owned())
}

impl Programs {
    fn find() -> Result<Self, String> {
        let named = |variable: &str, name: &str| {
            let path = std::env::var_os(variable).map_or_else(|| PathBuf::from(name), PathBuf::from);
            Command::new(&path).arg("--version").output().is_ok().then_some(path)
        };
        let cached = reference::root().join(".cache/bin/jrsonnet");
        let jrsonnet = named("JRSONNET", if cached.exists() { cached.to_str().unwrap_or("jrsonnet") } else { "jrsonnet" });
        Ok(Self { mlpc: release_build()?, terraform: named("TERRAFORM", "terraform"), jrsonnet })
    }
}

fn start_up(programs: &Programs, arguments: &Arguments) -> Result<String, String> {
    let mut jobs = vec![Job::new("mlpc --version", Path::new("."), [programs.mlpc.as_os_str(), "--version".as_ref()])];
    if let Some(terraform) = &programs.terraform {
        jobs.push(Job::new("terraform version", Path::new("."), [terraform.as_os_str(), "version".as_ref()]));
    }
    let costs = interleaved(&jobs, 11, arguments.limit)?;
    let rows: Vec<Row> =
        jobs.into_iter().zip(costs).map(|(job, cost)| Row { size: 1, name: job.name, cost, resources: 1, bytes: 0 }).collect();
    Ok(format!("## Start-up\n\n{}\n", table("runs", &rows, |row| (row.name == "mlpc --version").then(|| "terraform version".to_owned()))))
}

/// Bytes below a folder, or of a file.
fn bytes(path: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(path) else { return std::fs::metadata(path).map_or(0, |it| it.len()) };
    entries.flatten().map(|entry| bytes(&entry.path())).sum()
}
