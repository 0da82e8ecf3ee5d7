//! Values known after apply that something in a cluster reads: secrets of the target's vault under names that are known before.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Published, Scope, parameter_name};
use mlpc_model::{DeclId, Platform};
use smol_str::format_smolstr;

use super::{bucket, cluster, identity, network, target};
use crate::tags::tags;

/// Publishes a value.
pub fn lower(cx: &mut Lowering<'_>, published: &Published) {
    let Some(scope) = Scope::new(cx.platform, published.decl) else { return };
    let Some(value) = attribute(cx.platform, published.decl, &published.attribute) else { return };
    let Some((vault, officer)) = target::secrets_vault(&scope) else { return };
    let attrs = Map::new()
        .with("name", parameter_name(cx.platform, published.decl, &published.attribute))
        .with("key_vault_id", Value::reference(&vault, "id"))
        .with("value", value)
        .with("content_type", "text/plain")
        .with("tags", tags(&scope));
    let part = format!("{}-{}", scope.decl.kind, published.attribute.replace(['.', '_', '[', ']'], "-"));
    let mut secret = scope.managed(cx, "azurerm_key_vault_secret", Some(&part), "hands a value to what runs in the cluster", attrs);
    secret.life.after.push((officer, None));
    cx.add(secret);
}

/// The attribute of a lowered resource that holds a value known after apply: `endpoint` of a cluster. `None` for what Azure doesn't know of it.
pub fn attribute(platform: &Platform, id: DeclId, attribute: &str) -> Option<Value> {
    let scope = Scope::new(platform, id)?;
    let of = |kind: &str, part: Option<&str>| {
        let kind = if scope.existing().is_some() { format_smolstr!("data.{kind}") } else { kind.into() };
        Some(Value::reference(&scope.address(&kind, part), "id"))
    };
    match (scope.decl.kind.as_str(), attribute) {
        ("resource", path) => {
            let kind = &platform.resource(id)?.resource_type.value;
            Some(Value::reference(&scope.address(kind, None), path))
        }
        ("cluster", "endpoint") => Some(Value::reference(&cluster::address(&scope), "fqdn")),
        ("cluster", "id") => Some(Value::reference(&cluster::address(&scope), "id")),
        ("network", "id") => Some(Value::reference(&network::address(&scope), "id")),
        ("bucket", "id") => Some(Value::reference(&bucket::container(&scope), "id")),
        ("key", "id") => Some(super::key::versionless(&scope)),
        ("registry", "id") => of("azurerm_container_registry", None),
        ("model-service" | "training" | "pipeline", "id") => Some(Value::reference(&identity::address(&scope, &scope.decl.kind), "id")),
        _ => None,
    }
}
