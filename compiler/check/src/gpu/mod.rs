//! Group 04: machines and accelerators of pools.

mod accelerator_not_offered;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[Check { rule: &accelerator_not_offered::RULE, run: accelerator_not_offered::check }];
