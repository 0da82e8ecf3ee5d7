//! Numbers for people: digits in groups of three, nouns in their number.

use crate::rational::Rational;

/// A whole number with a blank between groups of three digits: `40 179`.
pub fn group_digits(value: i128) -> String {
    group_text(&value.to_string())
}

/// A count with its noun, whose plural ends in `s`: `1 resource`, `4 resources`.
pub fn n_of(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A number with `places` digits after the point and its whole part grouped: `40 179.20`.
pub fn group_rational(value: Rational, places: u32) -> String {
    group_text(&value.to_decimal_text(places))
}

fn group_text(text: &str) -> String {
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, decimals) = unsigned.split_once('.').map_or((unsigned, None), |(w, d)| (w, Some(d)));
    let mut grouped = String::from(sign);
    let length = whole.len();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (length - i) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    if let Some(decimals) = decimals {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_by_three() {
        for (value, shown) in [(0, "0"), (999, "999"), (1000, "1 000"), (-214_283, "-214 283"), (1_234_567, "1 234 567")] {
            assert_eq!(group_digits(value), shown);
        }
        assert_eq!(group_rational(Rational::parse("40179.2").unwrap(), 2), "40 179.20");
        assert_eq!(group_rational(Rational::parse("-999.999").unwrap(), 2), "-1 000.00");
    }
}
