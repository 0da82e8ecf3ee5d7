//! Costs in the columns of FOCUS 1.1 (FinOps Open Cost and Usage Specification), a row a line: what FinOps tools read beside real bills.
//!
//! These are estimates ahead of any usage, so columns about invoices, SKUs and commitments are absent, and what FOCUS has no column for (the
//! bounds of an elastic cost) stands in columns that begin with `x_`, as FOCUS asks of additions.

use super::csv::record;
use super::{CostLine, Costs};
use crate::money::exact;

const COLUMNS: &[&str] = &[
    "BilledCost",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "EffectiveCost",
    "ListCost",
    "ProviderName",
    "RegionId",
    "ResourceId",
    "ServiceCategory",
    "SubAccountId",
    "Tags",
    "x_Estimate",
    "x_MaximumCost",
    "x_MinimumCost",
];

/// The rows for the month that holds `today` (`YYYY-MM-DD`), with a heading.
pub fn focus(costs: &Costs, today: &str) -> String {
    let (start, end) = month(today);
    let mut text = record(&COLUMNS.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>());
    for line in &costs.lines {
        text.push_str(&record(&one(costs, line, &start, &end)));
    }
    text
}

fn one(costs: &Costs, line: &CostLine, start: &str, end: &str) -> Vec<String> {
    let expected = exact(line.cost.expected);
    let payer = costs.payers.iter().find(|payer| payer.tenant == line.tenant);
    let mut tags = serde_json::Map::new();
    if let Some(center) = payer.and_then(|payer| payer.cost_center.as_ref()) {
        tags.insert("mlpc-cost-center".into(), center.as_str().into());
    }
    if let Some(tenant) = &line.tenant {
        tags.insert("mlpc-tenant".into(), tenant.as_str().into());
    }
    let (provider, region) = line.cloud.as_ref().map_or_else(Default::default, |(cloud, region)| (provider(cloud), region.to_string()));
    let category = if line.declaration.contains("-pool.") { "Compute" } else { category(&line.declaration) };
    [
        expected.clone(),
        "USD".into(),
        end.into(),
        start.into(),
        "Usage".into(),
        line.what.clone(),
        "Usage-Based".into(),
        end.into(),
        start.into(),
        expected.clone(),
        expected,
        provider.to_owned(),
        region,
        line.declaration.to_string(),
        category.to_owned(),
        line.target.as_ref().map(ToString::to_string).unwrap_or_default(),
        serde_json::Value::Object(tags).to_string(),
        "true".into(),
        exact(line.cost.max),
        exact(line.cost.min),
    ]
    .into()
}

fn provider(cloud: &str) -> &'static str {
    match cloud {
        "aws" => "AWS",
        "gcp" => "Google Cloud",
        "azure" => "Microsoft",
        _ => "",
    }
}

/// The category of FOCUS that a kind of declaration falls into.
fn category(declaration: &str) -> &'static str {
    match declaration.split_once('.').map_or(declaration, |(kind, _)| kind) {
        "cluster" => "Compute",
        "network" => "Networking",
        "database" | "cache" => "Databases",
        "bucket" | "filesystem" | "registry" => "Storage",
        "key" | "secret" => "Security",
        _ => "Other",
    }
}

/// The first instants of a day's month and of the next.
fn month(today: &str) -> (String, String) {
    let mut parts = today.split('-');
    let year: u32 = parts.next().and_then(|it| it.parse().ok()).unwrap_or_default();
    let month: u32 = parts.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let (next_year, next) = if month >= 12 { (year + 1, 1) } else { (year, month + 1) };
    (format!("{year:04}-{month:02}-01T00:00:00Z"), format!("{next_year:04}-{next:02}-01T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        assert_eq!(month("2026-11-23"), ("2026-11-01T00:00:00Z".to_owned(), "2026-12-01T00:00:00Z".to_owned()));
        assert_eq!(month("2026-12-31").1, "2027-01-01T00:00:00Z");
    }
}
