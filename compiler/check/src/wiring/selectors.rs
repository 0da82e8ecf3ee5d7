//! Selectors of nodes in manifests and chart values, and the labels and taints of pools that they are held against.

use mlpc_graph::{Entry, Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_lower::pools::{self, POOL_LABEL};
use mlpc_model::{Cluster, Platform, Pool, TaintEffect};
use mlpc_source::Span;
use smol_str::SmolStr;

use crate::CheckCx;

/// How deep values are looked into: deeper than any chart's are.
const DEEPEST: usize = 64;

/// What the keys of lists of profiles hold.
const PROFILE: &[u8] = b"profile";

/// Whether a pool's nodes have a label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Has {
    Yes,
    No,
    /// Others may set it: the cloud, NVIDIA's operator.
    Unknown,
}

/// A selector of nodes where it stands.
pub(super) struct Selector<'g> {
    /// The labels.
    pub(super) labels: &'g Map,
    /// The entry that holds them.
    pub(super) entry: &'g Entry,
    /// Whether it is one of several that users choose from.
    pub(super) offered: bool,
}

/// Whether somebody wrote it by hand, as a `resource`.
pub(super) fn by_hand(platform: &Platform, resource: &Resource) -> bool {
    platform.decl_by_address(&resource.owner).and_then(|id| platform.decl(id)).is_some_and(|decl| decl.kind == "resource")
}

/// The cluster of an object or release.
pub(super) fn cluster_of<'a>(platform: &'a Platform, resource: &Resource) -> Option<&'a Cluster> {
    let name = resource.place.cluster.as_ref()?;
    platform.decl_by_address(&format!("cluster.{name}")).and_then(|id| platform.cluster(id))
}

/// Objects and releases in which people may have written selectors; in a release under `values`.
pub(super) fn written<'g>(platform: &Platform, graph: &'g ResourceGraph) -> impl Iterator<Item = &'g Resource> {
    let written = move |it: &&Resource| it.in_cluster() && (matches!(it.kind, ResourceKind::Helm(_)) || by_hand(platform, it));
    graph.resources().iter().filter(written)
}

/// Whether a pool's nodes have all labels of a selector.
pub(super) fn selects(platform: &Platform, pool: &Pool, labels: &Map) -> Has {
    let each = labels.iter().map(|entry| entry.value.as_text().map_or(Has::Unknown, |value| has(platform, pool, &entry.key, value)));
    each.fold(Has::Yes, |all, one| match (all, one) {
        (Has::No, _) | (_, Has::No) => Has::No,
        (Has::Unknown, _) | (_, Has::Unknown) => Has::Unknown,
        (Has::Yes, Has::Yes) => Has::Yes,
    })
}

fn has(platform: &Platform, pool: &Pool, key: &str, value: &str) -> Has {
    let known = |yes: bool| if yes { Has::Yes } else { Has::No };
    let label = pool.labels.iter().chain(pool.select.iter()).find(|(name, _)| name.as_str() == key);
    if let Some((_, set)) = label {
        return known(set.value == value);
    }
    let ours = pool.existing.is_none() && pool.node.is_none();
    match key {
        POOL_LABEL if ours => known(pool.name == value),
        "karpenter.sh/nodepool" if ours => known(platform.made_by_karpenter(pool) && pool.name == value),
        "node.kubernetes.io/instance-type" if ours => known(pool.machine.iter().any(|it| it.value == value)),
        "kubernetes.io/os" => known(value == "linux"),
        // A label that the spec sets on some pool is set by the spec alone.
        _ => {
            let elsewhere = platform.pools_of(pool.cluster.value).any(|it| it.labels.iter().any(|(name, _)| name.as_str() == key));
            if elsewhere && ours { Has::No } else { Has::Unknown }
        }
    }
}

/// The first taint of a pool that no toleration covers.
pub(super) fn untolerated(cx: &CheckCx<'_>, pool: &Pool, tolerations: &[&Map]) -> Option<pools::Taint> {
    let keeps_away = |it: &pools::Taint| it.effect != TaintEffect::PreferNoSchedule;
    pools::taints(cx.platform, cx.catalog, pool)
        .into_iter()
        .filter(keeps_away)
        .find(|taint| !tolerations.iter().any(|it| covers(it, taint)))
}

/// Kubernetes, "Taints and Tolerations": without a key, `Exists` tolerates everything.
fn covers(toleration: &Map, taint: &pools::Taint) -> bool {
    let text = |key: &str| toleration.get(key).and_then(Value::as_text);
    let exists = text("operator") == Some("Exists");
    let key = text("key").map_or(exists, |key| key == taint.key);
    let value = exists || text("value").unwrap_or_default() == taint.value;
    let effect = text("effect").is_none_or(|effect| effect == taint.effect.as_str());
    key && value && effect
}

/// The maps of a list.
pub(super) fn maps(value: Option<&Value>) -> Vec<&Map> {
    match value {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_map).collect(),
        _ => Vec::new(),
    }
}

/// A value in nested maps.
pub(super) fn at<'g>(map: &'g Map, path: &[&str]) -> Option<&'g Value> {
    let (first, rest) = path.split_first()?;
    let value = map.get(first)?;
    if rest.is_empty() { Some(value) } else { at(value.as_map()?, rest) }
}

/// All selectors of nodes in a manifest or in chart values, under either of the names that charts use.
pub(super) fn selectors<'g>(map: &'g Map, each: &mut impl FnMut(Selector<'g>)) {
    walk(map, false, 0, &mut |entry, offered| {
        if matches!(entry.key.as_str(), "nodeSelector" | "node_selector")
            && let Some(labels) = entry.value.as_map()
        {
            each(Selector { labels, entry, offered });
        }
    });
}

/// Calls `each` with every entry, and whether it is part of a list of profiles.
pub(super) fn walk<'g>(map: &'g Map, offered: bool, depth: usize, each: &mut impl FnMut(&'g Entry, bool)) {
    if depth > DEEPEST {
        return;
    }
    for entry in map {
        each(entry, offered);
        let offered = offered || entry.key.as_bytes().windows(PROFILE.len()).any(|it| it.eq_ignore_ascii_case(PROFILE));
        inner(&entry.value, offered, depth + 1, each);
    }
}

fn inner<'g>(value: &'g Value, offered: bool, depth: usize, each: &mut impl FnMut(&'g Entry, bool)) {
    match value {
        Value::Map(map) => walk(map, offered, depth, each),
        Value::List(items) if depth <= DEEPEST => items.iter().for_each(|item| inner(item, offered, depth + 1, each)),
        _ => {}
    }
}

impl CheckCx<'_> {
    /// Where an entry was written, else what its resource comes from.
    pub(super) fn entry_span(&self, entry: Option<&Entry>, resource: &Resource) -> Option<Span> {
        let own = entry.and_then(|it| it.note.as_ref()).and_then(|note| note.origin).and_then(|origin| self.span(origin));
        own.or_else(|| self.span(resource.origin))
    }
}

/// A selector in words: `pool=l40s, tier=gold`.
pub(super) fn shown(labels: &Map) -> String {
    let each = labels.iter().map(|it| format!("{}={}", it.key, it.value.as_text().unwrap_or("…")));
    each.collect::<Vec<_>>().join(", ")
}

/// The value that a label of ours would need: the pool that a selector names and that isn't there.
pub(super) fn named_pool(labels: &Map) -> Option<SmolStr> {
    labels.get(POOL_LABEL).and_then(Value::as_text).map(SmolStr::new)
}
