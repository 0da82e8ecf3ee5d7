//! Group 05: objectives against what they rest on.

mod objective_above_dependency;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[Check { rule: &objective_above_dependency::RULE, run: objective_above_dependency::check }];
