//! The rules, one file each, and the registry of all codes.
//!
//! A group is a folder with its `CHECKS`, a line a rule; the registry gathers those of this crate and of the stages that report findings of
//! their own. Rules look at one platform or graph and walk each thing once, so that ten thousand tenants take ten times as long as a thousand.

mod components;
mod cost;
mod gpu;
mod limits;
mod place;
mod policy;
mod registry;
mod security;
mod slo;
mod tenancy;
mod wiring;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use mlpc_catalog::Catalog;
use mlpc_diag::{Diagnostics, Rule, WaiverRules};
use mlpc_graph::ResourceGraph;
use mlpc_model::Platform;
use mlpc_source::{Origins, Sources};

pub use policy::input_schema;
pub use registry::{groups, lookup, registry};

/// What a rule on the typed platform may see.
#[derive(Clone, Copy)]
pub struct CheckCx<'a> {
    /// The typed platform; with errors, as much of it as could be read.
    pub platform: &'a Platform,
    /// Facts.
    pub catalog: &'a Catalog,
    /// Where values come from.
    pub origins: &'a Origins,
    /// The files.
    pub sources: &'a Sources,
    /// The day against which expiries are judged, `YYYY-MM-DD`.
    pub today: &'a str,
    /// The environment that is compiled.
    pub environment: Option<&'a str>,
    /// All environments of the spec, in order of name.
    pub environments: &'a BTreeSet<String>,
    /// Data files of the platform's folder (policies in files), by path.
    pub data: &'a dyn Fn(&str) -> Option<Arc<str>>,
}

impl std::fmt::Debug for CheckCx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckCx").field("platform", &self.platform.name).field("environment", &self.environment).finish_non_exhaustive()
    }
}

/// A rule with what finds its faults, in `T`.
struct Check<T: ?Sized> {
    rule: &'static Rule,
    run: fn(&CheckCx<'_>, &T, &mut Diagnostics),
}

/// The rules on the typed platform, group by group.
const ON_PLATFORM: &[&[Check<Platform>]] = &[
    tenancy::CHECKS,
    gpu::CHECKS,
    slo::CHECKS,
    cost::CHECKS,
    security::CHECKS,
    policy::CHECKS,
    limits::CHECKS,
    components::CHECKS,
    wiring::CHECKS,
];

/// The rules on what was lowered.
const ON_RESOURCES: &[&[Check<ResourceGraph>]] = &[
    tenancy::ON_RESOURCES,
    wiring::ON_RESOURCES,
    security::ON_RESOURCES,
    policy::ON_RESOURCES,
    limits::ON_RESOURCES,
    limits::ON_RESOURCES,
];

/// Runs all rules on the typed platform. None stops another.
pub fn platform_rules(cx: &CheckCx<'_>, out: &mut Diagnostics) {
    for check in ON_PLATFORM.iter().copied().flatten() {
        (check.run)(cx, cx.platform, out);
    }
}

/// Runs all rules on what the platform lowers to.
pub fn resource_rules(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for check in ON_RESOURCES.iter().copied().flatten() {
        (check.run)(cx, graph, out);
    }
}

/// The two rules about waivers, for the sink that applies them.
pub fn waiver_rules() -> WaiverRules {
    WaiverRules { unused: &mlpc_sema::codes::matches_nothing::RULE, expired: &mlpc_sema::codes::expired_waiver::RULE }
}
