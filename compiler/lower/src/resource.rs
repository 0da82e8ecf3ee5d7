//! `resource`: any resource of a provider, and objects and releases in the vocabulary of Terraform's Kubernetes providers.

use mlpc_diag::Diagnostic;
use mlpc_graph::{HelmChart, Map, Placement, Resource as Lowered, ResourceKind, ResourceName, Value};
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{Cloud, DeclId, Resource};
use smol_str::SmolStr;

use crate::LowerCx;
use crate::tree::TreeReader;

/// Lowers a raw resource.
pub(crate) fn lower(lowering: &mut Lowering<'_>, cx: &LowerCx<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(lowering.platform, id), lowering.platform.resource(id)) else { return };
    match spec.resource_type.value.as_str() {
        "kubernetes_manifest" => manifest(lowering, &scope, spec),
        "helm_release" => release(lowering, &scope, spec),
        kind => provider_resource(lowering, cx, &scope, spec, kind),
    }
}

fn provider_resource(lowering: &mut Lowering<'_>, cx: &LowerCx<'_>, scope: &Scope<'_>, spec: &Resource, kind: &str) {
    let schema = cx.schemas.resource(kind);
    if schema.is_none() && cx.schemas.provider_of(kind).is_some() {
        let provider = cx.schemas.provider_of(kind).map_or("", |it| it.source);
        lowering.out.push(
            Diagnostic::new(&codes::UNKNOWN_ATTRIBUTE, format!("provider {provider} has no resource type `{kind}`"))
                .label(scope.decl.head, "unknown to the provider")
                .help("see the provider's documentation for its types")
                .subject(scope.decl.address.clone()),
        );
        return;
    }
    let entries = spec.attributes.as_ref().map_or(&[][..], |it| it.entries());
    let mut reader = TreeReader { cx: lowering, decl: scope.id, kind: kind.into(), whole: true };
    let mut attrs = reader.block(entries, schema.map(|it| &it.block), "");
    let taggable = schema.and_then(|it| it.block.attribute("tags")).is_some_and(|it| it.optional);
    if let Some(tags) = scope.tags(None).filter(|_| taggable && scope.cloud() == Some(Cloud::Aws)) {
        let mut all = tags;
        if let Some(Value::Map(written)) = attrs.remove("tags") {
            written.into_iter().for_each(|entry| all.set(entry.key, entry.value));
        }
        attrs.set("tags", all);
    }
    let mut resource = scope.managed(lowering, kind, None, "written as a resource", attrs);
    resource.life.protect = spec.protect.value;
    lowering.add(resource);
}

fn in_cluster(lowering: &mut Lowering<'_>, scope: &Scope<'_>, kind: &str) -> Option<Lowered> {
    let cluster = lowering.platform.cluster_of(scope.id)?;
    let mut resource = scope.managed(lowering, kind, None, "written as a resource", Map::new());
    let tenant = scope.tenant.map(|it| it.name.as_str());
    resource.address = ResourceName { cluster: Some(&cluster.name), tenant, name: Some(&scope.decl.name), part: None }.address(kind);
    resource.place = Placement { cluster: Some(cluster.name.clone()), ..scope.place() };
    Some(resource)
}

fn text_at(value: Option<&Value>, key: &str) -> Option<SmolStr> {
    value?.as_map()?.get(key)?.as_text().map(SmolStr::new)
}

/// `kubernetes_manifest`: its attribute `manifest` is the object.
fn manifest(lowering: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Resource) {
    let Some(mut resource) = in_cluster(lowering, scope, "kubernetes_manifest") else { return };
    let attrs = untyped(lowering, scope, spec);
    let object = attrs.get("manifest");
    let (Some(api_version), Some(kind)) = (text_at(object, "apiVersion"), text_at(object, "kind")) else {
        return missing(lowering, scope, "`manifest` with `apiVersion` and `kind`");
    };
    resource.place.namespace = text_at(object.and_then(Value::as_map).and_then(|it| it.get("metadata")), "namespace");
    resource.kind = ResourceKind::Object { api_version, kind };
    resource.attrs = object.and_then(Value::as_map).cloned().unwrap_or_default();
    lowering.add(resource);
}

/// `helm_release`: its attribute `values` is the tree of values.
fn release(lowering: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Resource) {
    let Some(mut resource) = in_cluster(lowering, scope, "helm_release") else { return };
    let attrs = Value::Map(untyped(lowering, scope, spec));
    let text = |key| text_at(Some(&attrs), key);
    let (Some(chart), Some(version), Some(repository)) = (text("chart"), text("version"), text("repository")) else {
        return missing(lowering, scope, "`repository`, `chart` and `version`");
    };
    let release = text("name").unwrap_or_else(|| scope.decl.name.clone());
    resource.place.namespace = Some(text("namespace").unwrap_or_else(|| SmolStr::new_static("default")));
    resource.kind = ResourceKind::Helm(Box::new(HelmChart { release, chart, version, repository }));
    resource.attrs = attrs.as_map().and_then(|it| it.get("values")).and_then(Value::as_map).cloned().unwrap_or_default();
    lowering.add(resource);
}

fn untyped(lowering: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Resource) -> Map {
    let entries = spec.attributes.as_ref().map_or(&[][..], |it| it.entries());
    TreeReader { cx: lowering, decl: scope.id, kind: spec.resource_type.value.clone(), whole: false }.block(entries, None, "")
}

fn missing(lowering: &mut Lowering<'_>, scope: &Scope<'_>, what: &str) {
    lowering.out.push(
        Diagnostic::new(&codes::UNKNOWN_ATTRIBUTE, format!("`{}` needs {what}", scope.decl.address))
            .label(scope.decl.head, "incomplete")
            .help(format!("write {what} among its children"))
            .subject(scope.decl.address.clone()),
    );
}
