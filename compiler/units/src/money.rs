//! Amounts of money, once or per time. Currencies never mix.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::error::{ParseError, shorten};
use crate::grouping::group_rational;
use crate::number;
use crate::rational::Rational;

/// Hours of a month, the year's 8760 divided by twelve.
pub const MONTH_HOURS: i64 = 730;

/// Numerators and denominators of amounts stay below this, so that changing the period never overflows.
const LARGEST: i128 = 1_000_000_000_000_000_000_000_000_000_000;

/// A currency by its three-letter code (ISO 4217).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(SmolStr);

impl Currency {
    /// US dollars, the currency of the catalog's list prices.
    pub const USD: Self = Self(SmolStr::new_static("USD"));

    /// The currency of a code of three capital letters.
    pub fn of(code: &str) -> Option<Self> {
        (code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())).then(|| Self(SmolStr::new(code)))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The period of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    /// No period: paid once.
    Once,
    /// An hour.
    Hour,
    /// 24 hours.
    Day,
    /// 730 hours.
    Month,
    /// 8760 hours.
    Year,
}

impl Per {
    /// Hours of the period; `None` for what is paid once.
    pub const fn hours(self) -> Option<i64> {
        match self {
            Self::Once => None,
            Self::Hour => Some(1),
            Self::Day => Some(24),
            Self::Month => Some(MONTH_HOURS),
            Self::Year => Some(12 * MONTH_HOURS),
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Once => "",
            Self::Hour => "/h",
            Self::Day => "/day",
            Self::Month => "/month",
            Self::Year => "/year",
        }
    }

    fn of(name: &str) -> Option<Self> {
        match name {
            "h" | "hour" => Some(Self::Hour),
            "d" | "day" => Some(Self::Day),
            "month" => Some(Self::Month),
            "y" | "year" => Some(Self::Year),
            _ => None,
        }
    }
}

/// Why two amounts can't be added or compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyMismatch {
    /// They are of different currencies.
    Currency,
    /// One is paid once, the other per time.
    Period,
    /// The result doesn't fit.
    Overflow,
}

/// An exact amount in one currency, once or per time.
///
/// Two amounts are equal if they cost the same: 24 USD/day is 1 USD/h. They order by currency first.
#[derive(Clone, Debug)]
pub struct Money {
    amount: Rational,
    currency: Currency,
    per: Per,
}

impl Money {
    /// An amount; `None` beyond 10^30 or finer than that.
    pub fn new(amount: Rational, currency: Currency, per: Per) -> Option<Self> {
        let fits = amount.numerator().abs() < LARGEST && amount.denominator() < LARGEST;
        fits.then_some(Self { amount, currency, per })
    }

    /// Nothing.
    pub const fn zero(currency: Currency, per: Per) -> Self {
        Self { amount: Rational::ZERO, currency, per }
    }

    /// Reads `42000 USD/month`, `14.50 USD/h`, `100 EUR`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let (sign, unsigned) = number::signed(text);
        let Some((amount, rest)) = number::leading(unsigned, text)? else { return Err(wrong_order_or_form(text)) };
        let (code, period) = rest.split_once('/').map_or((rest, None), |(code, period)| (code, Some(period)));
        let Some(currency) = Currency::of(code.trim()) else { return Err(bad_currency(text, amount, code, period)) };
        let per = match period {
            None => Per::Once,
            Some(name) => Per::of(name).ok_or_else(|| bad_period(text, amount, &currency, name))?,
        };
        let amount = if sign < 0 { amount.negated() } else { amount };
        Self::new(amount, currency, per).ok_or_else(|| ParseError::overflow(text))
    }

    /// The error for a plain number where money is wanted: which currency, and per what?
    pub fn from_number(value: Rational) -> ParseError {
        ParseError::form(format!("{value} of which currency, and per what?")).write(format_args!("{value} USD/month"))
    }

    /// How much, in each period.
    pub const fn amount(&self) -> Rational {
        self.amount
    }

    /// Of which currency.
    pub const fn currency(&self) -> &Currency {
        &self.currency
    }

    /// Per what.
    pub const fn per(&self) -> Per {
        self.per
    }

    /// The same cost per another period: a month is 730 hours, a year twelve of them. `None` between once and per time.
    pub fn every(&self, per: Per) -> Option<Self> {
        if self.per == per {
            return Some(self.clone());
        }
        let factor = Rational::new(i128::from(per.hours()?), i128::from(self.per.hours()?))?;
        Self::new(self.amount.checked_mul(factor)?, self.currency.clone(), per)
    }

    /// The amount per month, of what isn't paid once.
    pub fn monthly(&self) -> Option<Rational> {
        self.every(Per::Month).map(|money| money.amount)
    }

    /// The amount per hour, of what isn't paid once.
    pub fn hourly(&self) -> Option<Rational> {
        self.every(Per::Hour).map(|money| money.amount)
    }

    /// The sum, in the period of `self`.
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyMismatch> {
        let amount = self.like(other)?;
        let sum = self.amount.checked_add(amount).ok_or(MoneyMismatch::Overflow)?;
        Self::new(sum, self.currency.clone(), self.per).ok_or(MoneyMismatch::Overflow)
    }

    /// The difference, in the period of `self`.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyMismatch> {
        let amount = self.like(other)?;
        let difference = self.amount.checked_sub(amount).ok_or(MoneyMismatch::Overflow)?;
        Self::new(difference, self.currency.clone(), self.per).ok_or(MoneyMismatch::Overflow)
    }

    /// `factor` times the amount.
    pub fn checked_mul(&self, factor: Rational) -> Option<Self> {
        Self::new(self.amount.checked_mul(factor)?, self.currency.clone(), self.per)
    }

    /// One of `divisor` equal parts.
    pub fn checked_div(&self, divisor: Rational) -> Option<Self> {
        Self::new(self.amount.checked_div(divisor)?, self.currency.clone(), self.per)
    }

    /// How many times `other` it costs.
    pub fn checked_ratio(&self, other: &Self) -> Result<Rational, MoneyMismatch> {
        self.amount.checked_div(self.like(other)?).ok_or(MoneyMismatch::Overflow)
    }

    /// Which costs more, if the two can be compared.
    pub fn compare(&self, other: &Self) -> Result<Ordering, MoneyMismatch> {
        Ok(self.amount.cmp(&self.like(other)?))
    }

    /// For people, with grouped digits and cents: `40 179.20 USD/month`.
    pub fn to_grouped(&self) -> String {
        format!("{} {}{}", group_rational(self.amount, 2), self.currency, self.per.suffix())
    }

    /// The amount of `other` in the period of `self`.
    fn like(&self, other: &Self) -> Result<Rational, MoneyMismatch> {
        if self.currency != other.currency {
            return Err(MoneyMismatch::Currency);
        }
        if (self.per == Per::Once) != (other.per == Per::Once) {
            return Err(MoneyMismatch::Period);
        }
        other.every(self.per).map(|money| money.amount).ok_or(MoneyMismatch::Overflow)
    }

    /// What equality and order look at: currency, whether it recurs, amount an hour.
    fn key(&self) -> (&Currency, bool, Rational) {
        let hours = Rational::integer(self.per.hours().unwrap_or(1));
        // `new` bounds the amount so far below 128 bits that dividing by at most 8760 always fits.
        (&self.currency, self.per != Per::Once, self.amount.checked_div(hours).unwrap_or(self.amount))
    }
}

impl PartialEq for Money {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Money {}

impl Ord for Money {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Money {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// Exact, with two decimals where there are cents: `42000 USD/month`, `14.50 USD/h`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.amount.scaled(1).is_some_and(Rational::is_integer) && !self.amount.is_integer();
        let amount = if tenths { self.amount.to_decimal_text(2) } else { self.amount.to_string() };
        write!(f, "{amount} {}{}", self.currency, self.per.suffix())
    }
}

fn wrong_order_or_form(text: &str) -> ParseError {
    ParseError::form(format!("`{}` is not an amount of money", shorten(text)))
        .help("money is a number, a currency and a period, such as `\"42000 USD/month\"` or `\"14.50 USD/h\"`")
}

fn bad_currency(text: &str, amount: Rational, code: &str, period: Option<&str>) -> ParseError {
    let upper = code.trim().to_ascii_uppercase();
    let end = period.and_then(Per::of).unwrap_or(Per::Month).suffix();
    if code.trim().is_empty() {
        return ParseError::form(format!("`{}` names no currency", shorten(text))).write(format_args!("{amount} USD{end}"));
    }
    let shown = shorten(text);
    match upper.as_str() {
        "$" => {
            ParseError::form(format!("`{shown}` has a sign for its currency; several share it")).write(format_args!("{amount} USD{end}"))
        }
        "€" => ParseError::form(format!("`{shown}` has a sign for its currency")).write(format_args!("{amount} EUR{end}")),
        _ if Currency::of(&upper).is_some() => {
            ParseError::form(format!("`{shown}` has its currency in small letters")).write(format_args!("{amount} {upper}{end}"))
        }
        _ => wrong_order_or_form(text),
    }
}

fn bad_period(text: &str, amount: Rational, currency: &Currency, period: &str) -> ParseError {
    let meant = match period.trim().to_ascii_lowercase().as_str() {
        "hr" | "h" | "hour" => Per::Hour,
        "d" | "day" => Per::Day,
        "m" | "mo" | "mon" | "month" => Per::Month,
        "y" | "yr" | "a" | "year" => Per::Year,
        _ => return ParseError::form(format!("`{}` is per `{}`; periods are h, day, month and year", shorten(text), shorten(period))),
    };
    ParseError::form(format!("`{}` is per `{}`; periods are h, day, month and year", shorten(text), shorten(period)))
        .write(format_args!("{amount} {currency}{}", meant.suffix()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn reads_and_displays() {
        for (text, shown) in [
            ("42000 USD/month", "42000 USD/month"),
            ("14.50 USD/h", "14.50 USD/h"),
            ("14.5USD/hour", "14.50 USD/h"),
            ("0.0116 USD/h", "0.0116 USD/h"),
            ("100 EUR", "100 EUR"),
            ("1_000 EUR/year", "1000 EUR/year"),
        ] {
            assert_eq!(money(text).to_string(), shown, "{text}");
        }
        assert_eq!(money("55.04 USD/h").every(Per::Month).unwrap().to_grouped(), "40 179.20 USD/month");
    }

    #[test]
    fn a_month_is_730_hours() {
        assert_eq!(money("730 USD/month"), money("1 USD/h"));
        assert_eq!(money("24 USD/day"), money("1 USD/h"));
        assert!(money("731 USD/month") > money("1 USD/h"));
        assert_eq!(money("1 USD/h").checked_add(&money("730 USD/month")).unwrap(), money("2 USD/h"));
    }

    #[test]
    fn currencies_and_periods_do_not_mix() {
        assert_eq!(money("1 USD").checked_add(&money("1 EUR")), Err(MoneyMismatch::Currency));
        assert_eq!(money("1 USD").compare(&money("1 USD/h")), Err(MoneyMismatch::Period));
        assert_eq!(money("1 USD").every(Per::Hour), None);
    }

    #[test]
    fn says_what_to_write() {
        for (text, expected) in [
            ("42000", "`42000` names no currency; write `\"42000 USD/month\"`"),
            ("42000 usd/month", "`42000 usd/month` has its currency in small letters; write `\"42000 USD/month\"`"),
            ("42000 USD/mo", "`42000 USD/mo` is per `mo`; periods are h, day, month and year; write `\"42000 USD/month\"`"),
            (
                "$42000",
                "`$42000` is not an amount of money; money is a number, a currency and a period, such as `\"42000 USD/month\"` or `\"14.50 USD/h\"`",
            ),
            ("1e40 USD", "`1e40 USD` is too large or too fine to be held exactly"),
            ("1e35 USD", "`1e35 USD` is too large or too fine to be held exactly"),
        ] {
            assert_eq!(Money::parse(text).unwrap_err().to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_displays(n in -1_000_000_000_i128..1_000_000_000, d in 1_i128..100_000, per in 0..5) {
            let per = [Per::Once, Per::Hour, Per::Day, Per::Month, Per::Year][usize::try_from(per).unwrap()];
            let value = Money::new(Rational::new(n, d).unwrap(), Currency::USD, per).unwrap();
            let read = money(&value.to_string());
            prop_assert_eq!(read.per(), value.per());
            prop_assert_eq!(read, value);
        }

        #[test]
        fn changing_the_period_changes_nothing(n in 0_i128..1_000_000_000, d in 1_i128..100_000) {
            let value = Money::new(Rational::new(n, d).unwrap(), Currency::USD, Per::Hour).unwrap();
            for per in [Per::Day, Per::Month, Per::Year] {
                prop_assert_eq!(&value.every(per).unwrap(), &value);
                prop_assert_eq!(value.every(per).unwrap().every(Per::Hour).unwrap().amount(), value.amount());
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,12}", number in "[0-9]{0,4}[ ,.]?[A-Z]{0,4}/?[a-z]{0,5}") {
            let _ = Money::parse(&text);
            let _ = Money::parse(&number);
        }
    }
}
