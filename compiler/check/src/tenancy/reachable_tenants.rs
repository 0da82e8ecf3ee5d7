//! MLP0313: pods of one tenant could reach those of another on the network.

use std::collections::BTreeMap;

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_model::Tenant;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::strict;
use crate::{CheckCx, place};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0313",
    name: "reachable-tenants",
    severity: Severity::Error,
    title: "tenants that reach each other on the network",
    since: "0.1",
    explain: include_str!("reachable_tenants.md"),
};

/// A tenant's namespace on a cluster, with the policies in it.
#[derive(Default)]
struct Namespace<'a> {
    object: Option<&'a Resource>,
    policies: Vec<&'a Resource>,
}

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for (cluster, namespaces) in by_cluster(graph) {
        let tenants: Vec<(&SmolStr, &Namespace<'_>, &Tenant)> = namespaces
            .iter()
            .filter_map(|(name, namespace)| {
                let id = cx.platform.decl_by_address(&namespace.object?.owner)?;
                Some((name, namespace, cx.platform.tenant(id)?))
            })
            .collect();
        // Nobody else is there to reach.
        if tenants.len() < 2 {
            continue;
        }
        let names: FxHashSet<&str> = tenants.iter().map(|(name, ..)| name.as_str()).collect();
        for (name, namespace, tenant) in &tenants {
            let is_other = |namespace: &str| namespace != name.as_str() && names.contains(namespace);
            if let Some(open) = namespace.policies.iter().find(|policy| is_open(policy, &is_other, cx)) {
                out.push(opened(cx, cluster, name, tenant, open));
            } else if !namespace.policies.iter().any(|policy| denies_all(policy)) {
                out.push(without(cx, cluster, name, tenant, namespace));
            }
        }
    }
}

type Namespaces<'a> = BTreeMap<SmolStr, Namespace<'a>>;

fn by_cluster(graph: &ResourceGraph) -> BTreeMap<&SmolStr, Namespaces<'_>> {
    let mut clusters: BTreeMap<&SmolStr, Namespaces<'_>> = BTreeMap::new();
    for (_, resource) in graph.in_order() {
        let (ResourceKind::Object { kind, .. }, Some(cluster)) = (&resource.kind, &resource.place.cluster) else { continue };
        match kind.as_str() {
            "Namespace" => {
                let name = map(&resource.attrs, "metadata").and_then(|it| it.get("name")).and_then(Value::as_text);
                if let Some(name) = name {
                    clusters.entry(cluster).or_default().entry(name.into()).or_default().object = Some(resource);
                }
            }
            "NetworkPolicy" => {
                if let Some(namespace) = &resource.place.namespace {
                    clusters.entry(cluster).or_default().entry(namespace.clone()).or_default().policies.push(resource);
                }
            }
            _ => {}
        }
    }
    clusters
}

fn map<'a>(map: &'a Map, key: &str) -> Option<&'a Map> {
    map.get(key).and_then(Value::as_map)
}

fn list<'a>(map: &'a Map, key: &str) -> Option<&'a [Value]> {
    match map.get(key)? {
        Value::List(items) => Some(items),
        _ => None,
    }
}

/// Whether a policy applies to all pods, to what comes in, and lets nothing in.
fn denies_all(policy: &Resource) -> bool {
    let Some(spec) = map(&policy.attrs, "spec") else { return false };
    let all_pods = map(spec, "podSelector").is_none_or(Map::is_empty);
    let ingress = list(spec, "policyTypes").is_none_or(|types| types.iter().any(|it| it.as_text() == Some("Ingress")));
    all_pods && ingress && list(spec, "ingress").is_none_or(<[Value]>::is_empty)
}

/// Whether a policy lets in everybody, or, written by hand, one of these namespaces.
fn is_open(policy: &Resource, is_other: &dyn Fn(&str) -> bool, cx: &CheckCx<'_>) -> bool {
    let Some(rules) = map(&policy.attrs, "spec").and_then(|spec| list(spec, "ingress")) else { return false };
    let by_hand = place::is_raw(cx, policy);
    rules.iter().filter_map(Value::as_map).any(|rule| match list(rule, "from") {
        None => true,
        Some(peers) => peers.is_empty() || peers.iter().filter_map(Value::as_map).any(|peer| opens(peer, is_other, by_hand)),
    })
}

fn opens(peer: &Map, is_other: &dyn Fn(&str) -> bool, by_hand: bool) -> bool {
    let Some(selector) = map(peer, "namespaceSelector") else { return false };
    let name = map(selector, "matchLabels").and_then(|labels| labels.get("kubernetes.io/metadata.name")).and_then(Value::as_text);
    selector.is_empty() || (by_hand && name.is_some_and(is_other))
}

fn severity(tenant: &Tenant) -> (Severity, Option<String>) {
    match strict::reason(tenant) {
        Some(reason) => (Severity::Error, Some(reason)),
        None => (Severity::Warning, None),
    }
}

fn opened(cx: &CheckCx<'_>, cluster: &str, namespace: &str, tenant: &Tenant, policy: &Resource) -> Diagnostic {
    let (severity, reason) = severity(tenant);
    let message =
        format!("`{}` lets other tenants into namespace `{namespace}` of tenant `{}` on cluster `{cluster}`", policy.address, tenant.name);
    let mut diagnostic = Diagnostic::new(&RULE, message).severity(severity);
    for span in place::sources(cx, policy) {
        diagnostic = diagnostic.label(span, "lets them in");
    }
    finish(cx, diagnostic, tenant, reason).subject(policy.owner.clone()).help(
        "name whom it lets in; to let one tenant call one service, its owner writes a grant: `grant \"SERVICE\" to=\"TENANT\" access=\"call\" until=\"…\"`",
    )
}

fn without(cx: &CheckCx<'_>, cluster: &str, namespace: &str, tenant: &Tenant, found: &Namespace<'_>) -> Diagnostic {
    let (severity, reason) = severity(tenant);
    let message = format!("nothing keeps other tenants out of namespace `{namespace}` of tenant `{}` on cluster `{cluster}`", tenant.name);
    let mut diagnostic = Diagnostic::new(&RULE, message).severity(severity);
    let changed: Vec<_> = found.policies.iter().flat_map(|policy| place::patches(cx, policy)).collect();
    for span in changed {
        diagnostic = diagnostic.label(span, "changes a policy of this namespace");
    }
    finish(cx, diagnostic, tenant, reason).help("keep the policy `default-deny` as it is: all pods, what comes in, no exceptions")
}

fn finish(cx: &CheckCx<'_>, diagnostic: Diagnostic, tenant: &Tenant, reason: Option<String>) -> Diagnostic {
    let label = reason.map_or_else(|| "its pods could be reached".to_owned(), |reason| format!("its pods could be reached; {reason}"));
    diagnostic.label_opt(cx.kind_and_name(tenant.decl), label).subject(tenant.address.clone())
}
