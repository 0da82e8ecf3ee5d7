//! The resource group that all of a target stands in, and names of what stands in others.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, codes};
use smol_str::{SmolStr, format_smolstr};

/// The resource type of a target's group.
pub(crate) const GROUP: &str = "azurerm_resource_group";
/// Who runs Terraform: data that a target has once.
pub(crate) const CLIENT: &str = "azurerm_client_config";

/// The group of a declaration's target.
pub(crate) fn address(scope: &Scope<'_>) -> Address {
    Address::new(GROUP, target(scope))
}

fn target<'s>(scope: &Scope<'s>) -> &'s str {
    scope.target.map_or("", |it| it.name.as_str())
}

/// What nearly all resources begin with: name, group, location.
pub(crate) fn named(scope: &Scope<'_>, name: impl Into<SmolStr>) -> Map {
    let group = address(scope);
    Map::new()
        .with("name", name.into())
        .with("resource_group_name", Value::reference(&group, "name"))
        .with("location", Value::reference(&group, "location"))
}

/// A value of who runs Terraform: `tenant_id`, `object_id`.
pub(crate) fn client(scope: &Scope<'_>, path: &str) -> Value {
    Value::reference(&Address::new(&format_smolstr!("data.{CLIENT}"), target(scope)), path)
}

/// What finds something that is there by `existing="group/name"`: the name first. Without a group it is MLP0805, as nothing in Azure is found by a
/// name alone.
pub(crate) fn existing(cx: &mut Lowering<'_>, scope: &Scope<'_>) -> Option<(SmolStr, SmolStr)> {
    let written = scope.existing()?;
    if let Some((group, name)) = written.split_once('/') {
        return Some((name.into(), group.into()));
    }
    let span = scope.decl.fields.get("existing").and_then(|it| cx.origins.span(it.origin)).unwrap_or(scope.decl.head);
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, format!("`{written}` names no resource of Azure: its resource group is missing"))
            .label(span, "a name alone")
            .help(format!("write the group before it: `existing=\"GROUP/{written}\"`"))
            .subject(scope.decl.address.clone()),
    );
    None
}

/// Reads what is there already, by its group and name.
pub(crate) fn read(cx: &mut Lowering<'_>, scope: &Scope<'_>, kind: &str) {
    if let Some((name, group)) = existing(cx, scope) {
        scope.read(cx, kind, None, Map::new().with("name", name).with("resource_group_name", group));
    }
}
