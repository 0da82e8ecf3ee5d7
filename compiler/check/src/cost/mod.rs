//! Group 06: money.

mod budget_exceeded;
mod cheaper_equal;
mod price_unknown;
mod unattributed;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &budget_exceeded::RULE, run: budget_exceeded::check },
    Check { rule: &price_unknown::RULE, run: price_unknown::check },
    Check { rule: &unattributed::RULE, run: unattributed::check },
    Check { rule: &cheaper_equal::RULE, run: cheaper_equal::check },
];
