//! Exact quantities: parse, print, arithmetic; no floats.
//!
//! Every type reads the text a spec holds, prints one canonical form that reads back equal, and computes with checked
//! operations: what doesn't fit is `None`, never a wrapped number.

mod cidr;
mod date;
mod duration;
mod error;
mod grouping;
mod money;
mod number;
mod quantity;
mod rate;
mod ratio;
mod rational;
mod version;

pub use cidr::Cidr;
pub use date::Date;
pub use duration::Duration;
pub use error::{ParseError, ParseErrorKind};
pub use grouping::{group_digits, group_rational, n_of};
pub use money::{Currency, MONTH_HOURS, Money, MoneyMismatch, Per};
pub use quantity::{ByteUnit, Dimension, Quantity};
pub use rate::{Rate, RateOf};
pub use ratio::Ratio;
pub use rational::Rational;
pub use version::{Version, VersionRange};
