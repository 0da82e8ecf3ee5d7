//! What the state knows: the resources as they were last applied, and the spec they came from.

use std::collections::BTreeMap;

use mlpc_graph::{Address, Charge, Difference, Map, Placement, Reference, Resource, ResourceGraph, ResourceKind};
use mlpc_source::{OriginId, Origins, Sources};
use smol_str::SmolStr;

use crate::SpecView;

/// The state as the planner sees it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Prior {
    /// Which state, at which serial.
    pub version: StateVersion,
    /// The resources under management.
    pub resources: BTreeMap<Address, PriorResource>,
    /// The fields of the spec at the last apply, so that reasons can name what was edited.
    pub spec: SpecView,
    /// Records whose references lead to other values now than those they were applied with: a run was cut off in between.
    pub outdated: BTreeMap<Address, Vec<Reference>>,
}

/// Identity and age of a state.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct StateVersion {
    /// Made once when the state is; never changes. Empty for a state that isn't there yet or a graph that stands for one.
    pub lineage: SmolStr,
    /// Counts the runs that changed it.
    pub serial: u64,
}

/// A resource as it was last applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PriorResource {
    /// How it is made.
    pub kind: ResourceKind,
    /// The desired attributes of the last apply, references not filled.
    pub attrs: Map,
    /// Where it is.
    pub place: Placement,
    /// Whom it is charged to.
    pub charge: Charge,
    /// The declaration that it was lowered from.
    pub owner: SmolStr,
    /// `FILE:LINE` of that declaration at the last apply.
    pub origin: SmolStr,
    /// Whether a plan that destroys it fails.
    pub protect: bool,
    /// What it needed first, direct ones only.
    pub needs: Vec<Address>,
    /// The engine that made it: `terraform`, `simulate` …
    pub engine: SmolStr,
    /// The number of the state's record that last wrote it: what a saved plan's read-set compares.
    pub version: u64,
    /// Cloud ids of former objects that a replacement left to be deleted.
    pub deposed: Vec<SmolStr>,
    /// Whether a run was cut off while changing it, so that nobody knows which attributes hold.
    pub uncertain: bool,
    /// What its references were filled with, as digests; empty for engines that keep values themselves.
    pub seen: Vec<(Reference, u64)>,
}

/// How reality differs from the state, found by a refresh.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Drift {
    /// It isn't there any more.
    Gone,
    /// Attributes differ: `from` as recorded, `to` as found.
    Differs(Vec<Difference>),
}

impl Prior {
    /// A graph that stands for the state: the base of a preview, `plan --against`.
    pub fn from_graph(graph: &ResourceGraph, origins: &Origins, sources: &Sources, spec: SpecView) -> Self {
        let resources = graph.in_order().map(|(id, resource)| {
            let needs = graph.needs(id).iter().filter_map(|id| graph.resources().get(*id)).map(|it| it.address.clone());
            let mut prior = PriorResource::of(resource, needs.collect());
            prior.origin = origin_text(resource.origin, origins, sources);
            (resource.address.clone(), prior)
        });
        Self { version: StateVersion::default(), resources: resources.collect(), spec, outdated: BTreeMap::new() }
    }
}

impl PriorResource {
    /// The record of a resource that was just applied; origin, engine and version are the caller's to set.
    pub fn of(resource: &Resource, needs: Vec<Address>) -> Self {
        Self {
            kind: resource.kind.clone(),
            attrs: resource.attrs.clone(),
            place: resource.place.clone(),
            charge: resource.charge.clone(),
            owner: resource.owner.clone(),
            origin: SmolStr::default(),
            protect: resource.life.protect,
            needs,
            engine: SmolStr::default(),
            version: 0,
            deposed: Vec::new(),
            uncertain: false,
            seen: Vec::new(),
        }
    }

    /// Whether it is a data source.
    pub const fn is_data(&self) -> bool {
        matches!(self.kind, ResourceKind::Data)
    }
}

/// `FILE:LINE` of the declaration that an origin leads to.
pub(crate) fn origin_text(origin: OriginId, origins: &Origins, sources: &Sources) -> SmolStr {
    origins.span(origin).map(|span| sources.at(span).into()).unwrap_or_default()
}
