//! Group 09: components that people choose.

mod missing_component;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[Check { rule: &missing_component::RULE, run: missing_component::check }];
