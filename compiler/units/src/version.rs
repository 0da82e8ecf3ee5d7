//! Dotted versions, compared by number, and ranges of them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

use crate::error::{ParseError, shorten};

/// A dotted version: `1.35`, `16`, `0.19.2`, `v1.0.0-rc.1`, `1.35.2-gke.1000000`.
///
/// Compared part by part as numbers, missing parts counting as 0, so `1.9` is below `1.30` and `1.35` equals `1.35.0`. A suffix
/// that names a pre-release (alpha, beta, rc, pre, dev, preview, snapshot) comes before the version, any other one (a build) after it.
#[derive(Clone, Debug)]
pub struct Version {
    text: SmolStr,
    numbers: Vec<u64>,
    suffix: SmolStr,
}

const PRE_RELEASES: [&str; 7] = ["alpha", "beta", "rc", "pre", "dev", "preview", "snapshot"];

impl Version {
    /// Reads a version; a leading `v` is allowed.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let bare = text.strip_prefix('v').unwrap_or(text);
        let end = bare.find(['-', '+']).unwrap_or(bare.len());
        let (dotted, suffix) = bare.split_at_checked(end).unwrap_or((bare, ""));
        let suffix = suffix.strip_prefix(['-', '+']).unwrap_or(suffix);
        let well_formed = suffix.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_'));
        let numbers: Option<Vec<u64>> = dotted.split('.').map(number).collect();
        match numbers {
            Some(numbers) if well_formed && text.len() <= 128 => {
                Ok(Self { text: SmolStr::new(text), numbers, suffix: SmolStr::new(suffix) })
            }
            _ => Err(ParseError::form(format!("`{}` is not a version", shorten(text)))
                .help("a version is numbers with points, such as `\"1.35\"`")),
        }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part at a place, 0 where it isn't written: of `1.35` the parts are 1, 35, 0, …
    pub fn part(&self, place: usize) -> u64 {
        self.numbers.get(place).copied().unwrap_or(0)
    }

    /// How many parts are written.
    pub fn n_parts(&self) -> usize {
        self.numbers.len()
    }

    /// The first part.
    pub fn major(&self) -> u64 {
        self.part(0)
    }

    /// The second part.
    pub fn minor(&self) -> u64 {
        self.part(1)
    }

    /// Whether its suffix names a pre-release.
    pub fn is_pre_release(&self) -> bool {
        self.suffix_rank() == 0
    }

    /// Whether it begins with all the parts of `prefix`: `1.35.2` with `1.35`.
    pub fn starts_with(&self, prefix: &Self) -> bool {
        prefix.numbers.iter().enumerate().all(|(place, number)| self.part(place) == *number)
    }

    fn compare_numbers(&self, other: &Self) -> Ordering {
        let places = self.numbers.len().max(other.numbers.len());
        (0..places).map(|place| self.part(place).cmp(&other.part(place))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    fn suffix_rank(&self) -> u8 {
        let lower = self.suffix.to_ascii_lowercase();
        if PRE_RELEASES.iter().any(|name| lower.starts_with(name)) { 0 } else { 1 + u8::from(!lower.is_empty()) }
    }
}

fn number(part: &str) -> Option<u64> {
    (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

/// Runs of digits by number, all else by character: `rc.2` before `rc.10`.
fn compare_suffixes(a: &str, b: &str) -> Ordering {
    let parts = |text: &str| -> Vec<Result<u64, SmolStr>> {
        text.split(['.', '-', '+', '_']).map(|part| number(part).ok_or_else(|| SmolStr::new(part))).collect()
    };
    let (a, b) = (parts(a), parts(b));
    for (left, right) in a.iter().zip(&b) {
        let order = match (left, right) {
            (Ok(left), Ok(right)) => left.cmp(right),
            (Err(left), Err(right)) => left.cmp(right),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
        };
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare_numbers(other)
            .then_with(|| self.suffix_rank().cmp(&other.suffix_rank()))
            .then_with(|| compare_suffixes(&self.suffix, &other.suffix))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl FromStr for Version {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A set of versions by conditions that all must hold: `>=0.1`, `>=1.2, <2`, `~> 1.60` (Terraform's: the last part may grow), `=1.2`.
///
/// Without an operator a version stands for all that begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRange {
    text: SmolStr,
    conditions: Vec<(Comparison, Version)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Exactly,
    Not,
    LastPartMayGrow,
    Begins,
}

const OPERATORS: [(&str, Comparison); 7] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("!=", Comparison::Not),
    ("~>", Comparison::LastPartMayGrow),
    (">", Comparison::Above),
    ("<", Comparison::Below),
    ("=", Comparison::Exactly),
];

impl VersionRange {
    /// Reads a range, its conditions parted by commas.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let conditions: Result<Vec<_>, _> = text.split(',').map(|part| condition(part.trim())).collect();
        let conditions = conditions.map_err(|_| {
            ParseError::form(format!("`{}` is not a range of versions", shorten(text)))
                .help("conditions are parted by commas, such as `\">=0.1, <2\"` or `\"~> 1.60\"`")
        })?;
        Ok(Self { text: SmolStr::new(text), conditions })
    }

    /// Whether a version meets all conditions.
    pub fn contains(&self, version: &Version) -> bool {
        self.conditions.iter().all(|(comparison, bound)| match comparison {
            Comparison::AtLeast => version >= bound,
            Comparison::AtMost => version <= bound,
            Comparison::Above => version > bound,
            Comparison::Below => version < bound,
            Comparison::Exactly => version == bound,
            Comparison::Not => version != bound,
            Comparison::Begins => version.starts_with(bound),
            Comparison::LastPartMayGrow => {
                let fixed = bound.n_parts().saturating_sub(1).max(1);
                version >= bound && (0..fixed).all(|place| version.part(place) == bound.part(place))
            }
        })
    }
}

fn condition(text: &str) -> Result<(Comparison, Version), ParseError> {
    for (operator, comparison) in OPERATORS {
        if let Some(version) = text.strip_prefix(operator) {
            return Ok((comparison, Version::parse(version.trim())?));
        }
    }
    Ok((Comparison::Begins, Version::parse(text)?))
}

impl FromStr for VersionRange {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn v(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn compares_by_number() {
        let ascending =
            ["0.9", "1.0-alpha", "1.0-rc.2", "1.0-rc.10", "1.0", "1.9", "1.30", "1.35.2", "1.35.2-gke.99", "1.35.2-gke.1000", "v2"];
        for pair in ascending.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
        }
        assert_eq!(v("1.35"), v("v1.35.0"));
        assert_eq!(v("1.35").to_string(), "1.35");
        assert!(v("1.35.2").starts_with(&v("1.35")));
    }

    #[test]
    fn refuses_what_is_none() {
        for text in ["", "v", "1.", "1..2", "latest", "1.x", "1.2 ", "99999999999999999999"] {
            assert!(Version::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_hold() {
        for (range, inside, outside) in [
            (">=0.1", "0.1", "0.0.9"),
            (">=1.2, <2", "1.99", "2.0"),
            ("~> 1.60", "1.99", "2.0"),
            ("~> 1.60.1", "1.60.9", "1.61"),
            ("=1.2", "1.2.0", "1.2.1"),
            ("1.2", "1.2.7", "1.3"),
            ("!= 1.5", "1.4", "1.5"),
        ] {
            let parsed = VersionRange::parse(range).unwrap();
            assert!(parsed.contains(&v(inside)), "{range} {inside}");
            assert!(!parsed.contains(&v(outside)), "{range} {outside}");
            assert_eq!(VersionRange::parse(&parsed.to_string()).unwrap(), parsed);
        }
        assert!(VersionRange::parse(">=").is_err());
    }

    proptest! {
        #[test]
        fn order_is_total(a in "[0-2](\\.[0-2]){0,2}(-(rc|gke)\\.[0-9])?", b in "[0-2](\\.[0-2]){0,2}(-(rc|gke)\\.[0-9])?", c in "[0-2](\\.[0-2]){0,2}") {
            let (a, b, c) = (v(&a), v(&b), v(&c));
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            if a <= b && b <= c {
                prop_assert!(a <= c);
            }
            prop_assert_eq!(v(&a.to_string()), a);
        }
    }
}
