//! Lengths of time, exact to the millisecond.

use std::fmt;
use std::str::FromStr;

use crate::error::{ParseError, shorten};
use crate::number;
use crate::rational::Rational;

/// A length of time in whole milliseconds. Differences may be negative, what a spec writes may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    milliseconds: i64,
}

const UNITS: [(&str, i64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self::from_milliseconds(0);

    /// From milliseconds.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self { milliseconds }
    }

    /// From seconds; `None` where that doesn't fit.
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        match seconds.checked_mul(1000) {
            Some(milliseconds) => Some(Self { milliseconds }),
            None => None,
        }
    }

    /// Reads `300ms`, `30d`, `1h30m`, `1.5h`: units ms s m h d, the larger first, each once.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.starts_with('-') {
            return Err(ParseError::form(format!("`{}` is below zero; a duration isn't", shorten(text))));
        }
        let mut rest = text;
        let mut sum = Rational::ZERO;
        let mut largest_allowed = i64::MAX;
        while !rest.is_empty() || largest_allowed == i64::MAX {
            let Some((value, after)) = number::leading(rest, text)? else { return Err(not_a_duration(text)) };
            let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
            let (unit, next) = after.split_at_checked(end).unwrap_or((after, ""));
            let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else { return Err(bad_unit(text, rest, after)) };
            if *size >= largest_allowed {
                return Err(ParseError::form(format!("`{}` has its units out of order, or one twice", shorten(text)))
                    .help("the larger unit comes first, as in `\"1h30m\"`"));
            }
            largest_allowed = *size;
            let part = value.checked_mul(Rational::integer(*size));
            sum = part.and_then(|part| sum.checked_add(part)).ok_or_else(|| ParseError::overflow(text))?;
            rest = next;
        }
        if !sum.is_integer() {
            return Err(ParseError::form(format!("`{}` is finer than a millisecond", shorten(text))));
        }
        sum.to_i64().map(Self::from_milliseconds).ok_or_else(|| ParseError::overflow(text))
    }

    /// In milliseconds.
    pub const fn milliseconds(self) -> i64 {
        self.milliseconds
    }

    /// In seconds, exactly.
    pub fn seconds(self) -> Rational {
        Rational::new(i128::from(self.milliseconds), 1000).unwrap_or(Rational::ZERO)
    }

    /// In hours, exactly.
    pub fn hours(self) -> Rational {
        Rational::new(i128::from(self.milliseconds), 3_600_000).unwrap_or(Rational::ZERO)
    }

    /// In days, exactly.
    pub fn days(self) -> Rational {
        Rational::new(i128::from(self.milliseconds), 86_400_000).unwrap_or(Rational::ZERO)
    }

    /// The sum.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.milliseconds.checked_add(other.milliseconds) {
            Some(milliseconds) => Some(Self { milliseconds }),
            None => None,
        }
    }

    /// The difference, which may be negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.milliseconds.checked_sub(other.milliseconds) {
            Some(milliseconds) => Some(Self { milliseconds }),
            None => None,
        }
    }

    /// `factor` times as long, rounded to the millisecond.
    pub fn checked_mul(self, factor: Rational) -> Option<Self> {
        let milliseconds = Rational::integer(self.milliseconds).checked_mul(factor)?.rounded();
        milliseconds.to_i64().map(Self::from_milliseconds)
    }

    /// One of `divisor` equal parts, rounded to the millisecond.
    pub fn checked_div(self, divisor: Rational) -> Option<Self> {
        let milliseconds = Rational::integer(self.milliseconds).checked_div(divisor)?.rounded();
        milliseconds.to_i64().map(Self::from_milliseconds)
    }

    /// How many times `other` it is long.
    pub fn checked_ratio(self, other: Self) -> Option<Rational> {
        Rational::integer(self.milliseconds).checked_div(Rational::integer(other.milliseconds))
    }
}

impl FromStr for Duration {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// The larger unit first, as Prometheus and Kubernetes read it, too: `1h30m`, `300ms`, `30d`, `0s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.milliseconds == 0 {
            return f.write_str("0s");
        }
        if self.milliseconds < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.milliseconds.unsigned_abs();
        for (name, size) in UNITS {
            let size = size.unsigned_abs();
            if rest >= size {
                write!(f, "{}{name}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

fn not_a_duration(text: &str) -> ParseError {
    ParseError::form(format!("`{}` is not a duration", shorten(text)))
        .help("a duration is a number with ms, s, m, h or d, such as `\"30d\"` or `\"1h30m\"`")
}

/// What is wrong after a number: nothing there, a blank, a month, a word for the unit.
fn bad_unit(text: &str, part: &str, after: &str) -> ParseError {
    let shown = shorten(text);
    let number = part.strip_suffix(after).unwrap_or(part);
    let word = after.trim_start();
    if word.is_empty() {
        return ParseError::form(format!("{shown} what? A duration needs a unit"))
            .help(format!("write `\"{0}s\"` for seconds, `\"{0}h\"` for hours", shorten(number)));
    }
    let end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    let name = word.split_at_checked(end).map_or(word, |(name, _)| name).to_ascii_lowercase();
    let meant = match name.as_str() {
        "msec" | "millisecond" | "milliseconds" | "ms" => "ms",
        "sec" | "secs" | "second" | "seconds" | "s" => "s",
        "min" | "mins" | "minute" | "minutes" | "m" => "m",
        "hr" | "hrs" | "hour" | "hours" | "h" => "h",
        "day" | "days" | "d" => "d",
        "w" | "week" | "weeks" => {
            return ParseError::form(format!("`{shown}` has weeks; durations end at days")).help("write the days: a week is `\"7d\"`");
        }
        "mo" | "mon" | "month" | "months" => {
            return ParseError::form(format!("`{shown}` has months, which differ in length")).help("write the days: `\"30d\"`");
        }
        "y" | "yr" | "year" | "years" => {
            return ParseError::form(format!("`{shown}` has years, which differ in length")).help("write the days: `\"365d\"`");
        }
        _ => return not_a_duration(text),
    };
    let complaint = if word.len() == after.len() { "an unknown unit" } else { "a blank before its unit" };
    ParseError::form(format!("`{shown}` has {complaint}")).write(format_args!("{}{meant}", shorten(number.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_displays() {
        for (text, shown) in [
            ("300ms", "300ms"),
            ("30d", "30d"),
            ("1h30m", "1h30m"),
            ("90m", "1h30m"),
            ("1.5h", "1h30m"),
            ("0s", "0s"),
            ("36h", "1d12h"),
            ("1500ms", "1s500ms"),
        ] {
            assert_eq!(Duration::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn says_what_to_write() {
        for (text, expected) in [
            ("30", "30 what? A duration needs a unit; write `\"30s\"` for seconds, `\"30h\"` for hours"),
            ("30 days", "`30 days` has a blank before its unit; write `\"30d\"`"),
            ("30min", "`30min` has an unknown unit; write `\"30m\"`"),
            ("1 month", "`1 month` has months, which differ in length; write the days: `\"30d\"`"),
            ("30m1h", "`30m1h` has its units out of order, or one twice; the larger unit comes first, as in `\"1h30m\"`"),
            ("", "`` is not a duration; a duration is a number with ms, s, m, h or d, such as `\"30d\"` or `\"1h30m\"`"),
            ("-5m", "`-5m` is below zero; a duration isn't"),
            ("0.5ms", "`0.5ms` is finer than a millisecond"),
            ("99999999999999999999d", "`99999999999999999999d` is too large or too fine to be held exactly"),
        ] {
            assert_eq!(Duration::parse(text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn computes() {
        let window = Duration::parse("30d").unwrap();
        assert_eq!(window.checked_ratio(Duration::parse("1h").unwrap()), Some(Rational::integer(720)));
        assert_eq!(window.hours(), Rational::integer(720));
        assert_eq!(Duration::ZERO.checked_sub(window).unwrap().to_string(), "-30d");
        assert_eq!(Duration::from_milliseconds(i64::MAX).checked_add(window), None);
    }

    proptest! {
        #[test]
        fn reads_back_what_it_displays(milliseconds in 0..i64::MAX) {
            let duration = Duration::from_milliseconds(milliseconds);
            prop_assert_eq!(Duration::parse(&duration.to_string()).unwrap(), duration);
        }

        #[test]
        fn never_panics(text in "\\PC{0,12}", number in "[0-9]{0,4}[ ,.]?[a-z]{0,4}[0-9]{0,2}[a-z]{0,3}") {
            let _ = Duration::parse(&text);
            let _ = Duration::parse(&number);
        }
    }
}
