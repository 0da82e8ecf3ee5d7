//! Costs as JSON, `format_version` 1.

use mlpc_analysis::cost::Gap;
use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{By, Costs, Known, Row, rows};
use crate::money::{exact, spread_json};

/// All of it as one document: sums by what was asked for, and every line.
pub fn json(costs: &Costs, by: By) -> String {
    let groups: Vec<_> = rows(costs, by)
        .into_iter()
        .map(|row| json!({ "name": row.name.as_str(), "cost": sum(&row), "budget": row.budget.map(exact), "unpriced": row.unpriced }))
        .collect();
    let lines: Vec<_> = costs
        .lines
        .iter()
        .map(|line| {
            json!({
                "declaration": line.place.declaration.as_str(),
                "tenant": line.place.tenant.as_ref().map(SmolStr::as_str),
                "target": line.place.target.as_ref().map(SmolStr::as_str),
                "what": line.what,
                "cost": spread_json(&line.cost),
            })
        })
        .collect();
    let unknown: Vec<_> = costs
        .missing
        .iter()
        .map(|it| {
            json!({
                "declaration": it.place.declaration.as_str(),
                "tenant": it.place.tenant.as_ref().map(SmolStr::as_str),
                "target": it.place.target.as_ref().map(SmolStr::as_str),
                "what": it.what,
                "why": it.why,
                "unpriced": it.gap == Gap::Price,
            })
        })
        .collect();
    let total = Row::total(costs);
    let days = costs.as_of.map_or(Value::Null, |(from, to)| json!({ "from": from.to_string(), "to": to.to_string() }));
    let document = json!({
        "format_version": 1,
        "currency": "USD",
        "per": "month",
        "by": by.word(),
        "groups": groups,
        "lines": lines,
        "total": sum(&total),
        "unpriced": total.unpriced,
        "budget": costs.budget.map(exact),
        "unknown": unknown,
        "prices": { "as_of": days, "regions": costs.regions.iter().map(SmolStr::as_str).collect::<Vec<_>>() },
    });
    format!("{document:#}\n")
}

/// What a row costs; nothing where nobody knows any of it.
fn sum(row: &Row) -> Value {
    if row.known() == Known::Nothing { Value::Null } else { spread_json(&row.cost) }
}
