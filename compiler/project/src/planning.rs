//! What the planner is told of a compile: the spec as flat fields, its digest, who runs on what.

use std::collections::BTreeMap;

use mlpc_diag::Sound;
use mlpc_graph::{Address, ResourceGraph};
use mlpc_model::Platform;
use mlpc_plan::{Draft, Drift, Inputs, Options, Plan, Prior, RunsOn, SpecDigest, SpecField, SpecView, Touch, UnknownTargets, touched};
use mlpc_source::{Sources, hex};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use crate::compile::{Compiled, Standard};
use crate::facts::Facts;
use crate::load::{Loaded, Role};

/// The spec of a compile as plans compare it; its costs are the caller's to add.
pub fn spec_view(compiled: &Compiled, standard: &Standard, sources: &Sources) -> SpecView {
    let field = |field: mlpc_model::SpecField| {
        let at = compiled.origins.span(field.origin).map(|span| SmolStr::from(sources.at(span))).unwrap_or_default();
        (field.field, SpecField { text: field.text, at, origin: Some(field.origin) })
    };
    let declarations = compiled.platform.spec_view(&standard.kinds, &compiled.origins).into_iter();
    // What says nothing isn't remembered.
    let said = declarations.filter(|(_, fields)| !fields.is_empty());
    let fields = said.map(|(declaration, fields)| (declaration, fields.into_iter().map(field).collect())).collect();
    SpecView { fields, ..SpecView::default() }
}

/// The digest of everything that a spec is made of: its files, the environment and what `--set` says.
pub fn spec_digest(loaded: &Loaded, environment: Option<&str>, set: &[(SmolStr, SmolStr)]) -> SpecDigest {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    for ((_, file), role) in loaded.sources.files.iter_enumerated().zip(loaded.roles.iter()) {
        if *role == Role::Spec {
            part(&file.path);
            part(&file.text);
        }
    }
    part(environment.unwrap_or_default());
    for (name, value) in set {
        part(name);
        part(value);
    }
    SpecDigest(hex(&hash.finalize()).into())
}

/// The plan from `prior` to a sound graph, with what stands in its way.
pub fn plan(request: &PlanRequest<'_>, options: &Options) -> Result<Draft, UnknownTargets> {
    let view = spec_view(request.compiled, request.standard, &request.loaded.sources);
    let inputs = Inputs {
        desired: request.graph,
        prior: request.prior,
        spec: &view,
        digest: request.digest,
        origins: &request.compiled.origins,
        sources: &request.loaded.sources,
        facts: &Facts,
        reality: request.reality,
    };
    mlpc_plan::plan(&inputs, options)
}

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest<'a> {
    /// What is wanted.
    pub graph: &'a Sound<ResourceGraph>,
    /// What is there.
    pub prior: &'a Prior,
    /// The compile that the graph is of.
    pub compiled: &'a Compiled,
    /// Its files.
    pub loaded: &'a Loaded,
    /// The standard library.
    pub standard: &'a Standard,
    /// The spec's digest.
    pub digest: &'a SpecDigest,
    /// What a refresh found, where one was made.
    pub reality: Option<&'a BTreeMap<Address, Drift>>,
}

/// How a plan touches each tenant.
pub fn touches(plan: &Plan, graph: &ResourceGraph, platform: &Platform) -> BTreeMap<SmolStr, Touch> {
    touched(plan, graph, &runs_on(platform))
}

/// Each tenant with the pools it has quota on or runs on.
fn runs_on(platform: &Platform) -> RunsOn {
    let mut runs = RunsOn::new();
    for tenant in &platform.tenants {
        let quotas = tenant.quotas.iter().map(|quota| quota.pool.value);
        let pools = platform.workloads_of(tenant.decl).map(|workload| workload.shared().pool.value).chain(quotas);
        let addresses = pools.filter_map(|pool| platform.decl(pool)).map(|decl| decl.address.clone());
        runs.entry(tenant.name.clone()).or_default().extend(addresses);
    }
    runs
}
