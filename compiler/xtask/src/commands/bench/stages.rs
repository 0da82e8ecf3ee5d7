//! The stages of one compile of the tenants' platform: parse, check, lower, plan, emit, as `mlpc debug timings` tells them.

use std::path::Path;
use std::process::Command;

use super::measure::{Cost, median};
use super::table::{Row, Table};
use super::{Bench, remove};
use crate::commands::{Outcome, platform};

/// The report of the stages; their memory is the peak until their end.
pub(super) fn report(bench: &mut Bench<'_>) -> Outcome {
    let mut table = Table::new("Stages on tenants; memory is the peak until their end", "tenants", bench)?;
    for size in &bench.arguments.tenants {
        let folder = bench.arguments.work.join(format!("stages-{size}"));
        platform::write(&folder.join("platform"), *size)?;
        let runs = (0..bench.arguments.rounds.max(1)).map(|_| stages(&bench.programs.mlpc, &folder)).collect::<Result<Vec<_>, _>>()?;
        let resources = super::tenants::resources(&bench.programs.mlpc, &folder)?;
        for (index, (name, _)) in runs.first().into_iter().flatten().enumerate() {
            let costs = runs.iter().filter_map(|run| run.get(index).map(|(_, cost)| *cost)).collect();
            if let Some(cost) = median(costs) {
                table.add(bench, Row { size: *size, name: name.clone(), cost, resources, bytes: 0, peer: None })?;
            }
        }
        remove(&folder)?;
    }
    Ok(())
}

/// The stages of one run, in order.
fn stages(mlpc: &Path, folder: &Path) -> Result<Vec<(String, Cost)>, String> {
    let output = Command::new(mlpc).args(["-C", "platform", "debug", "timings"]).current_dir(folder).output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let stages: Vec<_> = text.lines().filter_map(stage).collect();
    if stages.is_empty() { Err(String::from_utf8_lossy(&output.stderr).into_owned()) } else { Ok(stages) }
}

/// A line such as `plan from nothing  12.345 ms  11.222 ms CPU  93.1 MB`.
fn stage(line: &str) -> Option<(String, Cost)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [name @ .., wall, "ms", cpu, "ms", "CPU", memory, "MB"] = words.as_slice() else { return None };
    let seconds = |text: &str| text.parse::<f64>().map(|ms| ms / 1000.0).ok();
    let cost = Cost { cpu: seconds(cpu)?, wall: seconds(wall)?, memory: memory.parse().ok()?, exit: 0 };
    Some((name.join(" "), cost))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_read_from_its_line() {
        let (name, cost) = stage("plan from nothing      12.500 ms     11.250 ms CPU     93.1 MB").unwrap();
        assert_eq!((name.as_str(), cost.wall, cost.cpu, cost.memory), ("plan from nothing", 0.0125, 0.01125, 93.1));
        assert!(stage("10002 declarations, 10000 resources, 3 files, 10000 actions").is_none());
    }
}
