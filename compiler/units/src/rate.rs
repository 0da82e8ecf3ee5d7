//! Things or bytes per time.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::error::{ParseError, shorten};
use crate::number;
use crate::quantity::{Dimension, Quantity};
use crate::rational::Rational;

/// What a rate counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateOf {
    /// Things, named as written: `tokens`; empty for plain events such as requests.
    Things(SmolStr),
    /// Bytes.
    Bytes,
}

/// An exact number of things or bytes per second.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// How many in a second.
    pub per_second: Rational,
    /// Of what.
    pub of: RateOf,
}

const PERIODS: [(&str, i64); 4] = [("s", 1), ("min", 60), ("h", 3600), ("d", 86_400)];

impl Rate {
    /// A rate of plain events.
    pub const fn events(per_second: Rational) -> Self {
        Self { per_second, of: RateOf::Things(SmolStr::new_static("")) }
    }

    /// Reads `200/s`, `1.5M tokens/min`, `128MiB/s`: a count or a size per s, min, h or d.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.starts_with('-') {
            return Err(ParseError::form(format!("`{}` is below zero; a rate isn't", shorten(text))));
        }
        let Some((_, after_number)) = number::leading(text, text)? else { return Err(not_a_rate(text)) };
        let Some((middle, period)) = after_number.rsplit_once('/') else { return Err(no_period(text)) };
        let Some((_, seconds)) = PERIODS.iter().find(|(name, _)| *name == period) else { return Err(bad_period(text, period)) };
        let suffix_end = middle.find(' ').unwrap_or(middle.len());
        let (suffix, name) = middle.split_at_checked(suffix_end).unwrap_or((middle, ""));
        let name = name.trim();
        if name.contains(|c: char| !c.is_ascii_lowercase() && c != '-') {
            return Err(not_a_rate(text));
        }
        let number_end = text.len() - after_number.len() + suffix.len();
        let quantity = Quantity::parse(text.get(..number_end).unwrap_or(text)).map_err(|_| not_a_rate(text))?;
        let per_second = quantity.value.checked_div(Rational::integer(*seconds)).ok_or_else(|| ParseError::overflow(text))?;
        match quantity.dimension {
            Dimension::Count => Ok(Self { per_second, of: RateOf::Things(SmolStr::new(name)) }),
            Dimension::Bytes if name.is_empty() => Ok(Self { per_second, of: RateOf::Bytes }),
            Dimension::Bytes => Err(not_a_rate(text)),
        }
    }

    /// The sum of two rates of the same things.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        (self.of == other.of).then_some(())?;
        Some(Self { per_second: self.per_second.checked_add(other.per_second)?, of: self.of.clone() })
    }

    /// The difference of two rates of the same things.
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        (self.of == other.of).then_some(())?;
        Some(Self { per_second: self.per_second.checked_sub(other.per_second)?, of: self.of.clone() })
    }

    /// `factor` times as many.
    pub fn checked_mul(&self, factor: Rational) -> Option<Self> {
        Some(Self { per_second: self.per_second.checked_mul(factor)?, of: self.of.clone() })
    }

    /// One of `divisor` equal parts.
    pub fn checked_div(&self, divisor: Rational) -> Option<Self> {
        Some(Self { per_second: self.per_second.checked_div(divisor)?, of: self.of.clone() })
    }

    /// How many times `other` it is, of the same things only.
    pub fn checked_ratio(&self, other: &Self) -> Option<Rational> {
        if self.of == other.of { self.per_second.checked_div(other.per_second) } else { None }
    }
}

impl FromStr for Rate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// By what is counted first, then by how much.
impl Ord for Rate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.of.cmp(&other.of).then_with(|| self.per_second.cmp(&other.per_second))
    }
}

impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Per the shortest period in which the number is whole, else per second: `200/s`, `1/min`, `25000 tokens/s`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = PERIODS.iter().find_map(|(name, seconds)| {
            let amount = self.per_second.checked_mul(Rational::integer(*seconds))?;
            amount.is_integer().then_some((amount, *name))
        });
        let (amount, period) = whole.unwrap_or((self.per_second, "s"));
        match &self.of {
            RateOf::Things(name) if name.is_empty() => write!(f, "{amount}/{period}"),
            RateOf::Things(name) => write!(f, "{amount} {name}/{period}"),
            RateOf::Bytes => write!(f, "{}/{period}", Quantity::bytes(amount)),
        }
    }
}

fn not_a_rate(text: &str) -> ParseError {
    ParseError::form(format!("`{}` is not a rate", shorten(text)))
        .help("a rate is a count or a size per s, min, h or d, such as `\"200/s\"` or `\"1.5M tokens/min\"`")
}

fn no_period(text: &str) -> ParseError {
    let shown = shorten(text);
    // In words: `2 per second`.
    if let Some((amount, period)) = text.split_once(" per ") {
        let with_slash = format!("{}/{}", amount.trim_end(), meant_period(period).unwrap_or(period));
        return match Rate::parse(&with_slash) {
            Ok(_) => ParseError::form(format!("`{shown}` says its period in words")).write(shorten(&with_slash)),
            Err(_) => not_a_rate(text),
        };
    }
    if Rate::parse(&format!("{text}/s")).is_err() {
        return not_a_rate(text);
    }
    ParseError::form(format!("{shown} per what? A rate needs a period")).write(format_args!("{shown}/s"))
}

/// The period that a word most likely means.
fn meant_period(word: &str) -> Option<&'static str> {
    match word.trim().to_ascii_lowercase().as_str() {
        "s" | "sec" | "second" => Some("s"),
        "m" | "min" | "minute" => Some("min"),
        "h" | "hr" | "hour" => Some("h"),
        "d" | "day" => Some("d"),
        _ => None,
    }
}

fn bad_period(text: &str, period: &str) -> ParseError {
    let Some(meant) = meant_period(period) else { return not_a_rate(text) };
    let start = text.strip_suffix(period).unwrap_or(text);
    ParseError::form(format!("`{}` is per `{}`; periods are s, min, h and d", shorten(text), shorten(period)))
        .write(format_args!("{}{meant}", shorten(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_displays() {
        for (text, shown) in [
            ("200/s", "200/s"),
            ("1.5M tokens/min", "25000 tokens/s"),
            ("1/min", "1/min"),
            ("1200/s", "1200/s"),
            ("0.5/s", "30/min"),
            ("128MiB/s", "128Mi/s"),
            ("100GB/d", "100GB/d"),
            ("1e3/s", "1000/s"),
        ] {
            assert_eq!(Rate::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn says_what_to_write() {
        for (text, expected) in [
            ("200", "200 per what? A rate needs a period; write `\"200/s\"`"),
            ("2 per sec", "`2 per sec` says its period in words; write `\"2/s\"`"),
            (
                "2 apples per tree",
                "`2 apples per tree` is not a rate; a rate is a count or a size per s, min, h or d, such as `\"200/s\"` or `\"1.5M tokens/min\"`",
            ),
            ("200/sec", "`200/sec` is per `sec`; periods are s, min, h and d; write `\"200/s\"`"),
            ("fast", "`fast` is not a rate; a rate is a count or a size per s, min, h or d, such as `\"200/s\"` or `\"1.5M tokens/min\"`"),
            ("-1/s", "`-1/s` is below zero; a rate isn't"),
        ] {
            assert_eq!(Rate::parse(text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn unlike_things_do_not_add() {
        let requests = Rate::parse("3/s").unwrap();
        let tokens = Rate::parse("3 tokens/s").unwrap();
        assert_eq!(requests.checked_add(&tokens), None);
        assert_eq!(requests.checked_add(&requests).unwrap().to_string(), "6/s");
    }

    proptest! {
        #[test]
        fn reads_back_what_it_displays(n in 0_i128..1_000_000_000, d in 1_i128..100_000, kind in 0..3) {
            let per_second = Rational::new(n, d).unwrap();
            let of = match kind { 0 => RateOf::Bytes, 1 => RateOf::Things("".into()), _ => RateOf::Things("tokens".into()) };
            let rate = Rate { per_second, of };
            prop_assert_eq!(Rate::parse(&rate.to_string()).unwrap(), rate);
        }

        #[test]
        fn never_panics(text in "\\PC{0,12}", number in "[0-9]{0,4}[ ,.]?[a-zA-Z ]{0,4}/?[a-z]{0,3}") {
            let _ = Rate::parse(&text);
            let _ = Rate::parse(&number);
        }
    }
}
