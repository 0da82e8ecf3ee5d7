//! Which file of a Terraform root a resource is printed in, and in which order.
//!
//! A file holds whole declarations: what is lowered from one stands together, the tenant or network itself before what uses it. Inside a
//! declaration a resource follows what it refers to; where that leaves a choice, [`Rank`] takes what a reader asks for first.

use std::collections::BTreeMap;

use mlpc_graph::{Map, PolicyDoc, Resource, ResourceGraph, ResourceId, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::EmitFault;
use crate::order::{Rank, sorted};

/// A file of a root: its name without `.tf`, and the declarations in it.
pub(crate) struct Layout<'a> {
    pub files: BTreeMap<SmolStr, BTreeMap<GroupKey, Vec<Item<'a>>>>,
}

/// A declaration's place in a file: by its kind, then by its address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupKey {
    rank: usize,
    pub owner: SmolStr,
}

/// What is printed as one block.
pub(crate) enum Item<'a> {
    Resource(&'a Resource),
    Policy(&'a PolicyDoc),
}

/// A policy document and the resources that use it.
struct Use<'a> {
    doc: &'a PolicyDoc,
    users: Vec<ResourceId>,
}

/// The kinds of declarations in the order in which a file shows them; components, whose kinds are many, come before what is raw.
const KINDS: &[&str] = &[
    "platform",
    "target",
    "network",
    "cluster",
    "cpu-pool",
    "gpu-pool",
    "tenant",
    "key",
    "registry",
    "bucket",
    "database",
    "cache",
    "filesystem",
    "secret",
    "dataset",
    "grant",
    "model-service",
    "training",
    "pipeline",
    "slo",
    "resource",
];

/// Lays out the resources of a target.
pub(crate) fn layout<'a>(graph: &'a ResourceGraph, resources: &[ResourceId], faults: &mut Vec<EmitFault>) -> Layout<'a> {
    let mut groups: BTreeMap<(SmolStr, GroupKey), Vec<ResourceId>> = BTreeMap::new();
    let mut policies: BTreeMap<SmolStr, Use<'a>> = BTreeMap::new();
    let mut file_of_owner: FxHashMap<SmolStr, SmolStr> = FxHashMap::default();
    for id in resources {
        let Some(resource) = graph.resources().get(*id) else { continue };
        let file = file(&resource.owner, resource.charge.tenant.as_deref());
        file_of_owner.entry(resource.owner.clone()).or_insert_with(|| file.clone());
        groups.entry((file, group_key(&resource.owner))).or_default().push(*id);
        for_each_policy(&resource.attrs, &mut |doc| note_use(&mut policies, doc, *id, faults));
    }

    let mut before: FxHashMap<SmolStr, Vec<&'a PolicyDoc>> = FxHashMap::default();
    let mut layout = Layout { files: BTreeMap::new() };
    let mut at_end: Vec<(SmolStr, GroupKey, &'a PolicyDoc)> = Vec::new();
    for it in policies.values() {
        let doc = it.doc;
        let used_by_owner = it.users.iter().filter_map(|id| graph.resources().get(*id)).any(|user| user.owner == doc.owner);
        if used_by_owner {
            before.entry(doc.owner.clone()).or_default().push(doc);
        } else {
            let file = file_of_owner.get(&doc.owner).cloned().unwrap_or_else(|| file(&doc.owner, None));
            at_end.push((file, group_key(&doc.owner), doc));
        }
    }
    for ((file, key), members) in groups {
        let mut pending = before.remove(&key.owner).unwrap_or_default();
        let mut items = Vec::with_capacity(members.len());
        for id in sorted(graph, &members, Rank::of_terraform) {
            let Some(resource) = graph.resources().get(id) else { continue };
            if !pending.is_empty() {
                for_each_policy(&resource.attrs, &mut |doc| {
                    if let Some(at) = pending.iter().position(|it| it.name == doc.name) {
                        items.push(Item::Policy(pending.remove(at)));
                    }
                });
            }
            items.push(Item::Resource(resource));
        }
        layout.files.entry(file).or_default().insert(key, items);
    }
    for (file, key, doc) in at_end {
        layout.files.entry(file).or_default().entry(key).or_default().push(Item::Policy(doc));
    }
    layout
}

fn note_use<'a>(policies: &mut BTreeMap<SmolStr, Use<'a>>, doc: &'a PolicyDoc, id: ResourceId, faults: &mut Vec<EmitFault>) {
    match policies.get_mut(&doc.name) {
        Some(known) => {
            if known.doc != doc {
                faults.push(EmitFault::PolicyClash(doc.address()));
            }
            known.users.push(id);
        }
        None => {
            policies.insert(doc.name.clone(), Use { doc, users: vec![id] });
        }
    }
}

fn group_key(owner: &SmolStr) -> GroupKey {
    let kind = owner.split('.').next().unwrap_or_default();
    let last = KINDS.len() - 1;
    let rank = match KINDS.iter().position(|it| *it == kind) {
        Some(at) if at == last => last + 1,
        Some(at) => at,
        None if kind.contains('_') => last + 1,
        None => last,
    };
    GroupKey { rank, owner: owner.clone() }
}

/// The file, without `.tf`, for what is lowered from `owner`.
fn file(owner: &str, tenant: Option<&str>) -> SmolStr {
    let (kind, name) = owner.split_once('.').unwrap_or((owner, ""));
    let tenant = tenant.or_else(|| if kind == "tenant" { Some(name) } else { name.split_once('/').map(|(tenant, _)| tenant) });
    match (kind, tenant) {
        ("network", _) => "network".into(),
        ("cluster", _) => "cluster".into(),
        ("cpu-pool" | "gpu-pool", _) => "pools".into(),
        (_, Some(tenant)) => format_smolstr!("tenant-{tenant}"),
        ("bucket" | "database" | "cache" | "filesystem" | "registry" | "key" | "secret", None) => "stores".into(),
        ("platform" | "target", None) => "platform".into(),
        // A raw resource's address begins with its provider's type; no kind of the language has a `_`.
        (raw, None) if raw.contains('_') => "resources".into(),
        _ => "components".into(),
    }
}

/// Calls `each` with every policy document below a map.
pub(crate) fn for_each_policy<'a>(map: &'a Map, each: &mut impl FnMut(&'a PolicyDoc)) {
    for entry in map {
        policies_in(&entry.value, each);
    }
}

fn policies_in<'a>(value: &'a Value, each: &mut impl FnMut(&'a PolicyDoc)) {
    match value {
        Value::Policy(doc) => each(doc),
        Value::List(items) => items.iter().for_each(|item| policies_in(item, each)),
        Value::Map(map) => for_each_policy(map, each),
        Value::Blocks(blocks) => blocks.iter().for_each(|block| for_each_policy(block, each)),
        Value::Json(inner) => policies_in(inner, each),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_follow_the_declaration() {
        assert_eq!(file("network.main", None), "network");
        assert_eq!(file("gpu-pool.h100", None), "pools");
        assert_eq!(file("bucket.search/lake", None), "tenant-search");
        assert_eq!(file("tenant.search", None), "tenant-search");
        assert_eq!(file("bucket.mlflow", None), "stores");
        assert_eq!(file("mlflow.main", Some("search")), "tenant-search");
        assert_eq!(file("mlflow.main", None), "components");
        assert_eq!(file("aws_sqs_queue.events", None), "resources");
    }

    #[test]
    fn components_come_before_what_is_raw() {
        let rank = |owner: &str| group_key(&owner.into()).rank;
        assert!(rank("slo.x") < rank("kueue.main"));
        assert!(rank("kueue.main") < rank("aws_sqs_queue.events"));
    }
}
