//! What isn't in a sum: what it is, why, and what that means for the sum.

use std::collections::BTreeSet;

use mlpc_analysis::cost::{Gap, Spread};
use mlpc_units::{Rational, n_of};
use smol_str::SmolStr;

use super::Place;
use crate::money::usd;

/// How many declarations a line names; more are counted.
const NAMED: usize = 3;

/// Something that isn't in a sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// What has no amount, and who would pay it.
    pub place: Place,
    /// `16 of 24 GPUs`, `3 NAT gateways`; empty where all of it is meant.
    pub what: String,
    /// `no list price of m7i.2xlarge in cn-north-1`
    pub why: String,
    /// What it means for the sum.
    pub gap: Gap,
}

/// How much of a sum is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// All of it.
    Whole,
    /// Something has no price: it is so much at least.
    AtLeast,
    /// Nothing has a price.
    Nothing,
}

impl Known {
    /// What a sum is worth in which so many things have no price.
    pub fn of(sum: &Spread, n_unpriced: usize) -> Self {
        match n_unpriced {
            0 => Self::Whole,
            _ if sum.max <= Rational::ZERO => Self::Nothing,
            _ => Self::AtLeast,
        }
    }

    /// An amount of the sum in words: `613`, `at least 613`, `unknown`.
    pub fn words(self, amount: Rational) -> String {
        match self {
            Self::Whole => usd(amount),
            Self::AtLeast => format!("at least {}", usd(amount)),
            Self::Nothing => "unknown".to_owned(),
        }
    }

    /// The same where there is little room: `613`, `≥ 613`, `unknown`.
    pub fn short(self, amount: Rational) -> String {
        match self {
            Self::AtLeast => format!("≥ {}", usd(amount)),
            Self::Whole | Self::Nothing => self.words(amount),
        }
    }
}

/// The declarations without a price, each once; what is paid by use only isn't among them.
pub fn unpriced<'a>(missing: impl IntoIterator<Item = &'a Missing>) -> Vec<SmolStr> {
    let names: BTreeSet<&SmolStr> = missing.into_iter().filter(|it| it.gap == Gap::Price).map(|it| &it.place.declaration).collect();
    names.into_iter().cloned().collect()
}

/// `2 pools without a price: cpu-pool.cpu, gpu-pool.h100`; nothing where everything has one.
pub fn without_price(names: &[SmolStr]) -> Option<String> {
    let pools = names.iter().filter(|name| name.contains("-pool.")).count();
    let counted = match (pools, names.len() - pools) {
        (0, 0) => return None,
        (0, others) => n_of(others, "thing"),
        (pools, 0) => n_of(pools, "pool"),
        (pools, others) => format!("{} and {}", n_of(pools, "pool"), n_of(others, "other thing")),
    };
    let named = if names.len() > NAMED { " (mlpc cost lists them)".to_owned() } else { format!(": {}", names.join(", ")) };
    Some(format!("{counted} without a price{named}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sum_is_worth() {
        let some = Spread::constant(Rational::integer(613));
        let shown = |sum: &Spread, n| {
            let known = Known::of(sum, n);
            (known.words(sum.max), known.short(sum.max))
        };
        assert_eq!(shown(&some, 0), ("613".into(), "613".into()));
        assert_eq!(shown(&some, 2), ("at least 613".into(), "≥ 613".into()));
        assert_eq!(shown(&Spread::ZERO, 2), ("unknown".into(), "unknown".into()));
        assert_eq!(shown(&Spread::ZERO, 0), ("0".into(), "0".into()));
    }

    #[test]
    fn what_has_no_price_is_counted_and_named() {
        let words = |names: &[&str]| without_price(&names.iter().map(|name| SmolStr::from(*name)).collect::<Vec<_>>()).unwrap_or_default();
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["cpu-pool.cpu"]), "1 pool without a price: cpu-pool.cpu");
        assert_eq!(words(&["cluster.main", "cpu-pool.cpu"]), "1 pool and 1 other thing without a price: cluster.main, cpu-pool.cpu");
        assert_eq!(words(&["a.a", "b.b", "c.c", "d.d"]), "4 things without a price (mlpc cost lists them)");
    }
}
