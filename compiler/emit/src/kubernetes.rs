//! Manifests by cluster and namespace, one file a declaration, and the order in which to apply them.

use std::collections::BTreeMap;

use mlpc_graph::{Map, Resource, Value, references};
use smol_str::{SmolStr, format_smolstr};

use crate::cluster::{Cluster, ManifestFile};
use crate::hcl::heading;
use crate::yaml::{Printer, document, push_comment};
use crate::{EmitCx, Generator, Tree};

/// Writes the manifests of a cluster and its `order.yaml`.
pub(crate) fn manifests(cluster: &Cluster<'_>, cx: &EmitCx<'_>, tree: &mut Tree) {
    let mut text = String::new();
    let mut deferred = Vec::new();
    let mut printer = Printer::default();
    for (path, file) in &cluster.files {
        text.clear();
        push_manifest(&mut text, &mut printer, file, cx);
        // A copy, as the text's own room grows by doubling and there are thousands of files.
        tree.add(format_smolstr!("kubernetes/{}/{path}", cluster.name), Generator::Kubernetes, text.as_str().to_owned());
        deferred.extend(file.objects.iter().filter_map(|object| to_fill_in(path, object)));
    }
    if !cluster.files.is_empty() {
        tree.add(format_smolstr!("kubernetes/{}/order.yaml", cluster.name), Generator::Kubernetes, order(cluster, deferred));
    }
}

fn push_manifest<'a>(out: &mut String, printer: &mut Printer<'a>, file: &ManifestFile<'a>, cx: &EmitCx<'_>) {
    push_comment(out, 0, &format!("{}. Made by mlpc; change the spec, not this file.", heading(&file.owner, cx)));
    for (at, object) in file.objects.iter().enumerate() {
        if at > 0 {
            out.push_str("---\n");
        }
        if let Some(comment) = &object.comment {
            push_comment(out, 0, comment);
        }
        printer.push_document(out, &object.attrs);
    }
}

/// Steps that need each other's results, in order; what stands in one step may be applied together. `deferred` is what only an apply knows.
fn order(cluster: &Cluster<'_>, deferred: Vec<Value>) -> String {
    let mut waves: BTreeMap<usize, (Vec<Value>, Vec<Value>)> = BTreeMap::new();
    for (path, file) in &cluster.files {
        waves.entry(file.wave).or_default().0.push(Value::from(path));
    }
    for (release, wave) in &cluster.releases {
        waves.entry(*wave).or_default().1.push(Value::Text(release_name(release)));
    }
    let steps = waves.into_values().map(|(files, releases)| {
        let present = |items: Vec<Value>| (!items.is_empty()).then_some(items);
        Value::Map(Map::new().with_opt("releases", present(releases)).with_opt("manifests", present(files)))
    });
    let mut out = String::new();
    push_comment(&mut out, 0, "Made by mlpc; change the spec, not this file.");
    push_comment(&mut out, 0, "A step needs the steps before it. Releases are those of ../../helm; manifests are paths below this folder.");
    let mut map = Map::new().with_opt("context", cluster.context.as_ref()).with("steps", steps.collect::<Vec<_>>());
    if !deferred.is_empty() {
        map = map.with("fill-in", deferred).comment("Known only after Terraform's apply; `mlpc apply` fills them in itself.");
    }
    out.push_str(&document(&map));
    out
}

/// What in a manifest only an apply knows: the file, the object, the expressions.
fn to_fill_in(path: &str, object: &Resource) -> Option<Value> {
    let mut values = Vec::new();
    references(&object.attrs, &mut |reference| values.push(Value::Text(format_smolstr!("{reference}"))));
    (!values.is_empty())
        .then(|| Value::Map(Map::new().with("manifest", path).with("object", object.address.as_str()).with("values", values)))
}

/// The name of a release in its namespace.
pub(crate) fn release_name(release: &Resource) -> SmolStr {
    match &release.kind {
        mlpc_graph::ResourceKind::Helm(chart) => chart.release.clone(),
        _ => release.address.name().into(),
    }
}
