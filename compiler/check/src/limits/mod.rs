//! Group 08: what clouds and Kubernetes take: names, labels, versions; and, of other groups, ids that a cloud has none of.

mod account_id;
mod kubernetes_version;
mod label_limits;
mod lowered_name;
mod readdressed;
mod region;
mod store_machine;
mod zone;
mod zones_missing;

use mlpc_graph::ResourceGraph;
use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &mlpc_lower::codes::NAME_TOO_LONG, run: lowered_name::check },
    Check { rule: &kubernetes_version::RULE, run: kubernetes_version::check },
    Check { rule: &label_limits::RULE, run: label_limits::check },
    Check { rule: &mlpc_sema::codes::not_in_enum::RULE, run: region::check },
    Check { rule: &mlpc_sema::codes::not_in_enum::RULE, run: zone::check },
    Check { rule: &mlpc_sema::codes::missing_required::RULE, run: zones_missing::check },
    Check { rule: &mlpc_sema::codes::wrong_type::RULE, run: account_id::check },
    Check { rule: &crate::gpu::accelerator_mismatch::RULE, run: store_machine::check },
];

/// The rules on what was lowered.
pub(crate) const ON_RESOURCES: &[Check<ResourceGraph>] =
    &[Check { rule: &mlpc_sema::codes::matches_nothing::RULE, run: readdressed::check }];
