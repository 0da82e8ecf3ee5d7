//! Group 03: what tenants may use and what keeps them apart.

mod borrow_without_cohort;
mod class_not_cleared;
mod demand_exceeds_quota;
mod isolation_not_kept;
mod larger_than_quota;
mod missing_grant;
mod outside_jurisdiction;
mod path;
mod pool_without_quota;
mod quota_exceeds_pool;
mod quota_of_nothing;
mod reachable_tenants;
mod reserved;
mod role_escalates;
mod strict;
mod tenant_incomplete;

use mlpc_graph::ResourceGraph;
use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &quota_exceeds_pool::RULE, run: quota_exceeds_pool::check },
    Check { rule: &mlpc_sema::codes::missing_required::RULE, run: quota_of_nothing::check },
    Check { rule: &borrow_without_cohort::RULE, run: borrow_without_cohort::check },
    Check { rule: &pool_without_quota::RULE, run: pool_without_quota::check },
    Check { rule: &demand_exceeds_quota::RULE, run: demand_exceeds_quota::check },
    Check { rule: &larger_than_quota::RULE, run: larger_than_quota::check },
    Check { rule: &missing_grant::RULE, run: missing_grant::check },
    Check { rule: &isolation_not_kept::RULE, run: isolation_not_kept::check },
    Check { rule: &tenant_incomplete::RULE, run: tenant_incomplete::check },
    Check { rule: &role_escalates::RULE, run: role_escalates::check },
    Check { rule: &class_not_cleared::RULE, run: class_not_cleared::check },
    Check { rule: &outside_jurisdiction::RULE, run: outside_jurisdiction::check },
];

/// The rules on what is lowered.
pub(crate) const ON_RESOURCES: &[Check<ResourceGraph>] = &[Check { rule: &reachable_tenants::RULE, run: reachable_tenants::check }];
