//! Days of the Gregorian calendar.

use std::fmt;
use std::str::FromStr;

use crate::error::{ParseError, shorten};

/// A day, through its end in UTC. Years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that exists.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year < 1 || year > 9999 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// Reads `2027-03-31`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let shown = shorten(text);
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(not_a_date(&shown));
        };
        let digits = |part: &str, n: usize| {
            if part.len() == n && part.bytes().all(|b| b.is_ascii_digit()) { part.parse::<u16>().ok() } else { None }
        };
        let (Some(y), Some(m), Some(d)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else { return Err(not_a_date(&shown)) };
        let (Ok(m), Ok(d)) = (u8::try_from(m), u8::try_from(d)) else { return Err(not_a_date(&shown)) };
        let error = match days_in_month(y, m) {
            _ if y == 0 => ParseError::form(format!("`{shown}`: there is no year 0")),
            0 => ParseError::form(format!("`{shown}`: months are 01 to 12")),
            last => match Self::new(y, m, d) {
                Some(date) => return Ok(date),
                None => ParseError::form(format!("`{shown}`: that month has days 01 to {last}")),
            },
        };
        Err(error)
    }

    /// The year, 1 to 9999.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// How many days `other` is later; negative if it is earlier.
    pub const fn days_until(self, other: Self) -> i64 {
        other.day_number() - self.day_number()
    }

    /// The day so many days later; `None` outside the years 1 to 9999.
    pub fn checked_add_days(self, days: i64) -> Option<Self> {
        let number = self.day_number().checked_add(days)?;
        // A first guess of the year that is never too late, then at most a few steps.
        let mut year = u16::try_from((number / 366).clamp(0, 9999)).ok()?.max(1);
        while year < 9999 && Self::first_of(year + 1) <= number {
            year += 1;
        }
        let mut rest = number - Self::first_of(year);
        for month in 1..=12 {
            let length = i64::from(days_in_month(year, month));
            if (0..length).contains(&rest) {
                return Self::new(year, month, u8::try_from(rest + 1).ok()?);
            }
            rest -= length;
        }
        None
    }

    /// The day number of a year's first day.
    const fn first_of(year: u16) -> i64 {
        Self { year, month: 1, day: 1 }.day_number()
    }

    /// Days since the end of the year 0.
    const fn day_number(self) -> i64 {
        let before = self.year as i64 - 1;
        let mut days = before * 365 + before / 4 - before / 100 + before / 400;
        let mut month = 1;
        while month < self.month {
            days += days_in_month(self.year, month) as i64;
            month += 1;
        }
        days + self.day as i64
    }
}

impl FromStr for Date {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn not_a_date(shown: &str) -> ParseError {
    ParseError::form(format!("`{shown}` is not a date")).help("a date is written year-month-day, such as `\"2027-03-31\"`")
}

const fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn knows_the_calendar() {
        assert_eq!(Date::parse("2028-02-29").unwrap().to_string(), "2028-02-29");
        for (text, expected) in [
            ("2027-02-29", "`2027-02-29`: that month has days 01 to 28"),
            ("2027-13-01", "`2027-13-01`: months are 01 to 12"),
            ("31.03.2027", "`31.03.2027` is not a date; a date is written year-month-day, such as `\"2027-03-31\"`"),
            ("2027-3-31", "`2027-3-31` is not a date; a date is written year-month-day, such as `\"2027-03-31\"`"),
            ("0000-01-01", "`0000-01-01`: there is no year 0"),
        ] {
            assert_eq!(Date::parse(text).unwrap_err().to_string(), expected);
        }
        let date = Date::parse("2026-11-23").unwrap();
        assert_eq!(date.days_until(Date::parse("2027-03-31").unwrap()), 128);
        assert_eq!(date.checked_add_days(128).unwrap().to_string(), "2027-03-31");
        assert_eq!(date.checked_add_days(i64::MAX), None);
        assert_eq!(Date::new(1, 1, 1).unwrap().checked_add_days(-1), None);
    }

    proptest! {
        #[test]
        fn adding_days_and_counting_them_agree(days in 0_i64..3_652_058) {
            let first = Date::new(1, 1, 1).unwrap();
            let date = first.checked_add_days(days).unwrap();
            prop_assert_eq!(first.days_until(date), days);
            prop_assert_eq!(Date::parse(&date.to_string()).unwrap(), date);
        }
    }
}
