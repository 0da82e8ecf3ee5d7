//! Group 03: what tenants may use and what keeps them apart.

mod isolation_not_kept;
mod missing_grant;
mod quota_exceeds_pool;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &quota_exceeds_pool::RULE, run: quota_exceeds_pool::check },
    Check { rule: &missing_grant::RULE, run: missing_grant::check },
    Check { rule: &isolation_not_kept::RULE, run: isolation_not_kept::check },
];
