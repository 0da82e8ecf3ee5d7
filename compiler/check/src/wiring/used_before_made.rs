//! MLP1106: an object written by hand uses a secret, config map, storage class or type that nothing makes.

use mlpc_components::Components;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{Entry, Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_model::{Cloud, Cluster, Platform};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

use super::selectors::{at, by_hand, cluster_of, walk};
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1106",
    name: "used-before-made",
    severity: Severity::Error,
    title: "used, and made by nothing",
    since: "0.1",
    explain: include_str!("used_before_made.md"),
};

/// What a manifest names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Thing {
    Secret,
    ConfigMap,
    StorageClass,
}

impl Thing {
    const fn noun(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::ConfigMap => "config map",
            Self::StorageClass => "storage class",
        }
    }
}

/// What is made in clusters: by cluster, namespace (empty for a class), name.
#[derive(Default)]
struct Made<'g> {
    things: FxHashSet<(Thing, &'g str, &'g str, &'g str)>,
    /// Namespaces in which charts may make more.
    releases: FxHashSet<(&'g str, &'g str)>,
    /// Clusters with a chart that isn't a component: it may bring any type.
    charts: FxHashSet<&'g str>,
    /// Groups of types that objects define.
    groups: FxHashSet<(&'g str, &'g str)>,
}

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    // Generated objects name what is generated beside them; only what people wrote is looked at.
    let mut objects =
        graph.resources().iter().filter(|it| matches!(it.kind, ResourceKind::Object { .. }) && by_hand(cx.platform, it)).peekable();
    if objects.peek().is_none() {
        return;
    }
    let made = made(cx.platform, graph);
    let components = Components::embedded();
    for resource in objects {
        let Some(cluster) = cluster_of(cx.platform, resource).filter(|it| it.existing.is_none()) else { continue };
        // What others put into a cluster that exists isn't known.
        if cx.platform.target(cluster.target.value).is_none_or(|it| it.cloud.value == Cloud::Kubernetes) {
            continue;
        }
        uses(cx, resource, cluster, &made, out);
        group(cx, resource, cluster, &made, &components, out);
    }
}

fn made<'g>(platform: &Platform, graph: &'g ResourceGraph) -> Made<'g> {
    let mut made = Made::default();
    for resource in graph.resources().iter().filter(|it| it.in_cluster()) {
        let cluster = resource.place.cluster.as_deref().unwrap_or_default();
        let text = |path: &[&str]| at(&resource.attrs, path).and_then(Value::as_text);
        let namespace = text(&["metadata", "namespace"]).or(resource.place.namespace.as_deref()).unwrap_or("default");
        let name = text(&["metadata", "name"]).unwrap_or_default();
        let ResourceKind::Object { kind, .. } = &resource.kind else {
            made.releases.insert((cluster, resource.place.namespace.as_deref().unwrap_or_default()));
            if by_hand(platform, resource) {
                made.charts.insert(cluster);
            }
            continue;
        };
        match kind.as_str() {
            "Secret" => made.things.insert((Thing::Secret, cluster, namespace, name)),
            "ExternalSecret" => made.things.insert((Thing::Secret, cluster, namespace, text(&["spec", "target", "name"]).unwrap_or(name))),
            "Certificate" => made.things.insert((Thing::Secret, cluster, namespace, text(&["spec", "secretName"]).unwrap_or(name))),
            "ConfigMap" => made.things.insert((Thing::ConfigMap, cluster, namespace, name)),
            "StorageClass" => made.things.insert((Thing::StorageClass, cluster, "", name)),
            "CustomResourceDefinition" => made.groups.insert((cluster, text(&["spec", "group"]).unwrap_or_default())),
            _ => false,
        };
    }
    made
}

/// Names that every cluster has: of Kubernetes itself, and of EKS.
fn always_there(thing: Thing, name: &str) -> bool {
    match thing {
        Thing::ConfigMap => name == "kube-root-ca.crt",
        Thing::StorageClass => name == "gp2" || name.is_empty(),
        Thing::Secret => false,
    }
}

fn uses(cx: &CheckCx<'_>, resource: &Resource, cluster: &Cluster, made: &Made<'_>, out: &mut Diagnostics) {
    let namespace = at(&resource.attrs, &["metadata", "namespace"]).and_then(Value::as_text).unwrap_or("default");
    let mut named: Vec<(Thing, &Entry, &str)> = Vec::new();
    walk(&resource.attrs, false, 0, &mut |entry, _| named.extend(names(entry)));
    let mut said: FxHashSet<(Thing, &str)> = FxHashSet::default();
    for (thing, entry, name) in named {
        let space = if thing == Thing::StorageClass { "" } else { namespace };
        let unknown = thing != Thing::StorageClass && made.releases.contains(&(cluster.name.as_str(), namespace));
        let known = made.things.contains(&(thing, cluster.name.as_str(), space, name));
        if known || unknown || always_there(thing, name) || !said.insert((thing, name)) {
            continue;
        }
        let within = if thing == Thing::StorageClass { String::new() } else { format!(" in namespace `{namespace}`") };
        let message = format!("`{}` uses {} `{name}`{within}, which nothing makes", resource.owner, thing.noun());
        let mut near: Vec<SmolStr> = made
            .things
            .iter()
            .filter(|(of, at, ns, _)| *of == thing && *at == cluster.name && *ns == space)
            .map(|(.., it)| format_smolstr!("`{it}`"))
            .collect();
        near.sort_unstable();
        let help = match (thing, near.is_empty()) {
            (_, false) => format!("name one that is there: {}", crate::words::list(&near)),
            (Thing::Secret, true) => "declare it as `secret` and use it in `env`, or write its object beside this one".to_owned(),
            (Thing::ConfigMap | Thing::StorageClass, true) => "write its object beside this one".to_owned(),
        };
        let place = cx.entry_span(Some(entry), resource);
        out.push(
            Diagnostic::new(&RULE, message)
                .label_opt(place, format!("no such {}", thing.noun()))
                .help(help)
                .subject(resource.owner.clone()),
        );
    }
}

/// What an entry of a manifest names: `secretKeyRef`, `configMapRef`, a volume's `secret`, `storageClassName` …
fn names(entry: &Entry) -> Option<(Thing, &Entry, &str)> {
    if entry.key == "storageClassName" {
        return Some((Thing::StorageClass, entry, entry.value.as_text()?));
    }
    let (thing, key) = match entry.key.as_str() {
        "secretRef" | "secretKeyRef" => (Thing::Secret, "name"),
        "secret" => (Thing::Secret, "secretName"),
        "configMapRef" | "configMapKeyRef" | "configMap" => (Thing::ConfigMap, "name"),
        _ => return None,
    };
    let map: &Map = entry.value.as_map()?;
    if map.get("optional") == Some(&Value::Bool(true)) {
        return None;
    }
    let name = map.entry(key)?;
    Some((thing, name, name.value.as_text()?))
}

/// Groups of Kubernetes itself.
fn built_in(group: &str) -> bool {
    !group.contains('.') || group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io") && !group.ends_with("-sigs.k8s.io")
}

/// An object of a type that nothing on its cluster brings.
fn group(cx: &CheckCx<'_>, resource: &Resource, cluster: &Cluster, made: &Made<'_>, components: &Components, out: &mut Diagnostics) {
    let ResourceKind::Object { api_version, kind } = &resource.kind else { return };
    let Some((group, _)) = api_version.split_once('/') else { return };
    if built_in(group) || made.charts.contains(cluster.name.as_str()) || made.groups.contains(&(cluster.name.as_str(), group)) {
        return;
    }
    // A component that isn't of the standard library may bring it; one of it is there, or comes by itself.
    let Some(brings) = components.of_group(group) else { return };
    let release = |it: &Resource| it.owner.split_once('.').is_some_and(|(of, _)| of == brings.name);
    let declared = cx.platform.components_of_kind(cluster.decl, &brings.name).next().is_some();
    if declared || release(resource) {
        return;
    }
    let message = format!("`{}` is a {kind} of {group}, and nothing on cluster `{}` brings that type", resource.owner, cluster.name);
    let place = cx.entry_span(resource.attrs.entry("apiVersion"), resource);
    out.push(
        Diagnostic::new(&RULE, message)
            .label_opt(place, "unknown to the cluster")
            .help(format!("install what brings it: `{} cluster=\"{}\"`", brings.name, cluster.name))
            .subject(resource.owner.clone()),
    );
}
