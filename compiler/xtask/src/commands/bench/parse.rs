//! Parsers on the text of the tenants' platform: ours beside the crates `kdlite` and `kdl`, each in a process of its own.

use std::path::Path;
use std::process::Command;

use super::measure::{Job, TIMED_OUT};
use super::programs::target;
use super::{Bench, remove};
use crate::commands::{Outcome, platform};
use crate::reference;

/// The parsers that the example `parse_once` of `mlpc-syntax` knows.
const PARSERS: [&str; 3] = ["kdlite", "kdl", "mlpc"];

/// One parser on one text.
struct Row {
    parser: &'static str,
    bytes: usize,
    seconds: f64,
}

/// The report of the parsers.
pub(super) fn report(bench: &mut Bench<'_>) -> Outcome {
    let program = build()?;
    bench.report.add(
        "\n## Parsers on the tenants' text; memory is what a parse adds\n\n\
         | tenants | parser | bytes | CPU ms | MB/s | MB | times the text | of kdlite's CPU | of kdl's CPU | exponent |\n\
         | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    )?;
    let mut smaller: Vec<Row> = Vec::new();
    for size in &bench.arguments.tenants {
        let folder = bench.arguments.work.join(format!("parse-{size}"));
        let text = text(&folder, *size)?;
        reference::write(&folder.join("all.kdl"), &text)?;
        let mut rows: Vec<Row> = Vec::new();
        for parser in PARSERS {
            let job = Job::new(parser, &folder, [program.as_os_str(), parser.as_ref(), "all.kdl".as_ref()]).stdout(folder.join("figures"));
            let cost = job.run(bench.arguments.limit)?;
            let figures = reference::read_file(&folder.join("figures"))?;
            let numbers: Vec<f64> = figures.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let (true, [seconds, kilobytes]) = (cost.exit == 0, numbers.as_slice()) else {
                let end = if cost.exit == TIMED_OUT { cost.end(bench.arguments.limit) } else { format!("ended with {}", cost.exit) };
                bench.report.add(&format!("| {size} | {parser} | {} | {end} |  |  |  |  |  |  |\n", text.len()))?;
                continue;
            };
            let row = Row { parser, bytes: text.len(), seconds: *seconds };
            bench.report.add(&line(*size, &row, kilobytes / 1024.0, &rows, &smaller))?;
            rows.push(row);
        }
        smaller = rows;
        remove(&folder)?;
    }
    Ok(())
}

fn line(size: usize, row: &Row, megabytes: f64, rows: &[Row], smaller: &[Row]) -> String {
    let megabytes_of_text = row.bytes as f64 / 1e6;
    let of =
        |name: &str| rows.iter().find(|it| it.parser == name).map_or_else(String::new, |it| format!("{:.3}", row.seconds / it.seconds));
    let exponent = smaller.iter().find(|it| it.parser == row.parser && it.bytes < row.bytes).map_or_else(String::new, |it| {
        let growth = (row.seconds / it.seconds).ln();
        format!("{:.2}", growth / (row.bytes as f64 / it.bytes as f64).ln())
    });
    format!(
        "| {size} | {} | {} | {:.3} | {:.1} | {megabytes:.1} | {:.1} | {} | {} | {exponent} |\n",
        row.parser,
        row.bytes,
        row.seconds * 1e3,
        megabytes_of_text / row.seconds,
        megabytes * 1.048_576 / megabytes_of_text,
        of("kdlite"),
        of("kdl"),
    )
}

/// All files of the platform, one after the other.
fn text(folder: &Path, size: usize) -> Result<String, String> {
    platform::write(folder, size)?;
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| reference::read_file(path)).collect()
}

/// Builds the parsers as they'd be shipped.
fn build() -> Result<std::path::PathBuf, String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "-q", "--release", "-p", "mlpc-syntax", "--example", "parse_once"]).current_dir(reference::root());
    let done = cargo.status().map_err(|error| format!("cargo: {error}"))?;
    if done.success() { Ok(target()?.join("release/examples/parse_once")) } else { Err("the parsers' example doesn't build".to_owned()) }
}
