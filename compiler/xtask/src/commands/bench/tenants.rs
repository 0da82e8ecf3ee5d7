//! The tenants' platform: check, build and plan of ours beside jrsonnet on a platform of like size.

use std::process::Command;

use super::measure::{Job, interleaved};
use super::table::{Row, table};
use super::{Arguments, Programs, bytes};
use crate::commands::platform;
use crate::reference;

/// Resources of a tenant in jrsonnet's workload.
const RESOURCES_OF_PEER: usize = 11;

/// The report of this workload.
pub(super) fn report(programs: &Programs, arguments: &Arguments) -> Result<String, String> {
    let mut rows = Vec::new();
    for size in &arguments.tenants {
        rows.extend(measure(programs, arguments, *size)?);
    }
    let peer = |row: &Row| (row.name == "mlpc build").then(|| "jrsonnet".to_owned());
    Ok(format!("## Tenants\n\n{}\n", table("tenants", &rows, peer)))
}

fn measure(programs: &Programs, arguments: &Arguments, size: usize) -> Result<Vec<Row>, String> {
    let folder = arguments.work.join(format!("tenants-{size}"));
    let out = folder.join("out");
    platform::write(&folder.join("platform"), size)?;
    let mlpc = |words: &[&str]| {
        let mut command = vec![programs.mlpc.clone().into_os_string(), "-C".into(), "platform".into()];
        command.extend(words.iter().map(Into::into));
        command
    };
    let mut jobs = vec![
        Job::new("mlpc check", &folder, mlpc(&["check"])),
        Job::new("mlpc build", &folder, mlpc(&["build", "-o", "out"])).fresh(out.clone()),
        Job::new("mlpc plan", &folder, mlpc(&["plan"])).stdout("/dev/null".into()),
    ];
    let peer_out = folder.join("jrsonnet.json");
    if let Some(jrsonnet) = &programs.jrsonnet
        && reference::path("bench/gen.py").exists()
    {
        let mut generate = Command::new("python3");
        generate.arg(reference::path("bench/gen.py")).arg("tenants").arg(folder.join("peer")).args(["-t", &size.to_string()]);
        let done = generate.env("PYTHONDONTWRITEBYTECODE", "1").output().map_err(|error| error.to_string())?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned());
        }
        let job = Job::new("jrsonnet", &folder.join("peer").join(format!("T{size}")), [jrsonnet.as_os_str(), "platform.jsonnet".as_ref()]);
        jobs.push(job.stdout(peer_out.clone()));
    }
    let costs = interleaved(&jobs, arguments.rounds, arguments.limit)?;
    let resources = resources(programs, &folder)?;
    let rows = jobs.into_iter().zip(costs).map(|(job, cost)| {
        let is_peer = job.name == "jrsonnet";
        let bytes = match job.name.as_str() {
            "mlpc build" => bytes(&out),
            "jrsonnet" => bytes(&peer_out),
            _ => 0,
        };
        Row { size, name: job.name, cost, resources: if is_peer { RESOURCES_OF_PEER * size } else { resources }, bytes }
    });
    let rows = rows.collect();
    std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(rows)
}

/// How many resources the platform lowers to, as `mlpc check` says; an error if it finds anything wrong.
fn resources(programs: &Programs, folder: &std::path::Path) -> Result<usize, String> {
    let output = Command::new(&programs.mlpc).args(["-C", "platform", "check"]).current_dir(folder).output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.ends_with(" resources") && line.contains('→'));
    let words = line.and_then(|line| line.split_whitespace().rev().nth(1));
    match words.and_then(|word| word.parse().ok()) {
        Some(n) if output.status.success() => Ok(n),
        _ => Err(format!("the platform of the bench has findings:\n{}", text.lines().take(40).collect::<Vec<_>>().join("\n"))),
    }
}
