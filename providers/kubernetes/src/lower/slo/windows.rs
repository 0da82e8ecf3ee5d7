//! The SRE workbook's window pairs, scaled to an objective's period.

use mlpc_catalog::BurnRateWindow;
use mlpc_model::AlertSpeed;
use mlpc_units::{Duration, Rational};

/// A pair of windows and how fast the budget must burn over both.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// Who is told.
    pub(super) speed: AlertSpeed,
    /// The long window.
    pub(super) long: Duration,
    /// The short window.
    pub(super) short: Duration,
    /// How many times faster than allowed.
    pub(super) factor: Rational,
}

/// The windows stay, the factor follows from the share of the budget that may be gone: share × period / long window.
pub(super) fn pairs(rows: &[BurnRateWindow], period: Duration) -> Option<Vec<Pair>> {
    let pairs = rows.iter().map(|row| {
        let consumed = row.budget_consumed?.fraction();
        Some(Pair {
            speed: if row.severity == "page" { AlertSpeed::Page } else { AlertSpeed::Ticket },
            long: row.long,
            short: row.short,
            factor: consumed.checked_mul(period.checked_ratio(row.long)?)?,
        })
    });
    // A window as long as the period itself can't burn faster than the period.
    let pairs: Vec<_> = pairs.collect::<Option<Vec<_>>>()?.into_iter().filter(|it| it.long < period).collect();
    (!pairs.is_empty()).then_some(pairs)
}

/// All windows, shortest first, each once.
pub(super) fn all(pairs: &[Pair]) -> Vec<Duration> {
    let mut windows: Vec<_> = pairs.iter().flat_map(|it| [it.short, it.long]).collect();
    windows.sort_unstable();
    windows.dedup();
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_catalog::Catalog;

    #[test]
    fn factors_of_the_workbook() {
        let factors = |period: &str| {
            let period = Duration::parse(period).expect("a duration");
            let rows = crate::clusters::burn_rates(&Catalog::embedded());
            let pairs = pairs(&rows, period).expect("pairs");
            pairs.iter().map(|it| it.factor.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(factors("30d"), ["14.4", "6", "3", "1"]);
        assert_eq!(factors("28d"), ["13.44", "5.6", "2.8", "14/15"]);
    }
}
