//! Which tenants a plan touches.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_graph::ResourceGraph;
use mlpc_source::Idx;
use smol_str::SmolStr;

use crate::{Op, Plan};

/// How a tenant is touched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Touch {
    /// Nothing charged to it acts, nor anything that its things reach by references or run on.
    Untouched,
    /// Only something shared that it stands on acts.
    Affected,
    /// Something charged to it acts.
    Changed,
}

/// Tenant → declarations that its things run on without referring to them (its pools).
pub type RunsOn = BTreeMap<SmolStr, BTreeSet<SmolStr>>;

/// How each tenant is touched. `graph` is the one that was planned.
pub fn touched(plan: &Plan, graph: &ResourceGraph, runs_on: &RunsOn) -> BTreeMap<SmolStr, Touch> {
    let mut touch: BTreeMap<SmolStr, Touch> = BTreeMap::new();
    let mut acting = BTreeSet::new();
    let mut acting_owners: BTreeSet<&str> = BTreeSet::new();
    for action in plan.actions.iter().filter(|it| it.op != Op::Read && !it.is_data()) {
        acting.insert(&action.target);
        acting_owners.insert(action.owner());
        for tenant in [&action.from, &action.to].into_iter().flatten().filter_map(|it| it.charge.tenant.as_ref()) {
            touch.insert(tenant.clone(), Touch::Changed);
        }
    }
    // Whether a resource or anything it reaches acts: each after what it needs, so one pass does.
    let mut stands_on_acting = vec![false; graph.len()];
    let mut shaken: BTreeSet<&str> = acting_owners;
    for (id, resource) in graph.in_order() {
        let below = graph.needs(id).iter().any(|it| stands_on_acting.get(it.to_usize()) == Some(&true));
        if below || acting.contains(&resource.address) {
            if let Some(slot) = stands_on_acting.get_mut(id.to_usize()) {
                *slot = true;
            }
            shaken.insert(&resource.owner);
        }
    }
    for (id, resource) in graph.resources().iter_enumerated() {
        let Some(tenant) = &resource.charge.tenant else { continue };
        let cluster = || resource.place.cluster.as_ref().is_some_and(|it| shaken.contains(format!("cluster.{it}").as_str()));
        let affected = stands_on_acting.get(id.to_usize()) == Some(&true) || cluster();
        let now = if affected { Touch::Affected } else { Touch::Untouched };
        let slot = touch.entry(tenant.clone()).or_insert(now);
        *slot = now.max(*slot);
    }
    for (tenant, owners) in runs_on {
        if owners.iter().any(|it| shaken.contains(it.as_str()))
            && let Some(slot) = touch.get_mut(tenant)
        {
            *slot = (*slot).max(Touch::Affected);
        }
    }
    touch
}
