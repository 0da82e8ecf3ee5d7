//! Latencies along a path. Percentiles don't add: the sum of several thresholds holds only for the requests that are slow nowhere.

use mlpc_units::{Duration, Ratio};

/// What is known of a path whose parts follow one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Path {
    /// The sum of the parts' thresholds.
    pub total: Duration,
    /// The share of requests that surely stay below it, however slowness falls (union bound): 1 − Σ (1 − share of the part).
    pub at_least: Ratio,
}

/// A path of parts, each with its threshold and the share of requests below it.
pub fn path(parts: impl IntoIterator<Item = (Duration, Ratio)>) -> Option<Path> {
    let mut total = Duration::from_milliseconds(0);
    let mut slow = Ratio::ZERO;
    for (under, objective) in parts {
        total = total.checked_add(under)?;
        slow = slow.checked_add(objective.complement()?)?;
    }
    Some(Path { total, at_least: slow.complement().unwrap_or(Ratio::ZERO) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_percentiles_of_99_hold_together_for_98() {
        let part = |under: &str, objective: &str| (Duration::parse(under).unwrap(), Ratio::parse(objective).unwrap());
        let both = path([part("100ms", "99%"), part("50ms", "99%")]).unwrap();
        assert_eq!((both.total.to_string().as_str(), both.at_least.to_string().as_str()), ("150ms", "98%"));
        let worse = path([part("1s", "40%"), part("1s", "40%")]).unwrap();
        assert_eq!(worse.at_least, Ratio::ZERO, "nothing is sure");
    }
}
