//! Rows of measurements as Markdown: plain ratios, ratios an emitted resource, scaling exponents.

use std::fmt::Write as _;

use super::measure::Cost;

/// One command at one size.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The size: tenants or resources.
    pub(crate) size: usize,
    /// The command.
    pub(crate) name: String,
    /// What it cost.
    pub(crate) cost: Cost,
    /// Resources that came out.
    pub(crate) resources: usize,
    /// Bytes that came out, where a command writes any.
    pub(crate) bytes: u64,
}

/// One table: rows in order, each compared with the row of the same size that `against` names.
pub(crate) fn table(unit: &str, rows: &[Row], against: impl Fn(&Row) -> Option<String>) -> String {
    let mut text = format!(
        "| {unit} | command | exit | CPU s | wall s | peak MB | resources | bytes | CPU µs a resource | of peer's CPU | of peer's CPU a resource | of peer's memory | exponent |\n\
         | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    );
    for row in rows {
        let peer = against(row).and_then(|name| rows.iter().find(|it| it.size == row.size && it.name == name));
        let peer = peer.filter(|peer| peer.cost.exit == 0 || peer.cost.exit == 2);
        let ratio = |of: &dyn Fn(&Row) -> f64| peer.map_or_else(String::new, |peer| fraction(of(row) / of(peer)));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.3} | {:.2} | {:.0} | {} | {} | {:.1} | {} | {} | {} | {} |",
            row.size,
            row.name,
            row.cost.exit,
            row.cost.cpu,
            row.cost.wall,
            row.cost.memory,
            row.resources,
            if row.bytes > 0 { row.bytes.to_string() } else { String::new() },
            a_resource(row) * 1e6,
            ratio(&|it| it.cost.cpu),
            ratio(&a_resource),
            ratio(&|it| it.cost.memory),
            exponent(rows, row),
        );
    }
    text
}

fn a_resource(row: &Row) -> f64 {
    row.cost.cpu / row.resources.max(1) as f64
}

/// `1/12` below one, `1.4` above.
fn fraction(ratio: f64) -> String {
    if ratio > 0.0 && ratio < 1.0 { format!("1/{:.1}", 1.0 / ratio) } else { format!("{ratio:.1}") }
}

/// How time grows from the next smaller size of the same command: 1.0 is linear in what comes out.
fn exponent(rows: &[Row], row: &Row) -> String {
    let smaller = rows.iter().filter(|it| it.name == row.name && it.size < row.size).max_by_key(|it| it.size);
    // Below this, start-up and the clock's grain are most of what is seen.
    const LEAST: f64 = 0.02;
    match smaller {
        Some(smaller) if smaller.cost.cpu > LEAST && smaller.resources < row.resources => {
            let growth = (row.cost.cpu / smaller.cost.cpu).ln();
            format!("{:.2}", growth / (row.resources as f64 / smaller.resources as f64).ln())
        }
        _ => String::new(),
    }
}
