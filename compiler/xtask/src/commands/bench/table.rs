//! Rows of measurements as Markdown, written as they come: plain ratios, ratios an emitted resource, scaling exponents.

use super::Bench;
use super::measure::{Cost, Job, TIMED_OUT, interleaved};
use crate::commands::Outcome;

/// One command at one size.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The size: tenants or resources.
    pub(super) size: usize,
    /// The command.
    pub(super) name: String,
    /// What it cost.
    pub(super) cost: Cost,
    /// Resources that came out.
    pub(super) resources: usize,
    /// Bytes that came out, or went in, where a command has any.
    pub(super) bytes: u64,
    /// The row of the same size that this one is compared with; it comes first.
    pub(super) peer: Option<&'static str>,
}

/// What a run is known to have made.
pub(super) struct Measured {
    pub(super) resources: usize,
    pub(super) bytes: u64,
    pub(super) peer: Option<&'static str>,
}

/// A table whose rows so far are known, since later ones are compared with them.
pub(super) struct Table {
    rows: Vec<Row>,
    limit: f64,
}

impl Table {
    /// Writes the title and the head.
    pub(super) fn new(title: &str, unit: &str, bench: &mut Bench<'_>) -> Result<Self, String> {
        bench.report.add(&format!(
            "\n## {title}\n\n\
             | {unit} | command | exit | CPU s | wall s | peak MB | resources | bytes | CPU µs a resource | of peer's CPU | of peer's CPU a resource | of peer's memory | exponent |\n\
             | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        ))?;
        Ok(Self { rows: Vec::new(), limit: bench.arguments.limit })
    }

    /// Runs jobs in turn and adds their rows. A job that wasn't finished at a smaller size is left out.
    pub(super) fn measure(
        &mut self,
        bench: &mut Bench<'_>,
        size: usize,
        jobs: &[Job],
        rounds: usize,
        made: impl Fn(&Job, &Cost) -> Measured,
    ) -> Outcome {
        let hopeless = |job: &&Job| self.rows.iter().any(|row| row.name == job.name && row.cost.exit == TIMED_OUT);
        let jobs: Vec<&Job> = jobs.iter().filter(|job| !hopeless(job)).collect();
        let costs = interleaved(&jobs, rounds, bench.arguments.limit, bench.arguments.long)?;
        for (job, cost) in jobs.into_iter().zip(costs) {
            let Measured { resources, bytes, peer } = made(job, &cost);
            self.add(bench, Row { size, name: job.name.clone(), cost, resources, bytes, peer })?;
        }
        Ok(())
    }

    /// Writes a row.
    pub(super) fn add(&mut self, bench: &mut Bench<'_>, row: Row) -> Outcome {
        bench.report.add(&self.line(&row))?;
        self.rows.push(row);
        Ok(())
    }

    fn line(&self, row: &Row) -> String {
        let peer = row.peer.and_then(|name| self.rows.iter().find(|it| it.size == row.size && it.name == name));
        let ratio = |of: &dyn Fn(&Row) -> f64| {
            let peer = peer.filter(|peer| peer.is_whole() && row.is_whole());
            peer.map_or_else(String::new, |peer| fraction(of(row) / of(peer)))
        };
        format!(
            "| {} | {} | {} | {:.4} | {:.3} | {:.1} | {} | {} | {:.1} | {} | {} | {} | {} |\n",
            row.size,
            row.name,
            row.cost.end(self.limit),
            row.cost.cpu,
            row.cost.wall,
            row.cost.memory,
            row.resources,
            if row.bytes > 0 { row.bytes.to_string() } else { String::new() },
            a_resource(row) * 1e6,
            ratio(&|it| it.cost.cpu),
            ratio(&a_resource),
            ratio(&|it| it.cost.memory),
            self.exponent(row),
        )
    }

    /// How time grows from the next smaller size of the same command: 1.0 is linear in what comes out.
    fn exponent(&self, row: &Row) -> String {
        // Below this, start-up and the clock's grain are most of what is seen.
        const LEAST: f64 = 0.02;
        let smaller = self.rows.iter().filter(|it| it.name == row.name && it.size < row.size && it.is_whole()).max_by_key(|it| it.size);
        match smaller {
            Some(smaller) if smaller.cost.cpu > LEAST && smaller.resources < row.resources && row.is_whole() => {
                let growth = (row.cost.cpu / smaller.cost.cpu).ln();
                format!("{:.2}", growth / (row.resources as f64 / smaller.resources as f64).ln())
            }
            _ => String::new(),
        }
    }
}

impl Row {
    /// Whether it did what it was asked: 2 is a plan with changes.
    fn is_whole(&self) -> bool {
        matches!(self.cost.exit, 0 | 2)
    }
}

fn a_resource(row: &Row) -> f64 {
    row.cost.cpu / row.resources.max(1) as f64
}

/// `1/12` below one, `1.4` above.
fn fraction(ratio: f64) -> String {
    if ratio > 0.0 && ratio < 1.0 { format!("1/{:.1}", 1.0 / ratio) } else { format!("{ratio:.1}") }
}
