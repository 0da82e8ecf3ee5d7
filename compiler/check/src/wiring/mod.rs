//! Group 11: what must find each other when it runs: pods and pools, plugins and nodes, roles and service accounts, users and what they use.

mod access_missing;
mod identity_mismatch;
mod limit_below_machine;
mod no_pool_accepts;
mod offer_never_served;
mod plugin_misses_pool;
mod queue_covers_less;
mod selectors;
mod used_before_made;

use mlpc_graph::ResourceGraph;
use mlpc_model::Platform;

use crate::Check;

/// The rules on the platform, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &no_pool_accepts::RULE, run: no_pool_accepts::check },
    Check { rule: &limit_below_machine::RULE, run: limit_below_machine::check },
    Check { rule: &access_missing::RULE, run: access_missing::check },
];

/// The rules on what was lowered, by code.
pub(crate) const ON_RESOURCES: &[Check<ResourceGraph>] = &[
    Check { rule: &plugin_misses_pool::RULE, run: plugin_misses_pool::check },
    Check { rule: &identity_mismatch::RULE, run: identity_mismatch::check },
    Check { rule: &queue_covers_less::RULE, run: queue_covers_less::check },
    Check { rule: &used_before_made::RULE, run: used_before_made::check },
    Check { rule: &offer_never_served::RULE, run: offer_never_served::check },
];
