//! Costs in the columns of FOCUS 1.1 (FinOps Open Cost and Usage Specification), a row a line: what FinOps tools read beside real bills.
//!
//! These are estimates ahead of any usage, so columns about billing accounts, invoices, SKUs and commitments are absent, and a `ResourceId`, which
//! the cloud gives, is still empty: `ResourceName` has the declaration. What FOCUS has no column for (the bounds of an elastic cost) stands in
//! columns that begin with `x_`, as FOCUS asks of additions. What has no price has no amounts and says why in `x_Unpriced`.

use mlpc_analysis::cost::{Gap, Spread};
use mlpc_units::Rational;
use smol_str::SmolStr;

use super::csv::record;
use super::rows::of;
use super::{Costs, Place};
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
    "ContractedCost",
    "EffectiveCost",
    "ListCost",
    "ProviderName",
    "RegionId",
    "ResourceId",
    "ResourceName",
    "ServiceCategory",
    "SubAccountId",
    "SubAccountName",
    "Tags",
    "x_Estimate",
    "x_MaximumCost",
    "x_MinimumCost",
    "x_Unpriced",
];

/// The rows for the month that holds `today` (`YYYY-MM-DD`), with a heading.
pub fn focus(costs: &Costs, today: &str) -> String {
    let (start, end) = month(today);
    let mut text = record(&COLUMNS.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>());
    let priced = costs.lines.iter().map(|line| Charge { place: &line.place, what: &line.what, cost: Ok(line.cost) });
    let unpriced = costs.missing.iter().filter(|it| it.gap == Gap::Price);
    let unpriced = unpriced.map(|it| Charge { place: &it.place, what: &it.what, cost: Err(&it.why) });
    for charge in priced.chain(unpriced) {
        text.push_str(&record(&one(costs, &charge, &start, &end)));
    }
    text
}

/// What a row is made of; in place of a cost why there is none.
struct Charge<'a> {
    place: &'a Place,
    what: &'a str,
    cost: Result<Spread, &'a str>,
}

fn one(costs: &Costs, charge: &Charge<'_>, start: &str, end: &str) -> Vec<String> {
    let Charge { place, what, cost } = charge;
    let amount = |of: fn(&Spread) -> Rational| cost.as_ref().map(|cost| exact(of(cost))).unwrap_or_default();
    let expected = amount(|cost| cost.expected);
    let payer = costs.payers.iter().find(|payer| payer.tenant == place.tenant);
    let mut tags = serde_json::Map::new();
    if let Some(center) = payer.and_then(|payer| payer.cost_center.as_ref()) {
        tags.insert("mlpc-cost-center".into(), center.as_str().into());
    }
    if let Some(tenant) = &place.tenant {
        tags.insert("mlpc-tenant".into(), tenant.as_str().into());
    }
    let (provider, region) = place.cloud.as_ref().map_or_else(Default::default, |(cloud, region)| (provider(cloud), region.to_string()));
    let category = if place.declaration.contains("-pool.") { "Compute" } else { category(&place.declaration) };
    let text = |name: &Option<SmolStr>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    // A target without an account in a cloud is no sub-account of anybody.
    let account_name = if place.account.is_some() { text(&place.target) } else { String::new() };
    [
        expected.clone(),
        "USD".into(),
        end.into(),
        start.into(),
        "Usage".into(),
        of(place, what),
        "Usage-Based".into(),
        end.into(),
        start.into(),
        expected.clone(),
        expected.clone(),
        expected,
        provider.to_owned(),
        region,
        String::new(),
        place.declaration.to_string(),
        category.to_owned(),
        text(&place.account),
        account_name,
        serde_json::Value::Object(tags).to_string(),
        "true".into(),
        amount(|cost| cost.max),
        amount(|cost| cost.min),
        cost.err().unwrap_or_default().to_owned(),
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
