//! MLP1108: what users may choose and no pool or queue can ever serve.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{Entry, Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_model::{Cluster, Pool};
use rustc_hash::{FxHashMap, FxHashSet};

use super::selectors::{Has, Selector, by_hand, cluster_of, named_pool, selectors, selects, shown, walk, written};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1108",
    name: "offer-never-served",
    severity: Severity::Warning,
    title: "a choice that no pool or queue can serve",
    since: "0.1",
    explain: include_str!("offer_never_served.md"),
};

/// The label by which a job names its queue.
const QUEUE_LABEL: &str = "kueue.x-k8s.io/queue-name";

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    let mut queues: FxHashSet<(&str, &str)> = FxHashSet::default();
    for resource in graph.resources() {
        if matches!(&resource.kind, ResourceKind::Object { kind, .. } if kind == "LocalQueue") {
            let name = super::selectors::at(&resource.attrs, &["metadata", "name"]).and_then(Value::as_text);
            queues.extend(resource.place.cluster.as_deref().zip(name));
        }
    }
    let mut pools: FxHashMap<&str, Vec<&Pool>> = FxHashMap::default();
    for resource in written(cx.platform, graph) {
        let Some(cluster) = cluster_of(cx.platform, resource) else { continue };
        let pools = pools.entry(cluster.name.as_str()).or_insert_with(|| cx.platform.pools_of(cluster.decl).collect());
        selectors(&resource.attrs, &mut |selector| {
            let none = !pools.is_empty() && pools.iter().all(|pool| selects(cx.platform, pool, selector.labels) == Has::No);
            if none {
                out.push(unserved(cx, resource, cluster, &selector, pools));
            }
        });
        queue(cx, resource, cluster, &queues, out);
    }
}

fn unserved(cx: &CheckCx<'_>, resource: &Resource, cluster: &Cluster, selector: &Selector<'_>, pools: &[&Pool]) -> Diagnostic {
    let names: Vec<String> = pools.iter().map(|it| format!("`{}`", it.name)).collect();
    let wants = shown(selector.labels);
    let whose = if selector.offered { "a profile" } else { "pods" };
    let message = match named_pool(selector.labels) {
        Some(pool) if !pools.iter().any(|it| it.name == pool) => {
            format!("{whose} of `{}` can only run on pool `{pool}`, which cluster `{}` doesn't have", resource.owner, cluster.name)
        }
        _ => format!("{whose} of `{}` can run on no pool of cluster `{}`: no node has {wants}", resource.owner, cluster.name),
    };
    // One choice of several is dead; pods of their own kind are.
    let severity = if selector.offered { Severity::Warning } else { Severity::Error };
    Diagnostic::new(&RULE, message)
        .severity(severity)
        .label_opt(cx.entry_span(selector.labels.iter().next().or(Some(selector.entry)), resource), "no pool has such nodes")
        .help(format!("name one of the pools that are there: {}", words::list(&names)))
        .subject(resource.owner.clone())
}

/// Jobs of a queue that nobody makes. What components make for their users isn't known, so only objects are held to it.
fn queue(cx: &CheckCx<'_>, resource: &Resource, cluster: &Cluster, queues: &FxHashSet<(&str, &str)>, out: &mut Diagnostics) {
    if !by_hand(cx.platform, resource)
        || cluster.existing.is_some()
        || cx.platform.components_of_kind(cluster.decl, "kueue").next().is_none()
    {
        return;
    }
    let mut found: Vec<(&Entry, &str)> = Vec::new();
    walk(&resource.attrs, false, 0, &mut |entry, _| {
        if entry.key == QUEUE_LABEL
            && let Some(name) = entry.value.as_text()
        {
            found.push((entry, name));
        }
    });
    for (entry, name) in found {
        if queues.contains(&(cluster.name.as_str(), name)) || makes(&resource.attrs, name) {
            continue;
        }
        let message = format!("`{}` waits in queue `{name}`, which cluster `{}` doesn't have", resource.owner, cluster.name);
        let mut known: Vec<String> = queues.iter().filter(|(of, _)| *of == cluster.name).map(|(_, it)| format!("`{it}`")).collect();
        known.sort_unstable();
        known.dedup();
        let help = if known.is_empty() {
            "give the tenant a quota on a pool: its queue comes with it".to_owned()
        } else {
            format!("name a queue that is there: {}", words::list(&known))
        };
        let place = cx.entry_span(Some(entry), resource);
        out.push(Diagnostic::new(&RULE, message).label_opt(place, "no such queue").help(help).subject(resource.owner.clone()));
    }
}

/// Whether it is the queue itself.
fn makes(manifest: &Map, name: &str) -> bool {
    manifest.get("kind").and_then(Value::as_text) == Some("LocalQueue")
        && super::selectors::at(manifest, &["metadata", "name"]).and_then(Value::as_text) == Some(name)
}
