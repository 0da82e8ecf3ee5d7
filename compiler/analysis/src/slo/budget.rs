//! Error budgets and how fast they burn. Source: Google's SRE workbook, chapters 2 and 5.

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

/// The share of the budget that is left after a share of errors over the whole window; below zero where it is overspent.
pub fn remaining(objective: Ratio, errors: Ratio) -> Option<Rational> {
    Rational::ONE.checked_sub(errors.fraction().checked_div(objective.complement()?.fraction())?)
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

/// The share of errors that an alert at this rate waits for.
fn threshold(rate: Rational, objective: Ratio) -> Option<Rational> {
    rate.checked_mul(objective.complement()?.fraction())
}

/// Whether an alert at this rate can ever fire: the share of errors it waits for is below one.
pub fn can_fire(rate: Rational, objective: Ratio) -> bool {
    threshold(rate, objective).is_some_and(|threshold| threshold < Rational::ONE)
}

/// The objective up to which an alert at this rate never fires: 14.4 needs more than 93.06 %. Zero for rates up to 1.
pub fn least_objective(rate: Rational) -> Option<Ratio> {
    let most = Rational::ONE.checked_div(rate)?;
    Ratio::from_fraction(Rational::ONE.checked_sub(most)?.max(Rational::ZERO))
}

/// How long a full outage lasts before an alert at this rate over `long` fires: 0.864 minutes for 14.4, 1 h and 99.9 %.
pub fn detected_after(rate: Rational, objective: Ratio, long: Duration) -> Option<Duration> {
    long.checked_mul(threshold(rate, objective)?)
}

/// With so few events in the long window, or fewer, a single bad one fires the alert: 69 for 14.4 and 99.9 %.
pub fn events_to_page(rate: Rational, objective: Ratio) -> Option<i64> {
    Rational::ONE.checked_div(threshold(rate, objective)?)?.floor().to_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    fn r(text: &str) -> Rational {
        Rational::parse(text).unwrap()
    }

    #[test]
    fn budgets_of_thirty_days() {
        // SRE workbook, appendix "availability table".
        for (objective, minutes) in [("99%", "432"), ("99.5%", "216"), ("99.9%", "43.2"), ("99.95%", "21.6"), ("99.99%", "4.32")] {
            assert_eq!(budget_minutes(ratio(objective), duration("30d")), Some(r(minutes)), "{objective}");
        }
        assert_eq!(budget(ratio("99.9%"), duration("30d")), Some(duration("2592s")));
        assert_eq!(budget_minutes(ratio("99.9%"), duration("28d")), Some(r("40.32")));
    }

    #[test]
    fn spending_and_what_is_left() {
        assert_eq!(burn_rate(ratio("2%"), duration("28d"), duration("1h")), Some(r("13.44")));
        assert_eq!(burn_rate(ratio("10%"), duration("28d"), duration("3d")), Some(r("14/15")));
        assert_eq!(consumed(r("14.4"), duration("30d"), duration("1h")), Some(ratio("2%")));
        assert_eq!(exhausted_after(r("14.4"), duration("30d")), Some(duration("50h")));
        assert_eq!(remaining(ratio("99.9%"), ratio("0.04%")), Some(r("0.6")));
        assert_eq!(remaining(ratio("99.9%"), ratio("0.3%")), Some(r("-2")), "overspent");
    }

    #[test]
    fn the_fast_page_needs_an_objective_above_its_limit() {
        let fast = r("14.4");
        assert!(can_fire(fast, ratio("93.1%")) && !can_fire(fast, ratio("93%")));
        let percent = |rate: &str| least_objective(r(rate)).and_then(Ratio::percent).map(|percent| percent.to_decimal_text(2));
        assert_eq!(["14.4", "6", "3", "1", "0.5"].map(percent), ["93.06", "83.33", "66.67", "0.00", "0.00"].map(|it| Some(it.to_owned())));
        // At the limit itself the comparison is `>`, so it doesn't fire.
        assert!(!can_fire(fast, least_objective(fast).unwrap()));
        // Pyrra's factors.
        assert_eq!(["14", "7"].map(percent), ["92.86", "85.71"].map(|it| Some(it.to_owned())));
    }

    #[test]
    fn detection_and_low_traffic() {
        assert_eq!(detected_after(r("14.4"), ratio("99.9%"), duration("1h")), Some(duration("51.84s")));
        assert_eq!(events_to_page(r("14.4"), ratio("99.9%")), Some(69));
        assert_eq!(events_to_page(r("14.4"), ratio("95%")), Some(1));
        assert_eq!(events_to_page(r("14.4"), Ratio::ONE), None);
    }
}
