//! What availabilities of parts make of the whole. Source: "The Calculus of Service Availability", ACM Queue 15(2), 2017.

use mlpc_units::Ratio;

/// What parts that are all needed give together if they fail independently: the product. The truth lies between what is left after adding
/// up all that is missing (failures one after another) and the least of them (one cause for all).
pub fn serial(parts: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
    parts.into_iter().try_fold(Ratio::ONE, Ratio::checked_mul)
}

/// What redundant parts give together if they fail independently: 1 less the product of what each misses. Parts with a cause in common, one
/// zone or one node image, give no more than the best of them.
pub fn parallel(parts: impl IntoIterator<Item = Ratio>) -> Option<Ratio> {
    parts.into_iter().try_fold(Ratio::ONE, |missed, part| missed.checked_mul(part.complement()?))?.complement()
}

/// What a part that only a share of requests needs leaves of the whole: 1 − share × (1 − availability).
pub fn shared(part: Ratio, share: Ratio) -> Option<Ratio> {
    share.checked_mul(part.complement()?)?.complement()
}

#[cfg(test)]
mod tests {
    use mlpc_units::Rational;
    use proptest::prelude::*;

    use super::*;

    fn ratio(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    #[test]
    fn a_chain_is_weaker_than_its_weakest_part() {
        // Load balancer, gateway, feature store, service.
        let whole = serial(["99.99%", "99.95%", "99.9%", "99.9%"].map(ratio)).unwrap();
        assert_eq!(whole.percent().unwrap().to_decimal_text(3), "99.740");
        let month = mlpc_units::Duration::parse("30d").unwrap();
        assert_eq!(crate::slo::budget_minutes(whole, month).unwrap().to_decimal_text(1), "112.2");
        assert_eq!(parallel([ratio("99%"), ratio("99%")]), Some(ratio("99.99%")));
        assert_eq!(shared(ratio("99%"), ratio("10%")), Some(ratio("99.9%")));
    }

    proptest! {
        #[test]
        fn serial_is_at_most_each_and_parallel_at_least(parts in proptest::collection::vec(0_i128..=10_000, 1..6)) {
            let parts: Vec<Ratio> = parts.iter().map(|n| Ratio::from_fraction(Rational::new(*n, 10_000).unwrap()).unwrap()).collect();
            let (all, any) = (serial(parts.clone()).unwrap(), parallel(parts.clone()).unwrap());
            let missing = parts.iter().try_fold(Ratio::ZERO, |sum, part| sum.checked_add(part.complement()?)).unwrap();
            prop_assert!(all.complement().unwrap() <= missing);
            for part in parts {
                prop_assert!(all <= part && part <= any);
            }
        }

        #[test]
        fn a_smaller_share_leaves_more(part in 0_i128..=1000, a in 0_i128..=1000, b in 0_i128..=1000) {
            let of = |n: i128| Ratio::from_fraction(Rational::new(n, 1000).unwrap()).unwrap();
            let (less, more) = (of(a.min(b)), of(a.max(b)));
            prop_assert!(shared(of(part), less).unwrap() >= shared(of(part), more).unwrap());
            prop_assert_eq!(shared(of(part), Ratio::ONE), Some(of(part)));
        }
    }
}
