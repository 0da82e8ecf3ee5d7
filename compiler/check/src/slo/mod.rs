//! Group 05: objectives against what they rest on.

mod latency_below_dependency;
mod link;
mod maintenance_exceeds_budget;
mod metric_not_exported;
mod objective_above_dependency;
mod objective_missing;
mod overload;
mod phrases;
mod provider_sla;
mod replicas_too_few;
mod senseless_window;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &objective_above_dependency::RULE, run: objective_above_dependency::check },
    Check { rule: &latency_below_dependency::RULE, run: latency_below_dependency::check },
    Check { rule: &replicas_too_few::RULE, run: replicas_too_few::check },
    Check { rule: &overload::RULE, run: overload::check },
    Check { rule: &senseless_window::RULE, run: senseless_window::check },
    Check { rule: &metric_not_exported::RULE, run: metric_not_exported::check },
    Check { rule: &objective_missing::RULE, run: objective_missing::check },
    Check { rule: &maintenance_exceeds_budget::RULE, run: maintenance_exceeds_budget::check },
];
