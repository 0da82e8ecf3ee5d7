//! Costs on a terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::rows::percent;
use super::{By, Costs, Row, rows};
use crate::money::usd;
use crate::style::{self, Terminal};

/// How many unknown things are listed unless opened.
const SHOWN: usize = 8;

/// The table, the sum, the prices' days, and what isn't in it.
pub fn table(costs: &Costs, by: By, verbose: bool, terminal: Terminal) -> String {
    let mut lines = vec![[by.word(), "min", "expected", "max", "budget", "use", "largest"].map(str::to_owned)];
    lines.extend(rows(costs, by).iter().map(cells));
    let total = Row { name: "total".into(), cost: costs.total, budget: costs.budget, largest: None };
    lines.push(cells(&total));
    let mut text = String::new();
    let unit = costs.prices().map_or_else(|| "USD/month".to_owned(), |prices| format!("USD/month, {prices}"));
    let _ = writeln!(text, "{}", terminal.paint(style::DIM, &unit));
    let widths: Vec<usize> =
        (0..6).map(|column| lines.iter().filter_map(|line| line.get(column)).map(|it| it.width()).max().unwrap_or(0)).collect();
    for (at, line) in lines.iter().enumerate() {
        let drawn = aligned(line, &widths);
        let heading = at == 0 || at + 1 == lines.len();
        let _ = writeln!(text, "{}", if heading { terminal.paint(style::BOLD, &drawn) } else { drawn });
    }
    unknown(&mut text, costs, verbose);
    text
}

fn cells(row: &Row) -> [String; 7] {
    let budget = row.budget.map(usd).unwrap_or_default();
    let used = row.budget.and_then(|budget| percent(row.cost.expected, budget)).unwrap_or_default();
    let largest = row.largest.as_ref().map(|(what, amount)| format!("{what} {}", usd(*amount))).unwrap_or_default();
    [row.name.to_string(), usd(row.cost.min), usd(row.cost.expected), usd(row.cost.max), budget, used, largest]
}

/// The first column and the last stand left, amounts right.
fn aligned(line: &[String; 7], widths: &[usize]) -> String {
    let [name, amounts @ .., largest] = line;
    let wide = |at: usize| widths.get(at).copied().unwrap_or(0);
    let mut text = format!("{name}{:1$}", "", wide(0).saturating_sub(name.width()));
    for (at, amount) in amounts.iter().enumerate() {
        let _ = write!(text, "  {:1$}{amount}", "", wide(at + 1).saturating_sub(amount.width()));
    }
    let _ = write!(text, "   {largest}");
    text.trim_end().to_owned()
}

fn unknown(text: &mut String, costs: &Costs, verbose: bool) {
    if costs.unknown.is_empty() {
        return;
    }
    let n = costs.unknown.len();
    let _ = writeln!(text, "not in these sums:");
    let limit = if verbose { usize::MAX } else { SHOWN };
    for (declaration, why) in costs.unknown.iter().take(limit) {
        let _ = writeln!(text, "  {declaration}: {why}");
    }
    if n > limit {
        let _ = writeln!(text, "  and {} more (-v shows them)", n - limit);
    }
}
