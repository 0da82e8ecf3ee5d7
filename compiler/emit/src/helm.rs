//! Helm: a values file for each release, and the list of releases.

use mlpc_graph::{HelmChart, Map, Resource, ResourceKind, Value};
use smol_str::format_smolstr;

use crate::cluster::Cluster;
use crate::hcl::heading;
use crate::yaml::{document, push_comment};
use crate::{EmitCx, Generator, Tree};

/// Writes the values and the releases of a cluster.
pub(crate) fn releases(cluster: &Cluster<'_>, cx: &EmitCx<'_>, tree: &mut Tree) {
    let mut list = Vec::with_capacity(cluster.releases.len());
    for (resource, wave) in &cluster.releases {
        let ResourceKind::Helm(chart) = &resource.kind else { continue };
        list.push(Value::Map(release(resource, chart, *wave)));
        let path = format_smolstr!("helm/{}/{}/values.yaml", cluster.name, chart.release);
        tree.add(path, Generator::Helm, values(resource, chart, cx));
    }
    if list.is_empty() {
        return;
    }
    let mut out = String::new();
    push_comment(&mut out, 0, "Made by mlpc; change the spec, not this file.");
    push_comment(&mut out, 0, "Releases of one wave need nothing of each other; a wave needs those before it.");
    out.push_str(&document(&Map::new().with_opt("context", cluster.context.as_ref()).with("releases", list)));
    tree.add(format_smolstr!("helm/{}/releases.yaml", cluster.name), Generator::Helm, out);
}

fn release(resource: &Resource, chart: &HelmChart, wave: usize) -> Map {
    Map::new()
        .with("name", &chart.release)
        .with_opt("namespace", resource.place.namespace.as_ref())
        .with("chart", &chart.chart)
        .with("version", &chart.version)
        .with("repository", &chart.repository)
        .with("wave", wave as i64)
        .with("values", format_smolstr!("{}/values.yaml", chart.release))
}

fn values(resource: &Resource, chart: &HelmChart, cx: &EmitCx<'_>) -> String {
    let mut out = String::new();
    let chart = resource.comment.clone().unwrap_or_else(|| format_smolstr!("chart {} {}", chart.chart, chart.version));
    let heading = heading(&resource.owner, cx);
    let line = format!("{heading}: {chart}. Made by mlpc; change the spec, not this file.");
    push_comment(&mut out, 0, &line);
    out.push_str(&document(&resource.attrs));
    out
}
