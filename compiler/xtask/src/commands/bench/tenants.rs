//! The tenants' platform: check, build and plan of ours beside jrsonnet on a platform of like size.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::Job;
use super::table::{Measured, Table};
use super::{Bench, bytes, remove};
use crate::commands::{Outcome, platform};
use crate::reference;

/// Resources of a tenant in jrsonnet's workload.
const RESOURCES_OF_PEER: usize = 11;

/// The report of this workload.
pub(super) fn report(bench: &mut Bench<'_>) -> Outcome {
    let mut table = Table::new("Tenants", "tenants", bench)?;
    for size in &bench.arguments.tenants {
        measure(bench, &mut table, *size)?;
    }
    Ok(())
}

fn measure(bench: &mut Bench<'_>, table: &mut Table, size: usize) -> Outcome {
    let (folder, rounds) = (bench.arguments.work.join(format!("tenants-{size}")), bench.arguments.rounds);
    let (out, peer_out) = (folder.join("out"), folder.join("jrsonnet.json"));
    platform::write(&folder.join("platform"), size)?;
    let resources = resources(&bench.programs.mlpc, &folder)?;
    let mlpc = |name: &str, words: &[&str]| {
        let mut command = vec![bench.programs.mlpc.clone().into_os_string(), "-C".into(), "platform".into()];
        command.extend(words.iter().map(Into::into));
        Job::new(name, &folder, command)
    };
    let mut beside_peer: Vec<Job> = peer(bench, &folder, &peer_out, size)?.into_iter().collect();
    beside_peer.push(mlpc("mlpc build", &["build", "-o", "out"]).fresh(out.clone()));
    let alone = [mlpc("mlpc check", &["check"]), mlpc("mlpc plan", &["plan"])];
    let made = |job: &Job| match job.name.as_str() {
        "jrsonnet" => Measured { resources: RESOURCES_OF_PEER * size, bytes: bytes(&peer_out), peer: None },
        "mlpc build" => Measured { resources, bytes: bytes(&out), peer: Some("jrsonnet") },
        _ => Measured { resources, bytes: 0, peer: None },
    };
    table.measure(bench, size, &beside_peer, rounds, |job, _| made(job))?;
    table.measure(bench, size, &alone, rounds, |job, _| made(job))?;
    remove(&folder)
}

/// jrsonnet on its own workload of the same tenants, where both are there.
fn peer(bench: &Bench<'_>, folder: &Path, out: &Path, size: usize) -> Result<Option<Job>, String> {
    let generator: PathBuf = reference::path("bench/gen.py");
    let Some(jrsonnet) = bench.programs.jrsonnet.as_ref().filter(|_| generator.exists()) else { return Ok(None) };
    let mut generate = Command::new("python3");
    generate.arg(&generator).arg("tenants").arg(folder.join("peer")).args(["-t", &size.to_string()]);
    let done = generate.env("PYTHONDONTWRITEBYTECODE", "1").output().map_err(|error| error.to_string())?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    let job = Job::new("jrsonnet", &folder.join("peer").join(format!("T{size}")), [jrsonnet.as_os_str(), "platform.jsonnet".as_ref()]);
    Ok(Some(job.stdout(out.to_owned())))
}

/// How many resources the platform lowers to, as `mlpc check` says; an error if it finds anything wrong.
pub(super) fn resources(mlpc: &Path, folder: &Path) -> Result<usize, String> {
    let output = Command::new(mlpc).args(["-C", "platform", "check"]).current_dir(folder).output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.ends_with(" resources") && line.contains('→'));
    let words = line.and_then(|line| line.split_whitespace().rev().nth(1));
    match words.and_then(|word| word.parse().ok()) {
        Some(n) if output.status.success() => Ok(n),
        _ => Err(format!("the platform of the bench has findings:\n{}", text.lines().take(40).collect::<Vec<_>>().join("\n"))),
    }
}
