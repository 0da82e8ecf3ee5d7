//! Error budgets, burn rates, and what objectives of parts make of the whole. Sources: Google's SRE workbook, chapter 5; the catalog's windows.

use mlpc_catalog::{BurnRateWindow, Catalog};
use mlpc_units::{Duration, Ratio, Rational};

/// The time that an objective allows to fail in its window: 43.2 minutes for 99.9 % of 30 days.
pub fn budget(objective: Ratio, window: Duration) -> Option<Duration> {
    window.checked_mul(objective.complement()?.fraction())
}

/// The same in minutes, exact.
pub fn budget_minutes(objective: Ratio, window: Duration) -> Option<Rational> {
    let minutes = window.seconds().checked_div(Rational::integer(60))?;
    minutes.checked_mul(objective.complement()?.fraction())
}

/// How many times faster than allowed the budget burns, if `consumed` of it goes within `long`: 2 % in 1 h of 30 d is 14.4.
pub fn burn_rate(consumed: Ratio, window: Duration, long: Duration) -> Option<Rational> {
    consumed.fraction().checked_mul(window.checked_ratio(long)?)
}

/// The share of the budget that goes within `long` at a rate.
pub fn consumed(rate: Rational, window: Duration, long: Duration) -> Option<Ratio> {
    Ratio::from_fraction(rate.checked_mul(long.checked_ratio(window)?)?)
}

/// The time until a full budget is gone at a rate.
pub fn exhausted_after(rate: Rational, window: Duration) -> Option<Duration> {
    window.checked_div(rate)
}

/// Whether an alert at this rate can ever fire: the share of errors it waits for is below one.
pub fn can_fire(rate: Rational, objective: Ratio) -> bool {
    let threshold = objective.complement().and_then(|errors| rate.checked_mul(errors.fraction()));
    threshold.is_some_and(|threshold| threshold < Rational::ONE)
}

/// The SRE workbook's pairs of windows for an objective over any window: the catalog's for 30 days, with the rate that the same share of this
/// window's budget makes.
pub fn alert_windows(catalog: &Catalog, window: Duration) -> Vec<BurnRateWindow> {
    let known = catalog.burn_rate_windows("sre-workbook", window);
    if !known.is_empty() {
        return known;
    }
    let Ok(month) = Duration::parse("30d") else { return Vec::new() };
    let scaled = |pair: BurnRateWindow| {
        let burn_rate = burn_rate(pair.budget_consumed?, window, pair.long)?;
        (pair.long <= window).then_some(BurnRateWindow { slo_period: window, burn_rate, ..pair })
    };
    catalog.burn_rate_windows("sre-workbook", month).into_iter().filter_map(scaled).collect()
}

/// What parts that are all needed give together if they fail independently: the product.
pub fn serial(parts: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
    parts.into_iter().try_fold(Ratio::ONE, Ratio::checked_mul)
}

/// What redundant parts give together if they fail independently: 1 less the product of what each misses.
pub fn parallel(parts: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
    parts.into_iter().try_fold(Ratio::ONE, |missed, part| missed.checked_mul(part.complement()?))?.complement()
}

/// What a part that only a share of requests needs takes from the whole: 1 − share × (1 − availability).
pub fn shared(part: Ratio, share: Ratio) -> Option<Ratio> {
    share.checked_mul(part.complement()?)?.complement()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    #[test]
    fn budgets_of_thirty_days() {
        // SRE workbook, appendix "availability table".
        for (objective, minutes) in [("99%", "432"), ("99.5%", "216"), ("99.9%", "43.2"), ("99.95%", "21.6"), ("99.99%", "4.32")] {
            assert_eq!(budget_minutes(ratio(objective), duration("30d")), Some(Rational::parse(minutes).unwrap()), "{objective}");
        }
    }

    #[test]
    fn rates_of_the_workbook_are_exact() {
        let rates = |window: &str| alert_windows(&Catalog::embedded(), duration(window)).into_iter().map(|it| it.burn_rate.to_string());
        assert_eq!(rates("30d").collect::<Vec<_>>(), ["14.4", "6", "3", "1"]);
        assert_eq!(burn_rate(ratio("2%"), duration("28d"), duration("1h")), Some(Rational::parse("13.44").unwrap()));
        assert_eq!(burn_rate(ratio("10%"), duration("28d"), duration("3d")), Rational::new(14, 15));
    }

    #[test]
    fn the_fast_page_needs_an_objective_above_its_limit() {
        let fast = Rational::parse("14.4").unwrap();
        assert!(can_fire(fast, ratio("93.1%")) && !can_fire(fast, ratio("93%")));
    }

    #[test]
    fn a_chain_is_weaker_than_its_weakest_part() {
        let whole = serial(["99.99%", "99.95%", "99.9%", "99.9%"].map(ratio)).unwrap();
        assert_eq!(whole.percent().unwrap().to_decimal_text(3), "99.740");
        assert_eq!(parallel([ratio("99%"), ratio("99%")]), Some(ratio("99.99%")));
        assert_eq!(shared(ratio("99%"), ratio("10%")), Some(ratio("99.9%")));
    }

    proptest! {
        #[test]
        fn serial_is_at_most_each_and_parallel_at_least(parts in proptest::collection::vec(0_i128..=10_000, 1..6)) {
            let parts: Vec<Ratio> = parts.iter().map(|n| Ratio::from_fraction(Rational::new(*n, 10_000).unwrap()).unwrap()).collect();
            let (all, any) = (serial(parts.clone()).unwrap(), parallel(parts.clone()).unwrap());
            for part in parts {
                prop_assert!(all.fraction() <= part.fraction() && part.fraction() <= any.fraction());
            }
        }
    }
}
