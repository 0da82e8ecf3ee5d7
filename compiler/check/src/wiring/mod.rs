//! Group 11: objects against what others need of them.

mod queue_covers_less;

use mlpc_graph::ResourceGraph;

use crate::Check;

/// The rules on what is lowered, by code.
pub(crate) const ON_RESOURCES: &[Check<ResourceGraph>] = &[Check { rule: &queue_covers_less::RULE, run: queue_covers_less::check }];
