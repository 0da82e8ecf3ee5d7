//! Cost as people read it: minimum, expected, maximum, before and after.

use mlpc_units::Rational;
use serde_json::{Value, json};

/// USD a month at the minimum, as expected, and at the maximum; each `None` where a price is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// Everything at its minimum.
    pub min: Rational,
    /// With the declared peak's replicas.
    pub expected: Rational,
    /// Everything at its maximum.
    pub max: Rational,
}

/// Cost before and after a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostChange {
    /// Before; `None` where nothing was there.
    pub before: Option<Interval>,
    /// After.
    pub after: Interval,
    /// Things without a known price: they are in neither.
    pub unknown: Vec<String>,
}

/// Whole units with thin groups: `25 289`.
pub fn usd(amount: Rational) -> String {
    let text = amount.to_decimal_text(0);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}")
}

impl CostChange {
    /// One line for a plan.
    pub fn line(&self) -> String {
        let after = &self.after;
        let range = format!("({} … {})", usd(after.min), usd(after.max));
        let mut line = match &self.before {
            None => format!("0 → {} USD/month expected {range}", usd(after.expected)),
            Some(before) if before == after => format!("{} USD/month expected as before {range}", usd(after.expected)),
            Some(before) => {
                let expected = if before.expected == after.expected {
                    format!("{} USD/month expected as before", usd(after.expected))
                } else {
                    format!("{} → {} USD/month expected", usd(before.expected), usd(after.expected))
                };
                let max = if before.max == after.max {
                    format!("at the maximum {} as before", usd(after.max))
                } else {
                    let more = after.max.checked_sub(before.max).unwrap_or(Rational::ZERO);
                    let sign = if more > Rational::ZERO { "+" } else { "" };
                    format!("at the maximum {} → {} ({sign}{})", usd(before.max), usd(after.max), usd(more))
                };
                format!("{expected} · {max}")
            }
        };
        if !self.unknown.is_empty() {
            line.push_str(&format!(" · without a known price: {}", self.unknown.join(", ")));
        }
        line
    }

    /// The same for machines: decimal text, exact.
    pub fn json(&self) -> Value {
        let interval = |it: &Interval| json!({ "min": it.min.to_string(), "expected": it.expected.to_string(), "max": it.max.to_string() });
        json!({ "currency": "USD", "per": "month", "before": self.before.as_ref().map(interval), "after": interval(&self.after), "unknown": self.unknown })
    }
}
