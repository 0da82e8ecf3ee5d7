//! Costs as JSON, `format_version` 1.

use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{By, Costs, rows};
use crate::money::{exact, spread_json};

/// All of it as one document: sums by what was asked for, and every line.
pub fn json(costs: &Costs, by: By) -> String {
    let groups: Vec<_> = rows(costs, by)
        .into_iter()
        .map(|row| json!({ "name": row.name.as_str(), "cost": spread_json(&row.cost), "budget": row.budget.map(exact) }))
        .collect();
    let lines: Vec<_> = costs
        .lines
        .iter()
        .map(|line| {
            json!({
                "declaration": line.declaration.as_str(),
                "tenant": line.tenant.as_ref().map(SmolStr::as_str),
                "target": line.target.as_ref().map(SmolStr::as_str),
                "what": line.what,
                "cost": spread_json(&line.cost),
            })
        })
        .collect();
    let unknown: Vec<_> =
        costs.unknown.iter().map(|(declaration, why)| json!({ "declaration": declaration.as_str(), "why": why })).collect();
    let days = costs.as_of.map_or(Value::Null, |(from, to)| json!({ "from": from.to_string(), "to": to.to_string() }));
    let document = json!({
        "format_version": 1,
        "currency": "USD",
        "per": "month",
        "by": by.word(),
        "groups": groups,
        "lines": lines,
        "total": spread_json(&costs.total),
        "budget": costs.budget.map(exact),
        "unknown": unknown,
        "prices": { "as_of": days, "regions": costs.regions.iter().map(SmolStr::as_str).collect::<Vec<_>>() },
    });
    format!("{document:#}\n")
}
