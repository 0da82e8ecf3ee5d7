//! Group 08: what clouds and Kubernetes take: names, labels, versions.

mod kubernetes_version;
mod label_limits;
mod lowered_name;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &mlpc_lower::codes::NAME_TOO_LONG, run: lowered_name::check },
    Check { rule: &kubernetes_version::RULE, run: kubernetes_version::check },
    Check { rule: &label_limits::RULE, run: label_limits::check },
];
