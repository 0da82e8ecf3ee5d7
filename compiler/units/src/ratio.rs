//! Shares of a whole, written in percent.

use std::fmt;
use std::str::FromStr;

use crate::error::{ParseError, shorten};
use crate::number;
use crate::rational::Rational;

/// A share: 99.9 % is 0.999. Never below zero; above 100 % where a field allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio {
    fraction: Rational,
}

impl Ratio {
    /// 100 %.
    pub const ONE: Self = Self { fraction: Rational::ONE };
    /// 0 %.
    pub const ZERO: Self = Self { fraction: Rational::ZERO };

    /// From the share itself, 0.999; `None` below zero.
    pub fn from_fraction(fraction: Rational) -> Option<Self> {
        (!fraction.is_negative()).then_some(Self { fraction })
    }

    /// Reads `99.9%`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let shown = shorten(text);
        let Some((value, rest)) = number::leading(text, text)? else {
            return Err(ParseError::form(format!("`{shown}` is not a ratio")).help("a ratio is a number of percent, such as `\"99.9%\"`"));
        };
        match rest {
            "%" => value.scaled(-2).map(|fraction| Self { fraction }).ok_or_else(|| ParseError::overflow(text)),
            "" => Err(Self::from_number(value)),
            _ if rest.trim() == "%" => Err(ParseError::form(format!("`{shown}` has a blank before its %")).write(format_args!("{value}%"))),
            _ => Err(ParseError::form(format!("`{shown}` is not a ratio")).help("a ratio is a number of percent, such as `\"99.9%\"`")),
        }
    }

    /// The error for a plain number where a ratio is wanted: a ratio always has its `%`.
    pub fn from_number(value: Rational) -> ParseError {
        let percent = if value <= Rational::ONE && !value.is_negative() { value.scaled(2).unwrap_or(value) } else { value };
        ParseError::form(format!("{value} of what? A ratio is written in percent")).write(format_args!("{percent}%"))
    }

    /// The share itself: 0.999.
    pub const fn fraction(self) -> Rational {
        self.fraction
    }

    /// The share in percent: 99.9.
    pub fn percent(self) -> Option<Rational> {
        self.fraction.scaled(2)
    }

    /// What is missing to 100 %, the error budget of an objective; `None` above 100 %.
    pub fn complement(self) -> Option<Self> {
        Self::from_fraction(Rational::ONE.checked_sub(self.fraction)?)
    }

    /// The product of two shares: the availability of two things in a row.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Some(Self { fraction: self.fraction.checked_mul(other.fraction)? })
    }

    /// The sum of two shares.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self { fraction: self.fraction.checked_add(other.fraction)? })
    }
}

impl FromStr for Ratio {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only a fraction of over 36 digits can't be scaled to percent; it is shown as hundredths.
        match self.percent() {
            Some(percent) => write!(f, "{percent}%"),
            None => write!(f, "{} × 100%", self.fraction),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_displays_and_computes() {
        let objective = Ratio::parse("99.9%").unwrap();
        assert_eq!(objective.fraction(), Rational::parse("0.999").unwrap());
        assert_eq!(objective.to_string(), "99.9%");
        assert_eq!(objective.complement().unwrap().to_string(), "0.1%");
        assert_eq!(objective.checked_mul(objective).unwrap().to_string(), "99.8001%");
        assert_eq!(Ratio::parse("150%").unwrap().complement(), None);
    }

    #[test]
    fn says_what_to_write() {
        for (text, expected) in [
            ("99.9", "99.9 of what? A ratio is written in percent; write `\"99.9%\"`"),
            ("0.999", "0.999 of what? A ratio is written in percent; write `\"99.9%\"`"),
            ("99.9 %", "`99.9 %` has a blank before its %; write `\"99.9%\"`"),
            ("high", "`high` is not a ratio; a ratio is a number of percent, such as `\"99.9%\"`"),
            ("-1%", "`-1%` is not a ratio; a ratio is a number of percent, such as `\"99.9%\"`"),
        ] {
            assert_eq!(Ratio::parse(text).unwrap_err().to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_displays(n in 0_i128..10_000_000, d in 1_i128..1_000_000) {
            let ratio = Ratio::from_fraction(Rational::new(n, d).unwrap()).unwrap();
            prop_assert_eq!(Ratio::parse(&ratio.to_string()).unwrap(), ratio);
        }
    }
}
