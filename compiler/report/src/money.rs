//! Cost as people read it: minimum, expected, maximum, before and after.

use std::collections::BTreeMap;

use mlpc_analysis::cost::Spread;
use mlpc_units::{Rational, group_rational};
use serde_json::{Value, json};
use smol_str::SmolStr;

use crate::cost::{Known, total, without_price};

/// What was paid before a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// Nothing was there.
    Nothing,
    /// Something was there, and nobody knows what it cost.
    Unknown,
    /// So much, in USD a month.
    Was(Spread),
}

/// Cost before and after a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostChange {
    /// Before.
    pub before: Before,
    /// After.
    pub after: Spread,
    /// The declaration whose cost changes most.
    pub because: Option<SmolStr>,
    /// Declarations without a price before the change: they are in no sum.
    pub unknown_before: Vec<SmolStr>,
    /// The same after it.
    pub unknown: Vec<SmolStr>,
}

/// Whole units with thin groups: `25 289`, `−96 600`.
pub fn usd(amount: Rational) -> String {
    let text = group_rational(amount, 0);
    match text.strip_prefix('-') {
        Some("0") => "0".to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// The same with a sign in front: `+1 200`, `−96 600`.
pub fn signed_usd(amount: Rational) -> String {
    let text = usd(amount);
    if amount > Rational::ZERO && text != "0" { format!("+{text}") } else { text }
}

/// Exact decimal text where there is one, else to a millionth: what machines read.
pub(crate) fn exact(amount: Rational) -> String {
    if amount.is_finite_decimal() { amount.to_string() } else { amount.to_decimal_text(6) }
}

/// The three amounts for machines.
pub(crate) fn spread_json(spread: &Spread) -> Value {
    json!({ "min": exact(spread.min), "expected": exact(spread.expected), "max": exact(spread.max) })
}

/// The amounts as people see them: what differs by less than that is the same to them, and a state keeps millionths only.
fn shown(spread: &Spread) -> [String; 3] {
    [spread.min, spread.expected, spread.max].map(usd)
}

/// How much more; nothing where the difference is too large to count.
pub(crate) fn more(before: Rational, after: Rational) -> Rational {
    after.checked_sub(before).unwrap_or(Rational::ZERO)
}

impl CostChange {
    /// The end of everything that cost so much; `None` where nobody counted.
    pub fn to_nothing(before: &BTreeMap<SmolStr, Spread>) -> Option<Self> {
        let was = Before::Was(total(before));
        (!before.is_empty()).then(|| Self {
            before: was,
            after: Spread::ZERO,
            because: None,
            unknown_before: Vec::new(),
            unknown: Vec::new(),
        })
    }

    /// One line for a plan.
    pub fn line(&self) -> String {
        let (after, known) = (&self.after, self.known());
        let expected = format!("{} USD/month expected", known.words(after.expected));
        let range = format!("({} … {})", usd(after.min), usd(after.max));
        let mut line = match &self.before {
            Before::Nothing if known == Known::Nothing => "0 → unknown".to_owned(),
            _ if known == Known::Nothing && self.known_before() == Known::Nothing => "unknown".to_owned(),
            Before::Nothing => format!("0 → {expected} {range}"),
            Before::Unknown => format!("{expected} {range}"),
            Before::Was(before) if self.is_comparable() && shown(before) == shown(after) => format!("{expected} as before {range}"),
            Before::Was(before) => self.differs(before),
        };
        if let Some(words) = without_price(&self.unknown) {
            line.push_str(&format!(" · {words}"));
        } else if let Some(words) = without_price(&self.unknown_before) {
            line.push_str(&format!(" · before: {words}"));
        }
        line
    }

    /// How much of the cost after the change is known.
    pub fn known(&self) -> Known {
        Known::of(&self.after, self.unknown.len())
    }

    /// How much of the cost before the change is known.
    pub fn known_before(&self) -> Known {
        match &self.before {
            Before::Was(before) => Known::of(before, self.unknown_before.len()),
            Before::Nothing => Known::Whole,
            Before::Unknown => Known::Nothing,
        }
    }

    /// Whether the same things are in both sums: what has a price on one side only makes their difference meaningless.
    pub fn is_comparable(&self) -> bool {
        self.unknown == self.unknown_before
    }

    fn differs(&self, before: &Spread) -> String {
        let (was, known) = (self.known_before(), self.known());
        let pair = |from: Rational, to: Rational| format!("{} → {}", was.words(from), known.words(to));
        let after = &self.after;
        if !self.is_comparable() {
            return format!(
                "{} USD/month expected · at the maximum {}",
                pair(before.expected, after.expected),
                pair(before.max, after.max)
            );
        }
        let expected = if usd(before.expected) == usd(after.expected) {
            format!("{} USD/month expected as before", known.words(after.expected))
        } else {
            format!("{} USD/month expected", pair(before.expected, after.expected))
        };
        let because = self.because.as_ref().map(|declaration| format!(": {declaration}")).unwrap_or_default();
        if usd(before.max) == usd(after.max) {
            format!("{expected} · at the maximum {} as before", known.words(after.max))
        } else {
            format!("{expected} · at the maximum {} ({}{because})", pair(before.max, after.max), signed_usd(more(before.max, after.max)))
        }
    }

    /// Whether anything costs more or less.
    pub fn is_change(&self) -> bool {
        match &self.before {
            Before::Was(before) => !self.is_comparable() || shown(before) != shown(&self.after),
            Before::Nothing => self.after != Spread::ZERO,
            Before::Unknown => false,
        }
    }

    /// The same for machines: decimal text, exact.
    pub fn json(&self) -> Value {
        let before = match &self.before {
            Before::Nothing => spread_json(&Spread::ZERO),
            Before::Unknown => Value::Null,
            Before::Was(before) => spread_json(before),
        };
        json!({
            "currency": "USD", "per": "month", "before": before, "after": spread_json(&self.after),
            "at_least": !self.unknown.is_empty(),
            "because": self.because.as_ref().map(SmolStr::as_str),
            "unknown": self.unknown.iter().map(SmolStr::as_str).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(min: i64, expected: i64, max: i64) -> Spread {
        Spread { min: Rational::integer(min), expected: Rational::integer(expected), max: Rational::integer(max) }
    }

    fn line(before: Before, after: Spread) -> String {
        lacking(before, after, &[], &[])
    }

    fn lacking(before: Before, after: Spread, unknown_before: &[&str], unknown: &[&str]) -> String {
        let names = |names: &[&str]| names.iter().map(|name| SmolStr::from(*name)).collect();
        let because = Some("gpu-pool.h100".into());
        CostChange { before, after, because, unknown_before: names(unknown_before), unknown: names(unknown) }.line()
    }

    #[test]
    fn what_has_no_price_makes_a_sum_a_lower_bound() {
        let (some, none, pool) = (spread(600, 700, 800), Spread::ZERO, &["cpu-pool.cpu"][..]);
        let without = "1 pool without a price: cpu-pool.cpu";
        for (line, expected) in [
            (lacking(Before::Nothing, some, &[], pool), format!("0 → at least 700 USD/month expected (600 … 800) · {without}")),
            (lacking(Before::Nothing, none, &[], pool), format!("0 → unknown · {without}")),
            (lacking(Before::Was(some), some, pool, pool), format!("at least 700 USD/month expected as before (600 … 800) · {without}")),
            (
                lacking(Before::Was(spread(900, 900, 900)), some, &[], pool),
                format!("900 → at least 700 USD/month expected · at the maximum 900 → at least 800 · {without}"),
            ),
            (
                lacking(Before::Was(none), some, pool, &[]),
                format!("unknown → 700 USD/month expected · at the maximum unknown → 800 · before: {without}"),
            ),
        ] {
            assert_eq!(line, expected);
        }
    }

    #[test]
    fn lines_of_plans() {
        let after = spread(25_289, 25_289, 117_683);
        assert_eq!(line(Before::Nothing, after), "0 → 25 289 USD/month expected (25 289 … 117 683)");
        assert_eq!(line(Before::Was(after), after), "25 289 USD/month expected as before (25 289 … 117 683)");
        assert_eq!(
            line(Before::Was(spread(25_289, 25_289, 214_283)), after),
            "25 289 USD/month expected as before · at the maximum 214 283 → 117 683 (−96 600: gpu-pool.h100)"
        );
        assert_eq!(
            line(Before::Was(spread(0, 20_000, 117_683)), after),
            "20 000 → 25 289 USD/month expected · at the maximum 117 683 as before"
        );
    }

    #[test]
    fn amounts_too_small_to_show_are_nothing() {
        assert_eq!((usd(Rational::new(-1, 10).unwrap()), signed_usd(Rational::new(1, 10).unwrap())), ("0".to_owned(), "0".to_owned()));
    }
}
