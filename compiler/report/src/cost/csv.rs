//! Costs as comma-separated values, a row a group.

use super::{By, Costs, Known, Row, rows};
use crate::money::exact;

/// The rows with a heading; amounts in USD a month, exact. `unpriced` counts what has no price: the amounts are at least so much, and empty where
/// nothing has one.
pub fn csv(costs: &Costs, by: By) -> String {
    let mut text = format!("{},min,expected,max,budget,unpriced\n", by.word());
    for row in rows(costs, by).iter().chain([&Row::total(costs)]) {
        let budget = row.budget.map(exact).unwrap_or_default();
        let amount = |amount| if row.known() == Known::Nothing { String::new() } else { exact(amount) };
        let [min, expected, max] = [row.cost.min, row.cost.expected, row.cost.max].map(amount);
        let fields = [row.name.to_string(), min, expected, max, budget, row.unpriced.to_string()];
        text.push_str(&record(&fields));
    }
    text
}

/// One record, quoted where it must be (RFC 4180).
pub(super) fn record(fields: &[String]) -> String {
    let quoted = |field: &String| {
        let needs = field.contains([',', '"', '\n', '\r']);
        if needs { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.clone() }
    };
    let mut line = fields.iter().map(quoted).collect::<Vec<_>>().join(",");
    line.push('\n');
    line
}
