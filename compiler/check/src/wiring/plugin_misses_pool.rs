//! MLP1102: device plugins that don't reach a pool, or of which several do.

use mlpc_analysis::capacity::{EFA, GPU};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{Entry, Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_lower::pools;
use mlpc_model::{Cluster, InterconnectType, Pool};
use mlpc_source::Idx as _;
use rustc_hash::FxHashMap;

use super::selectors::{Has, at, cluster_of, maps, selects, shown, untolerated};
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1102",
    name: "plugin-misses-pool",
    severity: Severity::Error,
    title: "a device plugin that doesn't reach a pool",
    since: "0.1",
    explain: include_str!("plugin_misses_pool.md"),
};

/// A device plugin on a cluster.
struct Plugin<'g> {
    resource: &'g Resource,
    /// What it offers.
    device: &'static str,
    selector: Option<(&'g Entry, &'g Map)>,
    /// What its pods tolerate; `None` where its chart decides.
    tolerations: Option<Vec<&'g Map>>,
}

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    let mut by_cluster: FxHashMap<usize, (&Cluster, Vec<Plugin<'_>>)> = FxHashMap::default();
    for resource in graph.resources().iter().filter(|it| it.in_cluster()) {
        let Some(plugin) = plugin(resource) else { continue };
        let Some(cluster) = cluster_of(cx.platform, resource) else { continue };
        by_cluster.entry(cluster.decl.to_usize()).or_insert_with(|| (cluster, Vec::new())).1.push(plugin);
    }
    for cluster in &cx.platform.clusters {
        let Some((_, plugins)) = by_cluster.get(&cluster.decl.to_usize()) else { continue };
        for pool in cx.platform.pools_of(cluster.decl) {
            for device in [GPU, EFA] {
                let of: Vec<&Plugin<'_>> = plugins.iter().filter(|it| it.device == device).collect();
                if !of.is_empty() && wants(cx, pool, device) {
                    pool_reached(cx, pool, device, &of, out);
                }
            }
        }
    }
}

/// Whether a pool has nodes with this device.
fn wants(cx: &CheckCx<'_>, pool: &Pool, device: &str) -> bool {
    if device == EFA {
        return pools::fabric(cx.platform, cx.catalog, pool) == InterconnectType::Efa;
    }
    pools::device(cx.platform, cx.catalog, pool).is_some_and(|it| it == device)
}

fn plugin(resource: &Resource) -> Option<Plugin<'_>> {
    let attrs = &resource.attrs;
    match &resource.kind {
        ResourceKind::Helm(chart) => {
            let (device, within): (_, &[&str]) = match chart.chart.as_str() {
                "gpu-operator" => (GPU, &["daemonsets"]),
                "nvidia-device-plugin" => (GPU, &[]),
                "aws-efa-k8s-device-plugin" => (EFA, &[]),
                _ => return None,
            };
            if at(attrs, &["devicePlugin", "enabled"]) == Some(&Value::Bool(false)) {
                return None;
            }
            let values = if within.is_empty() { Some(attrs) } else { at(attrs, within).and_then(Value::as_map) };
            let tolerations = values.and_then(|it| it.get("tolerations")).map(|it| maps(Some(it)));
            Some(Plugin { resource, device, selector: values.and_then(selector), tolerations })
        }
        ResourceKind::Object { kind, .. } if kind == "DaemonSet" => {
            let pods = at(attrs, &["spec", "template", "spec"])?.as_map()?;
            let containers = maps(pods.get("containers"));
            let images: Vec<&str> = containers.into_iter().filter_map(|it| it.get("image")?.as_text()).collect();
            let offers = |word: &str| images.iter().any(|image| image.contains(word));
            let device = if offers("aws-efa-k8s-device-plugin") {
                EFA
            } else if offers("k8s-device-plugin") {
                GPU
            } else {
                return None;
            };
            Some(Plugin { resource, device, selector: selector(pods), tolerations: Some(maps(pods.get("tolerations"))) })
        }
        _ => None,
    }
}

fn selector(pods: &Map) -> Option<(&Entry, &Map)> {
    let entry = pods.entry("nodeSelector")?;
    Some((entry, entry.value.as_map()?))
}

/// Why a plugin doesn't reach a pool.
enum Miss<'g> {
    Selector(&'g Entry, &'g Map),
    Taint(pools::Taint),
}

fn miss<'g>(cx: &CheckCx<'_>, pool: &Pool, plugin: &Plugin<'g>) -> Option<Miss<'g>> {
    if let Some((entry, labels)) = plugin.selector
        && selects(cx.platform, pool, labels) == Has::No
    {
        return Some(Miss::Selector(entry, labels));
    }
    // The charts' own tolerations are of the device that they offer.
    let default = Map::new().with("key", plugin.device).with("operator", "Exists");
    let untolerated = match &plugin.tolerations {
        Some(tolerations) => untolerated(cx, pool, tolerations),
        None if plugin.device == GPU => untolerated(cx, pool, &[&default]),
        None => None,
    };
    untolerated.map(Miss::Taint)
}

fn pool_reached(cx: &CheckCx<'_>, pool: &Pool, device: &str, plugins: &[&Plugin<'_>], out: &mut Diagnostics) {
    let missed: Vec<_> = plugins.iter().filter_map(|it| Some((*it, miss(cx, pool, it)?))).collect();
    if missed.len() == plugins.len() {
        if let Some((plugin, why)) = missed.into_iter().next() {
            out.push(misses(cx, pool, device, plugin, &why));
        }
        return;
    }
    let sure = |it: &&&Plugin<'_>| {
        let selected = it.selector.is_none_or(|(_, labels)| selects(cx.platform, pool, labels) == Has::Yes);
        selected && miss(cx, pool, it).is_none()
    };
    let reaching: Vec<&&Plugin<'_>> = plugins.iter().filter(sure).collect();
    if let [one, other, ..] = reaching.as_slice() {
        out.push(several(cx, pool, device, one, other));
    }
}

fn misses(cx: &CheckCx<'_>, pool: &Pool, device: &str, plugin: &Plugin<'_>, why: &Miss<'_>) -> Diagnostic {
    let owner = &plugin.resource.owner;
    let (reason, label, place, help) = match why {
        Miss::Selector(entry, labels) => {
            let wants = shown(labels);
            let place = cx.entry_span(labels.iter().next().or(Some(*entry)), plugin.resource);
            let help = format!("leave the selector out, or give pool `{}` the label: `labels {}`", pool.name, written_labels(labels));
            (format!("selects nodes with {wants}"), "no node of that pool has it".to_owned(), place, help)
        }
        Miss::Taint(taint) => {
            let place = cx.entry_span(None, plugin.resource);
            let help = format!("let it tolerate the taint: `key \"{}\"`, `operator \"Exists\"`", taint.key);
            (format!("doesn't tolerate the taint `{}`", taint.key), "kept away by the pool's taint".to_owned(), place, help)
        }
    };
    Diagnostic::new(&RULE, format!("no device plugin reaches pool `{}`, so nothing offers `{device}` there: `{owner}` {reason}", pool.name))
        .label_opt(place, label)
        .label_opt(cx.kind_and_name(pool.decl), format!("has {device}"))
        .help(help)
        .subject(owner.clone())
        .subject(pool.address.clone())
}

fn written_labels(labels: &Map) -> String {
    let each = labels.iter().map(|it| format!("\"{}\"=\"{}\"", it.key, it.value.as_text().unwrap_or_default()));
    each.collect::<Vec<_>>().join(" ")
}

fn several(cx: &CheckCx<'_>, pool: &Pool, device: &str, one: &Plugin<'_>, other: &Plugin<'_>) -> Diagnostic {
    let message = format!(
        "two device plugins offer `{device}` on pool `{}`: those of `{}` and `{}`",
        pool.name, one.resource.owner, other.resource.owner
    );
    // What somebody wrote is marked rather than what came by itself.
    let (first, second) = if super::selectors::by_hand(cx.platform, one.resource) { (one, other) } else { (other, one) };
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(first.resource.origin), "one plugin")
        .label_opt(cx.span(second.resource.origin), "the other")
        .help("keep one: each registers the same devices, and the kubelet takes whichever came last")
        .help("`gpu-stack \"none\"` of the cluster leaves the operator out")
        .subject(first.resource.owner.clone())
        .subject(pool.address.clone())
}
