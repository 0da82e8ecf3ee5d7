//! Metrics that systems export, windows of burn-rate alerts, and what providers promise.

use mlpc_units::{Duration, Ratio, Rational, Version};
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// A metric of a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// The system: `vllm`.
    pub system: SmolStr,
    /// Its name in Prometheus: `vllm:time_to_first_token_seconds`.
    pub name: SmolStr,
    /// `counter`, `gauge`, `histogram`, `summary`.
    pub kind: SmolStr,
    /// Its labels.
    pub labels: Vec<SmolStr>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Metric {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            system: row.text("system"),
            name: row.text("metric"),
            kind: row.text("type"),
            labels: row.list("labels"),
            provenance: row.provenance()?,
        })
    }
}

/// In which versions a metric is there, and the bounds of its buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricDetail {
    /// The first version that exports it, where that is known.
    pub since: Option<Version>,
    /// The first version that no longer does.
    pub until: Option<Version>,
    /// The unit of its bounds: `s`, `ms`.
    pub unit: SmolStr,
    /// Upper bounds of its buckets, from the least; empty where they aren't known.
    pub bounds: Vec<Rational>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl MetricDetail {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        let version = |column| row.get(column).and_then(|text| Version::parse(text).ok());
        let bounds = row.list("bounds").iter().map(|bound| Rational::parse(bound).ok()).collect::<Option<Vec<_>>>()?;
        Some(Self { since: version("since"), until: version("until"), unit: row.text("unit"), bounds, provenance: row.provenance()? })
    }
}

/// The availability below which a provider refunds: terms of a contract, not a measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSla {
    /// The share of time.
    pub availability: Ratio,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl ServiceSla {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        let availability = Ratio::from_fraction(row.number("availability_percent")?.scaled(-2)?)?;
        Some(Self { availability, provenance: row.provenance()? })
    }
}

/// A pair of windows of an alert on the rate at which an error budget burns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnRateWindow {
    /// The window of the objective for which the rate is meant.
    pub slo_period: Duration,
    /// `page` or `ticket`.
    pub severity: SmolStr,
    /// The long window.
    pub long: Duration,
    /// The short window, which ends the alert soon after the trouble.
    pub short: Duration,
    /// How many times faster than allowed the budget burns.
    pub burn_rate: Rational,
    /// Share of the budget gone when it fires.
    pub budget_consumed: Option<Ratio>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl BurnRateWindow {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        let consumed = row.number("budget_consumed_percent").and_then(|percent| Ratio::from_fraction(percent.scaled(-2)?));
        Some(Self {
            slo_period: Duration::parse(row.get("slo_period")?).ok()?,
            severity: row.text("severity"),
            long: Duration::parse(row.get("long_window")?).ok()?,
            short: Duration::parse(row.get("short_window")?).ok()?,
            burn_rate: row.number("burn_rate")?,
            budget_consumed: consumed,
            provenance: row.provenance()?,
        })
    }
}
