//! An amount at the minimum, as expected, and at the maximum.

use mlpc_units::Rational;

/// USD a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spread {
    /// With all at their minimum.
    pub min: Rational,
    /// With what the declared peak needs.
    pub expected: Rational,
    /// With all at their maximum.
    pub max: Rational,
}

/// Numbers of nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Nodes {
    /// At least.
    pub min: i64,
    /// At the declared peak.
    pub expected: i64,
    /// At most.
    pub max: i64,
}

impl Spread {
    /// Nothing.
    pub const ZERO: Self = Self::constant(Rational::ZERO);

    /// The same at all times.
    pub const fn constant(amount: Rational) -> Self {
        Self { min: amount, expected: amount, max: amount }
    }

    /// Both together; `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self {
            min: self.min.checked_add(other.min)?,
            expected: self.expected.checked_add(other.expected)?,
            max: self.max.checked_add(other.max)?,
        })
    }

    /// A part of it; `None` on overflow.
    pub fn checked_mul(self, factor: Rational) -> Option<Self> {
        Some(Self { min: self.min.checked_mul(factor)?, expected: self.expected.checked_mul(factor)?, max: self.max.checked_mul(factor)? })
    }
}
