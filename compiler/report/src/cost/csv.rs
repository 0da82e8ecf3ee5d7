//! Costs as comma-separated values, a row a group.

use super::{By, Costs, Row, rows};
use crate::money::exact;

/// The rows with a heading; amounts in USD a month, exact.
pub fn csv(costs: &Costs, by: By) -> String {
    let mut text = format!("{},min,expected,max,budget\n", by.word());
    let total = Row { name: "total".into(), cost: costs.total, budget: costs.budget, largest: None };
    for row in rows(costs, by).iter().chain([&total]) {
        let budget = row.budget.map(exact).unwrap_or_default();
        let fields = [row.name.to_string(), exact(row.cost.min), exact(row.cost.expected), exact(row.cost.max), budget];
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
