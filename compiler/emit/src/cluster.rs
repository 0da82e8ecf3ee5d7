//! What is applied in a cluster: which file an object is printed in, and in which wave files and releases are applied.

use std::collections::BTreeMap;

use mlpc_graph::{Resource, ResourceGraph, ResourceId, ResourceKind};
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::order::{Rank, sorted};
use crate::{Cloud, TargetCx};

/// What is applied in one cluster.
pub(crate) struct Cluster<'a> {
    pub name: SmolStr,
    /// The context of kubeconfig that reaches it, where the spec names one.
    pub context: Option<SmolStr>,
    /// Manifest files by path below the cluster's folder.
    pub files: BTreeMap<SmolStr, ManifestFile<'a>>,
    /// Helm releases with their wave.
    pub releases: Vec<(&'a Resource, usize)>,
}

/// A manifest file: the objects of one declaration in one namespace.
pub(crate) struct ManifestFile<'a> {
    pub owner: SmolStr,
    pub objects: Vec<&'a Resource>,
    /// Files and releases of equal waves don't need each other.
    pub wave: usize,
}

/// A step of applying a cluster: a manifest file or a release.
struct Step {
    /// The file's path; `None` for a release.
    file: Option<SmolStr>,
    members: Vec<ResourceId>,
}

/// The steps of a cluster, and which of them a resource is part of.
#[derive(Default)]
struct Steps<'a> {
    all: Vec<Step>,
    of: FxHashMap<ResourceId, usize>,
    /// The objects that make namespaces, by name.
    namespaces: FxHashMap<&'a str, ResourceId>,
}

/// The clusters with their files and releases in waves.
pub(crate) fn clusters<'a>(graph: &'a ResourceGraph, targets: &[TargetCx]) -> Vec<Cluster<'a>> {
    let mut members: BTreeMap<SmolStr, Vec<ResourceId>> = BTreeMap::new();
    for (id, resource) in graph.resources().iter_enumerated() {
        if resource.in_cluster() {
            members.entry(resource.place.cluster.clone().unwrap_or_default()).or_default().push(id);
        }
    }
    members.into_iter().map(|(name, ids)| cluster(graph, name, context(graph, targets, &ids), &ids)).collect()
}

/// A target that is a cluster names the context that reaches it.
fn context(graph: &ResourceGraph, targets: &[TargetCx], ids: &[ResourceId]) -> Option<SmolStr> {
    let target = &graph.resources().get(*ids.first()?)?.place.target;
    targets.iter().find(|it| it.name == *target && it.cloud == Cloud::Kubernetes).map(|it| it.account.clone())
}

fn cluster<'a>(graph: &'a ResourceGraph, name: SmolStr, context: Option<SmolStr>, ids: &[ResourceId]) -> Cluster<'a> {
    let steps = steps(graph, ids);
    let waves = waves(graph, &steps);
    let mut cluster = Cluster { name, context, files: BTreeMap::new(), releases: Vec::new() };
    for (Step { file, members }, wave) in steps.all.into_iter().zip(waves) {
        let resources = |ids: Vec<ResourceId>| ids.into_iter().filter_map(|id| graph.resources().get(id));
        if let Some(path) = file {
            let objects: Vec<_> = resources(sorted(graph, &members, Rank::of_object)).collect();
            let owner = objects.first().map(|it| it.owner.clone()).unwrap_or_default();
            cluster.files.insert(path, ManifestFile { owner, objects, wave });
        } else {
            cluster.releases.extend(resources(members).map(|it| (it, wave)));
        }
    }
    cluster.releases.sort_by(|a, b| (a.1, &a.0.address).cmp(&(b.1, &b.0.address)));
    cluster
}

fn steps<'a>(graph: &'a ResourceGraph, ids: &[ResourceId]) -> Steps<'a> {
    let homes = homes(graph, ids);
    let mut steps = Steps::default();
    let mut by_path: FxHashMap<SmolStr, usize> = FxHashMap::default();
    // Most objects share their file with others of their declaration: its path is written out once.
    let mut by_owner: FxHashMap<(&str, Option<&str>), usize> = FxHashMap::default();
    for id in ids {
        let Some(resource) = graph.resources().get(*id) else { continue };
        let mut new = |file: Option<SmolStr>| {
            steps.all.push(Step { file, members: Vec::new() });
            steps.all.len() - 1
        };
        let at = if let ResourceKind::Object { kind, .. } = &resource.kind {
            let own = own_namespace(resource);
            if kind == "Namespace" {
                steps.namespaces.extend(object_name(resource).map(|name| (name, *id)));
            }
            let mut file = |path: SmolStr| *by_path.entry(path.clone()).or_insert_with(|| new(Some(path)));
            if kind == "StorageClass" {
                // Releases need it for their volumes, while the rest of its declaration needs releases.
                file(format_smolstr!("{}_storage.yaml", path(resource, own, &homes).trim_end_matches(".yaml")))
            } else {
                *by_owner.entry((resource.owner.as_str(), own)).or_insert_with(|| file(path(resource, own, &homes)))
            }
        } else {
            new(None)
        };
        steps.of.insert(*id, at);
        if let Some(step) = steps.all.get_mut(at) {
            step.members.push(*id);
        }
    }
    steps
}

/// The wave of each step: one after the latest that it needs. Files that need each other share a wave.
fn waves(graph: &ResourceGraph, steps: &Steps<'_>) -> Vec<usize> {
    let mut net = petgraph::graph::DiGraph::<(), ()>::with_capacity(steps.all.len(), 2 * steps.all.len());
    for _ in &steps.all {
        net.add_node(());
    }
    for (at, step) in steps.all.iter().enumerate() {
        for id in &step.members {
            let own_namespace = graph.resources().get(*id).and_then(|it| steps.namespaces.get(it.place.namespace.as_deref()?));
            for need in graph.needs(*id).iter().chain(own_namespace).filter_map(|need| steps.of.get(need)) {
                if *need != at {
                    net.update_edge(NodeIndex::new(at), NodeIndex::new(*need), ());
                }
            }
        }
    }
    let mut waves = vec![1; steps.all.len()];
    // Tarjan's order: a component comes after all that it points to, which is what it needs.
    for component in petgraph::algo::tarjan_scc(&net) {
        let needs = component.iter().flat_map(|node| net.neighbors(*node)).filter(|to| !component.contains(to));
        let wave = needs.filter_map(|to| waves.get(to.index()).copied()).max().map_or(1, |wave: usize| wave + 1);
        for node in &component {
            if let Some(it) = waves.get_mut(node.index()) {
                *it = wave;
            }
        }
    }
    waves
}

/// The folder of each declaration's cluster-wide objects: the first of its namespaces.
fn homes<'a>(graph: &'a ResourceGraph, ids: &[ResourceId]) -> FxHashMap<&'a str, &'a str> {
    let mut homes: FxHashMap<&str, &str> = FxHashMap::default();
    for resource in ids.iter().filter_map(|id| graph.resources().get(*id)) {
        if let Some(namespace) = own_namespace(resource) {
            homes.entry(&resource.owner).and_modify(|it| *it = (*it).min(namespace)).or_insert(namespace);
        }
    }
    homes
}

fn own_namespace(resource: &Resource) -> Option<&str> {
    let named = || if resource.address.kind() == "Namespace" { object_name(resource) } else { None };
    resource.place.namespace.as_deref().or_else(named)
}

/// `metadata.name` of an object.
pub(crate) fn object_name(resource: &Resource) -> Option<&str> {
    resource.attrs.get("metadata").and_then(|it| it.as_map()).and_then(|it| it.get("name")).and_then(|it| it.as_text())
}

/// The file of an object below its cluster's folder: NAMESPACE/DECLARATION.yaml. In its own tenant's namespace the tenant isn't named again.
/// Names of the spec hold no `_`, so neither folders nor files clash.
fn path(resource: &Resource, own_namespace: Option<&str>, homes: &FxHashMap<&str, &str>) -> SmolStr {
    let folder = own_namespace.or_else(|| homes.get(resource.owner.as_str()).copied()).unwrap_or("_cluster");
    let (kind, name) = resource.owner.split_once('.').unwrap_or((&resource.owner, ""));
    let (tenant, name) = match name.split_once('/') {
        _ if kind == "tenant" => (name, ""),
        Some((tenant, name)) => (tenant, name),
        None => ("", name),
    };
    let tenant = if tenant == folder { "" } else { tenant };
    let joined = if tenant.is_empty() || name.is_empty() { "" } else { "_" };
    let dash = if tenant.is_empty() && name.is_empty() { "" } else { "-" };
    format_smolstr!("{folder}/{kind}{dash}{tenant}{joined}{name}.yaml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_graph::{Address, Map};
    use mlpc_source::{Idx, OriginId};

    #[test]
    fn files_name_the_tenant_only_elsewhere() {
        let file = |owner: &str, namespace: Option<&str>| {
            let origin = OriginId::new(Idx::from_usize(0), 0);
            let mut resource = Resource::managed(Address::new("Role", "x"), Map::new(), owner, origin);
            resource.place.namespace = namespace.map(SmolStr::from);
            path(&resource, namespace, &FxHashMap::from_iter([("slo.ads/home", "ads")]))
        };
        assert_eq!(file("tenant.search", Some("search")), "search/tenant.yaml");
        assert_eq!(file("tenant.search", Some("monitoring")), "monitoring/tenant-search.yaml");
        assert_eq!(file("training.search/tune", Some("search")), "search/training-tune.yaml");
        assert_eq!(file("training.search/tune", Some("keda")), "keda/training-search_tune.yaml");
        assert_eq!(file("slo.ads/home", None), "ads/slo-home.yaml");
        assert_eq!(file("cpu-pool.cpu", None), "_cluster/cpu-pool-cpu.yaml");
        assert_eq!(file("platform", None), "_cluster/platform.yaml");
    }
}
