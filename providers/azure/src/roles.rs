//! Role assignments: who may do what on which resource.

use mlpc_graph::{Address, Map, Resource, Value};
use mlpc_lowering::{Lowering, Scope};

/// The resource type.
pub(crate) const ASSIGNMENT: &str = "azurerm_role_assignment";

/// An assignment of a built-in role to an identity that this Terraform makes.
pub(crate) struct Assignment<'r> {
    /// What tells it from the declaration's other assignments.
    pub(crate) part: &'r str,
    /// On what.
    pub(crate) on: Value,
    /// The built-in role.
    pub(crate) role: &'r str,
    /// The principal's object id.
    pub(crate) to: Value,
    /// A condition of attributes, in the language of Azure.
    pub(crate) condition: Option<String>,
}

/// Makes an assignment `NAME__part`.
pub(crate) fn assign(cx: &mut Lowering<'_>, scope: &Scope<'_>, reason: &'static str, asked: Assignment<'_>) -> Address {
    let resource = assignment(cx, scope, reason, asked, true);
    let address = resource.address.clone();
    cx.add(resource);
    address
}

/// Makes an assignment to whoever runs Terraform: a person or a program.
pub(crate) fn assign_to_client(cx: &mut Lowering<'_>, scope: &Scope<'_>, reason: &'static str, asked: Assignment<'_>) -> Address {
    let resource = assignment(cx, scope, reason, asked, false);
    let address = resource.address.clone();
    cx.add(resource);
    address
}

fn assignment(cx: &mut Lowering<'_>, scope: &Scope<'_>, reason: &'static str, asked: Assignment<'_>, identity: bool) -> Resource {
    let mut attrs = Map::new().with("scope", asked.on).with("role_definition_name", asked.role).with("principal_id", asked.to);
    if identity {
        // Azure then needn't look for an identity that its directory has only just been told of.
        attrs.push("principal_type", "ServicePrincipal");
    }
    if let Some(condition) = asked.condition {
        attrs.push("condition_version", "2.0");
        attrs.push("condition", condition);
    }
    scope.managed(cx, ASSIGNMENT, Some(asked.part), reason, attrs)
}
