//! Group 06: money.

mod budget_exceeded;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[Check { rule: &budget_exceeded::RULE, run: budget_exceeded::check }];
