//! Exact fractions, the number under every other type.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::error::ParseError;
use crate::number;

/// An exact fraction, always reduced, its denominator above zero.
///
/// Arithmetic is checked: `None` where the result doesn't fit 128 bits or a divisor is zero.
// Aligned as words are: sixteen bytes' alignment would pad whatever holds one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(Rust, packed(8))]
pub struct Rational {
    numerator: i128,
    denominator: i128,
}

impl Rational {
    /// 0.
    pub const ZERO: Self = Self::integer(0);
    /// 1.
    pub const ONE: Self = Self::integer(1);

    /// A whole number.
    pub const fn integer(value: i64) -> Self {
        Self { numerator: value as i128, denominator: 1 }
    }

    /// `numerator / denominator`, reduced; `None` for a denominator of zero or what can't be held.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        if denominator == 1 {
            return Some(Self { numerator, denominator });
        }
        let sign = if denominator < 0 { -1 } else { 1 };
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        Some(Self { numerator: sign * (numerator / divisor), denominator: sign * (denominator / divisor) })
    }

    /// Reads a number as a spec writes it: `8`, `0.5`, `1_000`, `1.5e3`, `0x1f`, `0o17`, `0b11`, and the fraction `1/3`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        number::whole(text)
    }

    /// The numerator of the reduced fraction; it carries the sign.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator of the reduced fraction, above zero.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is a whole number.
    pub const fn is_integer(self) -> bool {
        self.denominator == 1
    }

    /// Whether it is 0.
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether it is below 0.
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// The whole number it is, if it is one and fits.
    pub fn to_i64(self) -> Option<i64> {
        if self.is_integer() { i64::try_from(self.numerator).ok() } else { None }
    }

    /// `self + other`.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            return Self::new(self.numerator.checked_add(other.numerator)?, self.denominator);
        }
        let shared = i128::try_from(gcd(self.denominator.unsigned_abs(), other.denominator.unsigned_abs())).ok()?;
        let left = self.numerator.checked_mul(other.denominator / shared)?;
        let right = other.numerator.checked_mul(self.denominator / shared)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator / shared)?)
    }

    /// `self - other`.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    /// `self × other`.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        // Reducing crosswise first keeps the products as small as the result allows.
        let a = i128::try_from(gcd(self.numerator.unsigned_abs(), other.denominator.unsigned_abs())).ok()?.max(1);
        let b = i128::try_from(gcd(other.numerator.unsigned_abs(), self.denominator.unsigned_abs())).ok()?.max(1);
        let numerator = divided(self.numerator, a).checked_mul(divided(other.numerator, b))?;
        let denominator = divided(self.denominator, b).checked_mul(divided(other.denominator, a))?;
        // Nothing is left to reduce.
        (numerator != i128::MIN).then_some(Self { numerator, denominator })
    }

    /// `self / other`; `None` for a divisor of zero, too.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let sign = other.numerator.signum();
        self.checked_mul(Self { numerator: sign * other.denominator, denominator: sign * other.numerator })
    }

    /// What is left of `self` after taking away `other` a whole number of times; it has the sign of `self`.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        let times = self.checked_div(other)?.truncated();
        self.checked_sub(other.checked_mul(times)?)
    }

    /// `self × 10^exponent`.
    pub fn scaled(self, exponent: i32) -> Option<Self> {
        let power = Self::new(10_i128.checked_pow(exponent.unsigned_abs())?, 1)?;
        if exponent < 0 { self.checked_div(power) } else { self.checked_mul(power) }
    }

    /// `-self`; always possible, as the smallest value of 128 bits never occurs.
    pub const fn negated(self) -> Self {
        Self { numerator: -self.numerator, denominator: self.denominator }
    }

    /// The distance from 0.
    pub const fn abs(self) -> Self {
        if self.is_negative() { self.negated() } else { self }
    }

    /// The greatest whole number not above it.
    pub const fn floor(self) -> Self {
        Self { numerator: self.numerator.div_euclid(self.denominator), denominator: 1 }
    }

    /// The smallest whole number not below it.
    pub const fn ceil(self) -> Self {
        self.negated().floor().negated()
    }

    /// The nearest whole number, halves away from 0.
    pub fn rounded(self) -> Self {
        let whole = self.numerator.abs() / self.denominator;
        let rest = self.numerator.abs() % self.denominator;
        // `rest >= denominator - rest` is `2 × rest >= denominator` without the overflow.
        let up = i128::from(rest >= self.denominator - rest);
        Self { numerator: self.numerator.signum() * (whole + up), denominator: 1 }
    }

    const fn truncated(self) -> Self {
        Self { numerator: self.numerator / self.denominator, denominator: 1 }
    }

    /// Whether it has a finite decimal form.
    pub fn is_finite_decimal(self) -> bool {
        self.decimal_places().is_some()
    }

    /// The text with exactly `places` digits after the point, halves rounded away from 0: `0.50`, `-1.33`.
    ///
    /// Places beyond 30 count as 30. A value too large to be scaled is printed with fewer.
    pub fn to_decimal_text(self, places: u32) -> String {
        let mut places = places.min(30);
        loop {
            let power = Self { numerator: 10_i128.pow(places), denominator: 1 };
            match power.checked_mul(self) {
                Some(scaled) => return decimal_text(scaled.rounded().numerator, places),
                None if places == 0 => return self.rounded().numerator().to_string(),
                None => places -= 1,
            }
        }
    }

    /// How many digits after the point its decimal form has, or `None` where that never ends.
    fn decimal_places(self) -> Option<u32> {
        let twos = self.denominator.trailing_zeros();
        let mut rest = self.denominator >> twos;
        let mut fives = 0_u32;
        while rest > 1 && rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        (rest == 1).then_some(twos.max(fives))
    }

    /// The exact decimal form, where there is one that can be written out.
    fn exact_decimal(self) -> Option<String> {
        let places = self.decimal_places()?;
        let power = Self::new(10_i128.checked_pow(places)?, 1)?;
        Some(decimal_text(self.checked_mul(power)?.numerator, places))
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self::integer(value)
    }
}

impl FromStr for Rational {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator().cmp(&other.numerator());
        }
        // By continued fractions: whole parts first, then the reciprocals of what is left. Cross-multiplying would overflow.
        let (mut a, mut b) = (*self, *other);
        let order = |order: Ordering, swapped: bool| if swapped { order.reverse() } else { order };
        let mut swapped = false;
        loop {
            let (whole_a, whole_b) = (a.floor().numerator, b.floor().numerator);
            if whole_a != whole_b {
                return order(whole_a.cmp(&whole_b), swapped);
            }
            let rest_a = a.numerator.rem_euclid(a.denominator);
            let rest_b = b.numerator.rem_euclid(b.denominator);
            match (rest_a, rest_b) {
                (0, 0) => return Ordering::Equal,
                (0, _) => return order(Ordering::Less, swapped),
                (_, 0) => return order(Ordering::Greater, swapped),
                _ => {
                    a = Self { numerator: a.denominator, denominator: rest_a };
                    b = Self { numerator: b.denominator, denominator: rest_b };
                    swapped = !swapped;
                }
            }
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The exact decimal form where it is finite, else the fraction `1/3`.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() {
            return write!(f, "{}", self.numerator());
        }
        match self.exact_decimal() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{}/{}", self.numerator(), self.denominator()),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `digits × 10^-places` written out, with a digit before the point and all `places` after it.
fn decimal_text(digits: i128, places: u32) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    if places == 0 {
        return digits.to_string();
    }
    let power = 10_u128.pow(places.min(38));
    let size = digits.unsigned_abs();
    format!("{sign}{}.{:0width$}", size / power, size % power, width = places as usize)
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Nearly all numbers of a spec fit 64 bits, whose division is one instruction.
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return gcd_of_words(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

fn gcd_of_words(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// `value / by`, which most often is 1; never 0.
const fn divided(value: i128, by: i128) -> i128 {
    if by == 1 { value } else { value / by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn r(text: &str) -> Rational {
        Rational::parse(text).unwrap()
    }

    #[test]
    fn displays_exactly() {
        for (text, shown) in [
            ("8", "8"),
            ("0.50", "0.5"),
            ("-1.25", "-1.25"),
            ("2/4", "0.5"),
            ("1/3", "1/3"),
            ("1_000", "1000"),
            ("1.5e3", "1500"),
            ("-0", "0"),
        ] {
            assert_eq!(r(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn rounds_halves_away_from_zero() {
        for (text, places, shown) in [
            ("0.005", 2, "0.01"),
            ("-0.005", 2, "-0.01"),
            ("2/3", 2, "0.67"),
            ("1", 2, "1.00"),
            ("1/3", 0, "0"),
            ("-2.5", 0, "-3"),
            ("0.0049", 2, "0.00"),
        ] {
            assert_eq!(r(text).to_decimal_text(places), shown, "{text}");
        }
        assert_eq!(r("-0.001").to_decimal_text(2), "0.00");
    }

    #[test]
    fn floors_and_ceils_below_zero() {
        assert_eq!(r("-1.5").floor(), r("-2"));
        assert_eq!(r("-1.5").ceil(), r("-1"));
        assert_eq!(r("1.5").ceil(), r("2"));
        assert_eq!(r("-7").checked_rem(r("3")), Some(r("-1")));
    }

    #[test]
    fn never_overflows_silently() {
        let large = Rational::new(i128::MAX, 1).unwrap();
        assert_eq!(large.checked_add(Rational::ONE), None);
        assert_eq!(large.checked_mul(large), None);
        assert_eq!(Rational::ONE.checked_div(Rational::ZERO), None);
        assert_eq!(large.cmp(&Rational::new(i128::MAX - 1, 1).unwrap()), Ordering::Greater);
        assert_eq!(large.to_decimal_text(2), i128::MAX.to_string());
    }

    prop_compose! {
        fn any_rational()(n in -1_000_000_000_000_i128..1_000_000_000_000, d in 1_i128..1_000_000) -> Rational {
            Rational::new(n, d).unwrap()
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_displays(value in any_rational()) {
            prop_assert_eq!(Rational::parse(&value.to_string()).unwrap(), value);
        }

        #[test]
        fn field_laws(a in any_rational(), b in any_rational(), c in any_rational()) {
            prop_assert_eq!(a.checked_add(b), b.checked_add(a));
            prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b), Some(a));
            let left = a.checked_add(b).and_then(|sum| sum.checked_mul(c));
            let right = a.checked_mul(c).zip(b.checked_mul(c)).and_then(|(x, y)| x.checked_add(y));
            if let (Some(left), Some(right)) = (left, right) {
                prop_assert_eq!(left, right);
            }
            if !b.is_zero() {
                prop_assert_eq!(a.checked_div(b).unwrap().checked_mul(b), Some(a));
            }
        }

        #[test]
        fn order_agrees_with_the_difference(a in any_rational(), b in any_rational()) {
            let difference = a.checked_sub(b).unwrap();
            prop_assert_eq!(a.cmp(&b), difference.numerator().cmp(&0));
        }

        #[test]
        fn rounding_stays_within_half(a in any_rational()) {
            let off = a.checked_sub(a.rounded()).unwrap().abs();
            prop_assert!(off <= Rational::new(1, 2).unwrap());
            prop_assert!(a.floor() <= a && a <= a.ceil());
        }
    }
}
