//! Counts and sizes with Kubernetes' suffixes.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::error::{ParseError, shorten};
use crate::number;
use crate::rational::Rational;

/// What a quantity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Things: CPUs, GPUs, pods.
    Count,
    /// Bytes of memory or storage.
    Bytes,
}

impl Dimension {
    /// As messages name it: "a count", "a size in bytes".
    pub const fn described(self) -> &'static str {
        match self {
            Self::Count => "a count",
            Self::Bytes => "a size in bytes",
        }
    }
}

/// Units of bytes that reports use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteUnit {
    /// 2^10 bytes.
    Ki,
    /// 2^20 bytes.
    Mi,
    /// 2^30 bytes.
    Gi,
    /// 2^40 bytes.
    Ti,
}

impl ByteUnit {
    /// Bytes in one.
    pub const fn bytes(self) -> i64 {
        match self {
            Self::Ki => 1 << 10,
            Self::Mi => 1 << 20,
            Self::Gi => 1 << 30,
            Self::Ti => 1 << 40,
        }
    }
}

/// An exact count or number of bytes.
///
/// Quantities order by dimension first, then by value: a walk over mixed ones has one order, comparisons are for equal dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// Things or bytes.
    pub value: Rational,
    /// Which of the two.
    pub dimension: Dimension,
}

const BINARY: [(&str, u32); 6] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];
const DECIMAL: [(&str, i32); 6] = [("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const SMALL: [(&str, i32); 3] = [("m", -3), ("u", -6), ("n", -9)];

impl Quantity {
    /// A count of things.
    pub const fn count(value: Rational) -> Self {
        Self { value, dimension: Dimension::Count }
    }

    /// A number of bytes.
    pub const fn bytes(value: Rational) -> Self {
        Self { value, dimension: Dimension::Bytes }
    }

    /// A number of gibibytes; `None` where that doesn't fit.
    pub fn gibibytes(value: Rational) -> Option<Self> {
        Some(Self::bytes(value.checked_mul(Rational::integer(ByteUnit::Gi.bytes()))?))
    }

    /// Reads a quantity, its dimension told by the suffix alone: `4`, `500m`, `2k` count; `64Gi`, `4TiB`, `100GB` are bytes.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let (value, suffix) = split(text)?;
        let unit = Unit::of(suffix).ok_or_else(|| bad_suffix(text, suffix))?;
        let dimension = if unit.surely_bytes { Dimension::Bytes } else { Dimension::Count };
        Ok(Self { value: unit.apply(value).ok_or_else(|| ParseError::overflow(text))?, dimension })
    }

    /// Reads a quantity where one of `dimension` is wanted: `100G` is then bytes, as in Kubernetes, and `8` lacks its unit.
    pub fn parse_as(text: &str, dimension: Dimension) -> Result<Self, ParseError> {
        let (value, suffix) = split(text)?;
        let unit = Unit::of(suffix).ok_or_else(|| bad_suffix(text, suffix))?;
        match dimension {
            Dimension::Bytes if suffix.is_empty() => return Err(unit_missing(text)),
            Dimension::Bytes if unit.below_one => {
                return Err(ParseError::form(format!("`{}` is a count; a size in bytes is wanted", shorten(text)))
                    .help("units of bytes are Ki, Mi, Gi, Ti and kB, MB, GB, TB"));
            }
            Dimension::Count if unit.surely_bytes => {
                return Err(ParseError::form(format!("`{}` is a size in bytes; a count is wanted", shorten(text))).write(value));
            }
            Dimension::Bytes | Dimension::Count => {}
        }
        Ok(Self { value: unit.apply(value).ok_or_else(|| ParseError::overflow(text))?, dimension })
    }

    /// The quantity a plain number stands for: a count. Bytes need a unit, so the error asks "8 what?".
    pub fn from_number(value: Rational, dimension: Dimension) -> Result<Self, ParseError> {
        match dimension {
            Dimension::Count => Ok(Self::count(value)),
            Dimension::Bytes => Err(unit_missing(&value.to_string())),
        }
    }

    /// The sum, of equal dimensions only.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.with(other, Rational::checked_add)
    }

    /// The difference, of equal dimensions only.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.with(other, Rational::checked_sub)
    }

    /// The quantity `factor` times.
    pub fn checked_mul(self, factor: Rational) -> Option<Self> {
        Some(Self { value: self.value.checked_mul(factor)?, ..self })
    }

    /// One of `divisor` equal parts.
    pub fn checked_div(self, divisor: Rational) -> Option<Self> {
        Some(Self { value: self.value.checked_div(divisor)?, ..self })
    }

    /// How many times `other` it is, of equal dimensions only.
    pub fn checked_ratio(self, other: Self) -> Option<Rational> {
        if self.dimension == other.dimension { self.value.checked_div(other.value) } else { None }
    }

    /// The greatest whole number of `step` not above it: what is asked of a cluster may not be finer than it can express.
    pub fn floor_to(self, step: Rational) -> Option<Self> {
        Some(Self { value: self.value.checked_div(step)?.floor().checked_mul(step)?, ..self })
    }

    /// The smallest whole number of `step` not below it.
    pub fn ceil_to(self, step: Rational) -> Option<Self> {
        Some(Self { value: self.value.checked_div(step)?.ceil().checked_mul(step)?, ..self })
    }

    /// Its size in a unit of bytes, for reports: 44.7 of `Gi`.
    pub fn in_unit(self, unit: ByteUnit) -> Option<Rational> {
        self.value.checked_div(Rational::integer(unit.bytes()))
    }

    /// The text Kubernetes reads: `96Gi`, `100G`, `500m`. `None` for what is finer than a byte or a thousandth; round it first.
    pub fn to_k8s(self) -> Option<String> {
        match self.dimension {
            Dimension::Count if self.value.is_integer() => Some(self.value.to_string()),
            Dimension::Count => milli(self.value),
            Dimension::Bytes => self.value.is_integer().then(|| byte_text(self.value, "")),
        }
    }

    fn with(self, other: Self, f: impl Fn(Rational, Rational) -> Option<Rational>) -> Option<Self> {
        if self.dimension != other.dimension {
            return None;
        }
        Some(Self { value: f(self.value, other.value)?, ..self })
    }
}

impl FromStr for Quantity {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.dimension.cmp(&other.dimension).then_with(|| self.value.cmp(&other.value))
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The shortest exact form: `96Gi`, `1536Mi`, `100GB`; counts as `4`, `500m`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.dimension {
            Dimension::Bytes => f.write_str(&byte_text(self.value, "B")),
            Dimension::Count if self.value.is_integer() => write!(f, "{}", self.value),
            Dimension::Count => match milli(self.value) {
                Some(text) => f.write_str(&text),
                None => write!(f, "{}", self.value),
            },
        }
    }
}

/// A suffix taken apart.
struct Unit {
    /// A power of ten, or of two if `binary`.
    exponent: i32,
    binary: bool,
    surely_bytes: bool,
    below_one: bool,
}

impl Unit {
    fn of(suffix: &str) -> Option<Self> {
        let (prefix, byte) = suffix.strip_suffix('B').map_or((suffix, false), |prefix| (prefix, true));
        if prefix.is_empty() {
            return Some(Self { exponent: 0, binary: false, surely_bytes: byte, below_one: false });
        }
        if let Some((_, exponent)) = BINARY.iter().find(|(name, _)| *name == prefix) {
            return Some(Self { exponent: i32::try_from(*exponent).ok()?, binary: true, surely_bytes: true, below_one: false });
        }
        if let Some((_, exponent)) = DECIMAL.iter().find(|(name, _)| *name == prefix) {
            return Some(Self { exponent: *exponent, binary: false, surely_bytes: byte, below_one: false });
        }
        let (_, exponent) = SMALL.iter().find(|(name, _)| *name == prefix && !byte)?;
        Some(Self { exponent: *exponent, binary: false, surely_bytes: false, below_one: true })
    }

    fn apply(&self, value: Rational) -> Option<Rational> {
        if self.binary {
            value.checked_mul(Rational::new(1_i128.checked_shl(self.exponent.unsigned_abs())?, 1)?)
        } else {
            value.scaled(self.exponent)
        }
    }
}

fn split(text: &str) -> Result<(Rational, &str), ParseError> {
    let (sign, unsigned) = number::signed(text);
    let Some((value, suffix)) = number::leading(unsigned, text)? else {
        let error = ParseError::form(format!("`{}` is not a quantity", shorten(text)));
        return Err(match unsigned.strip_prefix('.') {
            Some(rest) => error.write(format_args!("0.{}", shorten(rest))),
            None => error.help("a quantity is a number with a unit, such as `\"64Gi\"`, `\"100GB\"` or `\"500m\"`"),
        });
    };
    Ok((if sign < 0 { value.negated() } else { value }, suffix))
}

fn unit_missing(text: &str) -> ParseError {
    let shown = shorten(text);
    ParseError::form(format!("{shown} what? A size in bytes needs a unit")).help(format!("write `\"{shown}Gi\"` if gibibytes are meant"))
}

/// Tells the usual slips apart: a blank, the wrong case, a decimal comma, bits.
fn bad_suffix(text: &str, suffix: &str) -> ParseError {
    let shown = shorten(text);
    let number = text.strip_suffix(suffix).unwrap_or(text);
    let bare = suffix.trim();
    if bare.len() != suffix.len() && Unit::of(bare).is_some() {
        return ParseError::form(format!("`{shown}` has a blank between number and unit"))
            .write(format_args!("{}{bare}", shorten(number.trim())));
    }
    if let Some(decimals) = suffix.strip_prefix(',') {
        return ParseError::form(format!("`{shown}` has a comma in its number")).write(format_args!(
            "{}.{}",
            shorten(number),
            shorten(decimals)
        ));
    }
    let known = BINARY.iter().map(|(name, _)| *name).chain(DECIMAL.iter().map(|(name, _)| *name));
    for prefix in known {
        for unit in [format!("{prefix}B"), prefix.to_owned()] {
            if unit.eq_ignore_ascii_case(bare) {
                return ParseError::form(format!("`{shown}` has an unknown unit `{}`", shorten(bare)))
                    .write(format_args!("{}{unit}", shorten(number.trim())));
            }
        }
    }
    ParseError::form(format!("`{shown}` has an unknown unit `{}`", shorten(bare)))
        .help("units of bytes are Ki, Mi, Gi, Ti, Pi, Ei and k, M, G, T, P, E, each with or without B; counts may end in m, k, M, G")
}

fn milli(value: Rational) -> Option<String> {
    let thousandths = value.scaled(3)?;
    thousandths.is_integer().then(|| format!("{thousandths}m"))
}

/// Bytes by the unit that gives the fewest digits, binary ones first among equals; `byte` ends the decimal ones.
fn byte_text(value: Rational, byte: &str) -> String {
    if !value.is_integer() || value.is_zero() {
        return format!("{value}{byte}");
    }
    let bytes = value.numerator();
    let binary = BINARY.iter().rev().find(|(_, exponent)| bytes.trailing_zeros() >= *exponent);
    let binary = binary.map(|(name, exponent)| ((bytes >> exponent).to_string(), *name));
    let decimal = DECIMAL.iter().rev().find_map(|(name, exponent)| {
        let unit = 10_i128.pow(exponent.unsigned_abs());
        (bytes % unit == 0).then(|| ((bytes / unit).to_string(), *name))
    });
    let (decimal_digits, decimal_name) = decimal.unwrap_or_else(|| (value.to_string(), ""));
    match binary {
        Some((digits, name)) if digits.len() <= decimal_digits.len() => format!("{digits}{name}"),
        _ => format!("{decimal_digits}{decimal_name}{byte}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_displays() {
        for (text, shown, k8s, dimension) in [
            ("4", "4", "4", Dimension::Count),
            ("500m", "500m", "500m", Dimension::Count),
            ("1.5", "1500m", "1500m", Dimension::Count),
            ("2k", "2000", "2000", Dimension::Count),
            ("64Gi", "64Gi", "64Gi", Dimension::Bytes),
            ("1.5GiB", "1536Mi", "1536Mi", Dimension::Bytes),
            ("4TiB", "4Ti", "4Ti", Dimension::Bytes),
            ("100GB", "100GB", "100G", Dimension::Bytes),
            ("1000KiB", "1000Ki", "1000Ki", Dimension::Bytes),
            ("0B", "0B", "0", Dimension::Bytes),
            ("1e3Mi", "1000Mi", "1000Mi", Dimension::Bytes),
            ("1500B", "1500B", "1500", Dimension::Bytes),
        ] {
            let quantity = Quantity::parse(text).unwrap();
            assert_eq!(
                (quantity.to_string().as_str(), quantity.to_k8s().unwrap().as_str(), quantity.dimension),
                (shown, k8s, dimension),
                "{text}"
            );
        }
    }

    #[test]
    fn the_field_settles_what_a_decimal_suffix_counts() {
        assert_eq!(Quantity::parse_as("100G", Dimension::Bytes).unwrap().to_string(), "100GB");
        assert_eq!(Quantity::parse_as("100k", Dimension::Count).unwrap().to_string(), "100000");
        assert_eq!(Quantity::from_number(Rational::integer(8), Dimension::Count).unwrap().to_string(), "8");
    }

    #[test]
    fn says_what_to_write() {
        let complaint = |text: &str, dimension| Quantity::parse_as(text, dimension).unwrap_err().to_string();
        use Dimension::{Bytes, Count};
        for (text, dimension, expected) in [
            ("64 GB", Bytes, "`64 GB` has a blank between number and unit; write `\"64GB\"`"),
            ("8", Bytes, "8 what? A size in bytes needs a unit; write `\"8Gi\"` if gibibytes are meant"),
            ("64gb", Bytes, "`64gb` has an unknown unit `gb`; write `\"64GB\"`"),
            ("64GIB", Bytes, "`64GIB` has an unknown unit `GIB`; write `\"64GiB\"`"),
            ("1,5Gi", Bytes, "`1,5Gi` has a comma in its number; write `\"1.5Gi\"`"),
            (".5Gi", Bytes, "`.5Gi` is not a quantity; write `\"0.5Gi\"`"),
            ("64Gi", Count, "`64Gi` is a size in bytes; a count is wanted; write `\"64\"`"),
            ("500m", Bytes, "`500m` is a count; a size in bytes is wanted; units of bytes are Ki, Mi, Gi, Ti and kB, MB, GB, TB"),
            ("1e99", Count, "`1e99` is too large or too fine to be held exactly"),
        ] {
            assert_eq!(complaint(text, dimension), expected);
        }
    }

    #[test]
    fn dimensions_do_not_mix() {
        let count = Quantity::parse("8").unwrap();
        let size = Quantity::parse("96Gi").unwrap();
        assert_eq!(size.checked_add(count), None);
        assert_eq!(size.checked_ratio(count), None);
        assert_eq!(size.checked_div(Rational::integer(4)).unwrap().to_string(), "24Gi");
        assert_eq!(size.checked_ratio(Quantity::parse("24Gi").unwrap()), Some(Rational::integer(4)));
        let third = size.checked_div(Rational::integer(7)).unwrap();
        assert_eq!(third.to_k8s(), None);
        assert_eq!(third.floor_to(Rational::integer(ByteUnit::Mi.bytes())).unwrap().to_string(), "14043Mi");
    }

    prop_compose! {
        fn any_quantity()(n in 0_i128..1_000_000_000_000_000, d in 1_i128..10_000, bytes: bool) -> Quantity {
            let value = Rational::new(n, d).unwrap();
            if bytes { Quantity::bytes(value) } else { Quantity::count(value) }
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_displays(quantity in any_quantity()) {
            prop_assert_eq!(Quantity::parse(&quantity.to_string()).unwrap(), quantity);
            prop_assert_eq!(Quantity::parse_as(&quantity.to_string(), quantity.dimension).unwrap(), quantity);
        }

        #[test]
        fn never_panics(text in "\\PC{0,12}", number in "[0-9]{0,4}[ ,.]?[a-zA-Z%/]{0,4}") {
            for text in [text, number] {
                let _ = Quantity::parse(&text);
                let _ = Quantity::parse_as(&text, Dimension::Bytes);
            }
        }
    }
}
