//! `registry`: a container registry, without its admin account; the clusters of its target may pull.

use mlpc_graph::{Address, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, container_registry_name};
use mlpc_model::DeclId;
use smol_str::format_smolstr;

use super::cluster;
use crate::group::{named, read};
use crate::names::check_characters;
use crate::roles::{Assignment, assign};
use crate::tags::tags;

/// The resource type.
const REGISTRY: &str = "azurerm_container_registry";

/// Azure resource naming rules, `registries`.
const NAME: NameRule = NameRule {
    what: "a container registry",
    who: "Azure",
    limit: 50,
    charset: "letters and digits",
    allows: |ch| ch.is_ascii_alphanumeric(),
};

/// Lowers a registry.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.registry(id)) else { return };
    if scope.existing().is_some() {
        read(cx, &scope, REGISTRY);
    } else {
        let name = container_registry_name(&scope);
        check_characters(cx, &scope, &NAME, &name);
        let zones = !cx.catalog.zones("azure", scope.region()).is_empty();
        let attrs = named(&scope, name)
            .with("sku", "Premium")
            .with("admin_enabled", false)
            .with("anonymous_pull_enabled", false)
            .with("zone_redundancy_enabled", zones)
            .with("tags", tags(&scope));
        let mut registry = scope.managed(cx, REGISTRY, None, "the registry itself", attrs);
        registry.life.protect = spec.protect.value;
        cx.add(registry);
    }
    pulls(cx, &scope, &address(&scope));
}

fn address(registry: &Scope<'_>) -> Address {
    if registry.existing().is_some() {
        registry.address(&format_smolstr!("data.{REGISTRY}"), None)
    } else {
        registry.address(REGISTRY, None)
    }
}

/// Nodes pull images as the identity that AKS makes for them.
fn pulls(cx: &mut Lowering<'_>, scope: &Scope<'_>, registry: &Address) {
    let Some(target) = scope.target else { return };
    let platform = cx.platform;
    for cluster in platform.clusters_of(target.decl).filter(|it| it.existing.is_none()) {
        let Some(of) = Scope::new(platform, cluster.decl) else { continue };
        let part = format_smolstr!("pull-{}", cluster.name);
        let to = Value::reference(&cluster::address(&of), "kubelet_identity[0].object_id");
        let asked = Assignment { part: &part, on: Value::reference(registry, "id"), role: "AcrPull", to, condition: None };
        assign(cx, scope, "a cluster's nodes may pull", asked);
    }
}
