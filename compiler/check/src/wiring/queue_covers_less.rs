//! MLP1105: a ClusterQueue that doesn't cover what pods ask for, names a flavor without nodes, or is open to every namespace.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_analysis::capacity;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_model::{Cluster, Pool, Val};
use smol_str::SmolStr;

use crate::{CheckCx, place, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1105",
    name: "queue-covers-less",
    severity: Severity::Error,
    title: "queue that covers less than its jobs ask for",
    since: "0.1",
    explain: include_str!("queue_covers_less.md"),
};

/// Every pod asks for these: a namespace with a quota gives them to pods that name none.
const ALWAYS: [&str; 2] = ["cpu", "memory"];
/// The label by which a pool's nodes are found.
const POOL_LABEL: &str = "mlpc-pool";
/// The label that the cloud gives a node by its machine.
const MACHINE_LABEL: &str = "node.kubernetes.io/instance-type";

/// The objects of kueue on one cluster.
#[derive(Default)]
struct Objects<'a> {
    queues: Vec<&'a Resource>,
    flavors: BTreeMap<&'a str, &'a Resource>,
}

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    let mut clusters: BTreeMap<&SmolStr, Objects<'_>> = BTreeMap::new();
    for (_, resource) in graph.in_order() {
        let (ResourceKind::Object { api_version, kind }, Some(cluster)) = (&resource.kind, &resource.place.cluster) else { continue };
        if !api_version.starts_with("kueue.x-k8s.io/") {
            continue;
        }
        let objects = clusters.entry(cluster).or_default();
        match (kind.as_str(), name(resource)) {
            ("ClusterQueue", _) => objects.queues.push(resource),
            ("ResourceFlavor", Some(name)) => {
                objects.flavors.insert(name, resource);
            }
            _ => {}
        }
    }
    for (name, objects) in clusters {
        let Some(cluster) = cx.platform.clusters.iter().find(|cluster| cluster.name == *name) else { continue };
        let site = Site::new(cx, cluster, &objects);
        for queue in &objects.queues {
            uncovered(cx, &site, queue, out);
            flavors(cx, &site, &objects, queue, out);
            out.extend(open(cx, queue));
        }
    }
}

/// A cluster with its pools.
struct Site<'a> {
    cluster: &'a Cluster,
    pools: Vec<&'a Pool>,
    /// By flavor: the pools that it finds, each with the devices of its nodes.
    found: BTreeMap<&'a str, Vec<(&'a Pool, Vec<SmolStr>)>>,
    /// Whether kueue is told to pass over what a queue doesn't cover.
    ignores: bool,
}

impl<'a> Site<'a> {
    fn new(cx: &CheckCx<'a>, cluster: &'a Cluster, objects: &Objects<'a>) -> Self {
        let pools: Vec<&Pool> = cx.platform.pools_of(cluster.decl).collect();
        let with_devices = |pool: &'a Pool| {
            let cloud = cx.platform.target_of(pool.decl).map(|target| target.cloud.value);
            let node = cloud.and_then(|cloud| capacity::node(cx.catalog, cloud, pool));
            (pool, node.into_iter().flat_map(|node| node.devices).map(|(device, _)| device).collect())
        };
        let found = |flavor| pools_of(&pools, flavor).into_iter().map(with_devices).collect();
        let found = objects.flavors.iter().map(|(name, flavor)| (*name, found(flavor))).collect();
        Self { cluster, found, ignores: ignores_undeclared(cx, cluster), pools }
    }
}

fn ignores_undeclared(cx: &CheckCx<'_>, cluster: &Cluster) -> bool {
    cx.platform.components_of_kind(cluster.decl, "kueue").filter_map(|it| it.values.as_ref()).any(|values| {
        let mut found = false;
        values.walk(&mut |item| {
            found |= matches!(&item.val, Val::Text(text) if text.contains("IgnoreUndeclared") || text.contains("excludeResourcePrefixes"));
        });
        found
    })
}

fn name(resource: &Resource) -> Option<&str> {
    map(&resource.attrs, "metadata")?.get("name")?.as_text()
}

fn map<'a>(map: &'a Map, key: &str) -> Option<&'a Map> {
    map.get(key).and_then(Value::as_map)
}

fn list<'a>(map: &'a Map, key: &str) -> &'a [Value] {
    match map.get(key) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn groups(queue: &Resource) -> impl Iterator<Item = &Map> {
    map(&queue.attrs, "spec").into_iter().flat_map(|spec| list(spec, "resourceGroups")).filter_map(Value::as_map)
}

fn covered(queue: &Resource) -> BTreeSet<&str> {
    groups(queue).flat_map(|group| list(group, "coveredResources")).filter_map(Value::as_text).collect()
}

fn flavor_names(queue: &Resource) -> impl Iterator<Item = &str> {
    groups(queue).flat_map(|group| list(group, "flavors")).filter_map(|flavor| flavor.as_map()?.get("name")?.as_text())
}

/// The pools that a flavor's labels find: by the pool's own label all others are beside the point.
fn pools_of<'a>(pools: &[&'a Pool], flavor: &Resource) -> Vec<&'a Pool> {
    let labels = labels(flavor);
    pools.iter().copied().filter(|pool| labels.iter().all(|(key, value)| has_label(pool, key, value) == Some(true))).collect()
}

fn labels(flavor: &Resource) -> Vec<(&str, &str)> {
    let labels = map(&flavor.attrs, "spec").and_then(|spec| map(spec, "nodeLabels"));
    labels.into_iter().flat_map(Map::iter).filter_map(|entry| Some((entry.key.as_str(), entry.value.as_text()?))).collect()
}

/// Whether a pool's nodes carry a label; `None` where nobody says.
fn has_label(pool: &Pool, key: &str, value: &str) -> Option<bool> {
    if key == POOL_LABEL {
        return Some(pool.name == value);
    }
    if key == MACHINE_LABEL && !pool.machine.is_empty() {
        return Some(pool.machine.iter().any(|machine| machine.value == value));
    }
    let own = pool.labels.get(key).or_else(|| pool.select.get(key))?;
    Some(own.value == value)
}

fn uncovered(cx: &CheckCx<'_>, site: &Site<'_>, queue: &Resource, out: &mut Diagnostics) {
    if site.ignores {
        return;
    }
    let covered = covered(queue);
    let mut missing: BTreeSet<SmolStr> = ALWAYS.iter().filter(|it| !covered.contains(**it)).map(|it| SmolStr::new(*it)).collect();
    let mut because: Vec<&Pool> = Vec::new();
    for (pool, devices) in flavor_names(queue).filter_map(|name| site.found.get(name)).flatten() {
        let absent: Vec<SmolStr> = devices.iter().filter(|it| !covered.contains(it.as_str())).cloned().collect();
        if !absent.is_empty() {
            because.push(pool);
            missing.extend(absent);
        }
    }
    if missing.is_empty() {
        return;
    }
    let names: Vec<String> = missing.iter().map(|it| format!("`{it}`")).collect();
    let queue_name = name(queue).unwrap_or_default();
    let message = format!(
        "ClusterQueue `{queue_name}` of cluster `{}` doesn't cover {}, for which its jobs ask",
        site.cluster.name,
        words::list(&names)
    );
    let mut diagnostic = Diagnostic::new(&RULE, message).subject(queue.owner.clone());
    for span in place::sources(cx, queue) {
        let all: Vec<&str> = covered.iter().copied().collect();
        let label = if all.is_empty() { "covers nothing".to_owned() } else { format!("covers only {}", words::list(&all)) };
        diagnostic = diagnostic.label(span, label);
    }
    for pool in because {
        diagnostic = diagnostic.label_opt(cx.kind_and_name(pool.decl), "jobs here ask for its devices").subject(pool.address.clone());
    }
    out.push(
        diagnostic
            .note("kueue never admits a job that asks for a resource its queue doesn't cover")
            .help(format!("add {} to `coveredResources`, with a `nominalQuota` in every flavor", words::list(&names))),
    );
}

/// Flavors that no object defines, or whose labels no pool has.
fn flavors(cx: &CheckCx<'_>, site: &Site<'_>, objects: &Objects<'_>, queue: &Resource, out: &mut Diagnostics) {
    let queue_name = name(queue).unwrap_or_default();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for flavor in flavor_names(queue).filter(|it| seen.insert(it)) {
        let (message, label, help) = match objects.flavors.get(flavor) {
            None => (
                format!("ClusterQueue `{queue_name}` names flavor `{flavor}`, which cluster `{}` doesn't have", site.cluster.name),
                "no such flavor".to_owned(),
                match site.pools.iter().map(|pool| format!("`{}`", pool.name)).collect::<Vec<_>>() {
                    pools if pools.is_empty() => "declare a pool, or a ResourceFlavor of that name".to_owned(),
                    pools => format!("every pool is a flavor: {}; or declare a ResourceFlavor of that name", words::list(&pools)),
                },
            ),
            Some(object) => {
                let labels = labels(object);
                let known = |pool: &&&Pool| labels.iter().all(|(key, _)| has_label(pool, key, "").is_some());
                let told = !site.pools.is_empty() && site.pools.iter().filter(known).count() == site.pools.len();
                if !told || site.found.get(flavor).is_some_and(|pools| !pools.is_empty()) {
                    continue;
                }
                let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
                (
                    format!(
                        "flavor `{flavor}` of ClusterQueue `{queue_name}` has no nodes: no pool of cluster `{}` has {}",
                        site.cluster.name,
                        words::list(&labels)
                    ),
                    "finds no nodes".to_owned(),
                    "use labels that a pool's nodes have: `mlpc-pool`, its machine, or its own `labels`".to_owned(),
                )
            }
        };
        let mut diagnostic = Diagnostic::new(&RULE, message).help(help).subject(queue.owner.clone());
        let at = objects.flavors.get(flavor).copied().unwrap_or(queue);
        for span in place::sources(cx, at) {
            diagnostic = diagnostic.label(span, label.clone());
        }
        out.push(diagnostic);
    }
}

/// `namespaceSelector: {}` is everybody.
fn open(cx: &CheckCx<'_>, queue: &Resource) -> Option<Diagnostic> {
    let selector = map(&queue.attrs, "spec")?.get("namespaceSelector")?.as_map()?;
    if !selector.is_empty() {
        return None;
    }
    let queue_name = name(queue).unwrap_or_default();
    let mut diagnostic = Diagnostic::new(&RULE, format!("ClusterQueue `{queue_name}` takes jobs of every namespace"))
        .severity(Severity::Warning)
        .subject(queue.owner.clone());
    for span in place::sources(cx, queue) {
        diagnostic = diagnostic.label(span, "open to all");
    }
    Some(
        diagnostic.help(
            "name the namespaces that may use it: `namespaceSelector { matchLabels { \"kubernetes.io/metadata.name\" \"search\" } }`",
        ),
    )
}
