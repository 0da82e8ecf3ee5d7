//! Pairs of windows of burn-rate alerts, for any period: the SRE workbook's shares of the budget over its windows.

use mlpc_catalog::{BurnRateWindow, Catalog};
use mlpc_units::Duration;

use super::budget::burn_rate;

/// The workbook's pairs, which are for 30 days, most urgent first.
pub fn workbook(catalog: &Catalog) -> Vec<BurnRateWindow> {
    Duration::parse("30d").map_or_else(|_| Vec::new(), |month| catalog.burn_rate_windows("sre-workbook", month))
}

/// The pairs for an objective over any period: the windows stay, the rate follows from the share of the budget that may be gone. A pair whose
/// long window is no shorter than the period is left out: what it would tell has then happened.
pub fn for_period(pairs: &[BurnRateWindow], period: Duration) -> Vec<BurnRateWindow> {
    let fitting = pairs.iter().filter(|pair| pair.long < period);
    let scaled = fitting.filter_map(|pair| {
        let burn_rate = burn_rate(pair.budget_consumed?, period, pair.long)?;
        Some(BurnRateWindow { slo_period: period, burn_rate, ..pair.clone() })
    });
    scaled.collect()
}

/// The workbook's pairs for an objective over any period.
pub fn alert_windows(catalog: &Catalog, period: Duration) -> Vec<BurnRateWindow> {
    for_period(&workbook(catalog), period)
}

#[cfg(test)]
mod tests {
    use mlpc_units::{Ratio, Rational};
    use proptest::prelude::*;

    use super::super::budget::{consumed, exhausted_after};
    use super::*;

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    /// Severity, long and short window, rate, share of the budget.
    fn table(pairs: &[BurnRateWindow]) -> Vec<String> {
        let row = |pair: &BurnRateWindow| {
            let share = pair.budget_consumed.unwrap();
            format!("{} {}/{} {} {share}", pair.severity, pair.long, pair.short, pair.burn_rate)
        };
        pairs.iter().map(row).collect()
    }

    #[test]
    fn the_workbook_is_reproduced_exactly() {
        let catalog = Catalog::embedded();
        let month = table(&alert_windows(&catalog, duration("30d")));
        assert_eq!(month, ["page 1h/5m 14.4 2%", "page 6h/30m 6 5%", "ticket 1d/2h 3 10%", "ticket 3d/6h 1 10%"]);
        let weeks = table(&alert_windows(&catalog, duration("28d")));
        assert_eq!(weeks, ["page 1h/5m 13.44 2%", "page 6h/30m 5.6 5%", "ticket 1d/2h 2.8 10%", "ticket 3d/6h 14/15 10%"]);
        let quarter = table(&alert_windows(&catalog, duration("90d")));
        assert_eq!(quarter, ["page 1h/5m 43.2 2%", "page 6h/30m 18 5%", "ticket 1d/2h 9 10%", "ticket 3d/6h 3 10%"]);
        assert_eq!(table(&alert_windows(&catalog, duration("1d"))), ["page 1h/5m 0.48 2%", "page 6h/30m 0.2 5%"]);
        assert!(alert_windows(&catalog, duration("1h")).is_empty());
    }

    /// Of every row of the catalog, whoever made it, rate, period, window and share agree, to the digits that its source prints.
    #[test]
    fn every_row_of_the_catalog_agrees_with_the_arithmetic() {
        let rounded = |value: Rational, like: Rational| {
            let places = like.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
            Rational::parse(&value.to_decimal_text(u32::try_from(places).unwrap())).unwrap()
        };
        let rules = [("sre-workbook", "30d"), ("sloth", "30d"), ("sloth", "28d"), ("sloth-example-custom", "30d")];
        let mut rows = 0;
        for (rule, period) in rules.into_iter().chain([("sloth-example-7d", "7d"), ("pyrra", "28d")]) {
            let period = duration(period);
            for pair in Catalog::embedded().burn_rate_windows(rule, period) {
                let share = pair.budget_consumed.unwrap();
                // Pyrra starts from the rate, all others from the share.
                if rule == "pyrra" {
                    let percent = consumed(pair.burn_rate, period, pair.long).and_then(Ratio::percent).unwrap();
                    let printed = share.percent().unwrap();
                    assert_eq!(rounded(percent, printed), printed, "{rule} {}", pair.long);
                } else {
                    let rate = burn_rate(share, period, pair.long).unwrap();
                    assert_eq!(rounded(rate, pair.burn_rate), pair.burn_rate, "{rule} {}", pair.long);
                }
                rows += 1;
            }
        }
        assert_eq!(rows, 24, "all rows of the table");
    }

    #[test]
    fn the_short_window_is_a_twelfth() {
        for pair in workbook(&Catalog::embedded()) {
            assert_eq!(pair.short.checked_mul(Rational::integer(12)), Some(pair.long));
        }
    }

    proptest! {
        #[test]
        fn a_rate_spends_its_share_in_its_window(days in 4_i64..400) {
            let period = Duration::from_seconds(days * 86_400).unwrap();
            for pair in alert_windows(&Catalog::embedded(), period) {
                prop_assert_eq!(consumed(pair.burn_rate, period, pair.long), pair.budget_consumed);
                let whole = exhausted_after(pair.burn_rate, period).unwrap();
                prop_assert!(whole >= pair.long);
            }
        }
    }
}
