//! Costs on a terminal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mlpc_analysis::cost::Gap;
use unicode_width::UnicodeWidthStr as _;

use super::rows::percent;
use super::{By, Costs, Known, Missing, Row, rows};
use crate::money::usd;
use crate::style::{self, Terminal};

/// How many unknown things are listed unless opened.
const SHOWN: usize = 8;

/// The table, the sum, the prices' days, and what isn't in it.
pub fn table(costs: &Costs, by: By, verbose: bool, terminal: Terminal) -> String {
    let mut lines = vec![[by.word(), "min", "expected", "max", "budget", "use", "largest"].map(str::to_owned)];
    lines.extend(rows(costs, by).iter().map(cells));
    lines.push(cells(&Row::total(costs)));
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
    let bound = if costs.known() == Known::Nothing { "without a price:" } else { "without a price, so sums with ≥ are lower bounds:" };
    missing(&mut text, bound, costs.missing.iter().filter(|it| it.gap == Gap::Price), verbose);
    missing(&mut text, "not in these sums:", costs.missing.iter().filter(|it| it.gap == Gap::ByUse), verbose);
    text
}

fn cells(row: &Row) -> [String; 7] {
    let budget = row.budget.map(usd).unwrap_or_default();
    let known = row.known();
    let used = row.budget.filter(|_| known != Known::Nothing).and_then(|budget| percent(row.cost.expected, budget)).unwrap_or_default();
    let used = if known == Known::AtLeast && !used.is_empty() { format!("≥ {used}") } else { used };
    let largest = row.largest.as_ref().map(|(what, amount)| format!("{what} {}", usd(*amount))).unwrap_or_default();
    let [min, expected, max] = [row.cost.min, row.cost.expected, row.cost.max].map(|amount| known.short(amount));
    [row.name.to_string(), min, expected, max, budget, used, largest]
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

/// What isn't in the sums, each once: a pool that tenants share stands in the bill of each.
fn missing<'a>(text: &mut String, heading: &str, what: impl Iterator<Item = &'a Missing>, verbose: bool) {
    let mut seen = BTreeSet::new();
    let lines: Vec<_> = what.map(|it| (&it.place.declaration, &it.why)).filter(|it| seen.insert(*it)).collect();
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{heading}");
    let limit = if verbose { usize::MAX } else { SHOWN };
    for (declaration, why) in lines.iter().take(limit) {
        let _ = writeln!(text, "  {declaration}: {why}");
    }
    if let Some(more) = lines.len().checked_sub(limit).filter(|more| *more > 0) {
        let _ = writeln!(text, "  and {more} more (-v shows them)");
    }
}
