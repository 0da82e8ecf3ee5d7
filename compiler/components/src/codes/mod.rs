//! Rules about chart values.

pub mod chart_value;

use mlpc_diag::Rule;

/// The rules of this crate.
pub const RULES: &[&Rule] = &[&chart_value::RULE];
