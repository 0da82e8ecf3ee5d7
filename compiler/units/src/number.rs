//! Reading numbers: the whole of a text, or the number at its start.

use crate::error::{ParseError, shorten};
use crate::rational::Rational;

/// More digits than this never fit 128 bits; it bounds the work on a hostile text.
const MOST_DIGITS: usize = 120;

/// Reads a text that is nothing but a number.
pub(crate) fn whole(text: &str) -> Result<Rational, ParseError> {
    let (sign, unsigned) = signed(text);
    if let Some(value) = radix(unsigned, text)? {
        return Ok(if sign < 0 { value.negated() } else { value });
    }
    let (value, rest) = leading(unsigned, text)?.ok_or_else(|| not_a_number(text))?;
    if !rest.is_empty() {
        return Err(not_a_number(text));
    }
    Ok(if sign < 0 { value.negated() } else { value })
}

fn not_a_number(text: &str) -> ParseError {
    ParseError::form(format!("`{}` is not a number", shorten(text)))
}

/// The sign of a text and what follows it.
pub(crate) fn signed(text: &str) -> (i32, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The number that `text` starts with, without a sign, and what follows it; `None` where it starts with no digit.
///
/// Digits may be grouped by `_`. An exponent is taken only where digits follow the `e`, so that `1E` is left to suffixes;
/// a fraction only where a digit follows the `/`, so that `200/s` is left to rates. `original` is named in the message.
pub(crate) fn leading<'a>(text: &'a str, original: &str) -> Result<Option<(Rational, &'a str)>, ParseError> {
    let Some((mut digits, mut rest)) = take_digits(text) else { return Ok(None) };
    let mut exponent = 0_i64;
    if let Some((decimals, after)) = rest.strip_prefix('.').and_then(take_digits) {
        exponent -= i64::try_from(decimals.len()).unwrap_or(i64::MAX);
        digits.push_str(&decimals);
        rest = after;
    }
    if let Some((power, after)) = take_exponent(rest) {
        exponent = exponent.saturating_add(power);
        rest = after;
    }
    let mut value = decimal(&digits, exponent).ok_or_else(|| ParseError::overflow(original))?;
    if let Some((divisor, after)) = rest.strip_prefix('/').and_then(take_digits) {
        let divisor = decimal(&divisor, 0).ok_or_else(|| ParseError::overflow(original))?;
        value = value.checked_div(divisor).ok_or_else(|| ParseError::overflow(original))?;
        rest = after;
    }
    Ok(Some((value, rest)))
}

/// `digits × 10^exponent`, trailing zeros traded for a higher exponent first, so that `1.000…0` with many digits still fits.
fn decimal(digits: &str, mut exponent: i64) -> Option<Rational> {
    let mut significant = digits.trim_start_matches('0');
    while exponent < 0 {
        let Some(shorter) = significant.strip_suffix('0') else { break };
        significant = shorter;
        exponent += 1;
    }
    if significant.is_empty() {
        return Some(Rational::ZERO);
    }
    if significant.len() > MOST_DIGITS {
        return None;
    }
    let value = Rational::new(significant.parse().ok()?, 1)?;
    value.scaled(i32::try_from(exponent).ok()?)
}

/// The digits a text starts with, groups joined, and what follows.
fn take_digits(text: &str) -> Option<(String, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.chars().filter(|&c| c != '_').collect(), rest))
}

fn take_exponent(text: &str) -> Option<(i64, &str)> {
    let after = text.strip_prefix(['e', 'E'])?;
    let (sign, unsigned) = signed(after);
    let (digits, rest) = take_digits(unsigned)?;
    let power: i64 = digits.parse().unwrap_or(i64::from(i32::MAX));
    Some((i64::from(sign) * power, rest))
}

/// A number of base 2, 8 or 16, if the text has its prefix.
fn radix(text: &str, original: &str) -> Result<Option<Rational>, ParseError> {
    let Some((base, digits)) = [("0x", 16), ("0o", 8), ("0b", 2)].into_iter().find_map(|(p, base)| Some((base, text.strip_prefix(p)?)))
    else {
        return Ok(None);
    };
    let well_formed = digits.starts_with(|c: char| c.is_digit(base)) && digits.chars().all(|c| c == '_' || c.is_digit(base));
    if !well_formed {
        return Err(not_a_number(original));
    }
    let joined: String = digits.chars().filter(|&c| c != '_').collect();
    let value = i128::from_str_radix(&joined, base).ok().and_then(|value| Rational::new(value, 1));
    value.map(Some).ok_or_else(|| ParseError::overflow(original))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParseErrorKind;

    #[test]
    fn reads_the_forms_of_numbers() {
        for (text, shown) in [
            ("0x1f", "31"),
            ("-0x1_f", "-31"),
            ("0o17", "15"),
            ("0b1_0", "2"),
            ("+5", "5"),
            ("1e-3", "0.001"),
            ("12E2", "1200"),
            ("0e999", "0"),
        ] {
            assert_eq!(whole(text).unwrap().to_string(), shown, "{text}");
        }
        let long_zeros = format!("1.{}", "0".repeat(500));
        assert_eq!(whole(&long_zeros).unwrap().to_string(), "1");
    }

    #[test]
    fn refuses_the_rest() {
        for text in ["", "-", "x", "1x", "1.", ".5", "0x", "0xg", "0b2", "1__x", "1e", "--1", "1/x"] {
            assert_eq!(whole(text).unwrap_err().kind, ParseErrorKind::Form, "{text}");
        }
        for text in ["1e99", "1e-99", "1e99999999999", "1/0", "0xffffffffffffffffffffffffffffffffff", &"9".repeat(10_000)] {
            assert_eq!(whole(text).unwrap_err().kind, ParseErrorKind::Overflow, "{text}");
        }
    }
}
