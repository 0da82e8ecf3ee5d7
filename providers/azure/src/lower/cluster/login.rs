//! Who logs in to a cluster: people of Entra, or of an issuer of one's own.

use mlpc_graph::{Map, Part, Reference, Value};
use mlpc_lowering::{AKS_PREFIX, Lowering, Scope};
use mlpc_model::LoginProvider;

use super::PART;
use crate::group;

/// The version of the API whose authenticators these are: a preview of AKS. Terraform's provider has no resource for them.
const API: &str = "2025-10-02-preview";

/// Whether people log in by Entra.
pub(super) fn by_entra(cx: &Lowering<'_>, scope: &Scope<'_>) -> bool {
    let provider = cx.platform.login(scope.id).map_or(LoginProvider::Cloud, |it| it.provider.value);
    matches!(provider, LoginProvider::Cloud | LoginProvider::Entra)
}

/// Makes the authenticator of an issuer (AKS, "external identity providers"): what its tokens say of people begins with a word that AKS demands.
pub(super) fn lower(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let Some(login) = cx.platform.login(scope.id).filter(|it| it.provider.value == LoginProvider::Oidc) else { return };
    let (Some(issuer), Some(client)) = (&login.issuer, &login.client_id) else { return };
    let groups = format!("dyn(claims['{}']).map(group, '{AKS_PREFIX}' + group)", login.groups_claim.value);
    let mappings = Map::new()
        .with("username", Map::new().with("expression", format!("'{AKS_PREFIX}' + claims.email")))
        .with("groups", Map::new().with("expression", groups));
    let verified = Map::new().with("expression", "claims.email_verified").with("message", "the address must be verified");
    let properties = Map::new()
        .with("issuer", Map::new().with("url", &issuer.value).with("audiences", Value::texts([client.value.clone()])))
        .with("claimMappings", mappings)
        .with("claimValidationRules", vec![Value::Map(verified)]);
    let name = Reference { to: super::address(scope), path: mlpc_graph::AttrPath::parse("name") };
    let authenticator = Map::new()
        .with("type", "Microsoft.ContainerService/managedClusters/jwtAuthenticators")
        .with("apiVersion", API)
        .with("name", Value::Template(vec![Part::Ref(name), Part::Text("/oidc".into())]))
        .with("properties", properties);
    let template = Map::new()
        .with("$schema", "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#")
        .with("contentVersion", "1.0.0.0")
        .with("resources", vec![Value::Map(authenticator)]);
    let attrs = Map::new()
        .with("name", scope.derived_name(Some("login"), 64))
        .with("resource_group_name", Value::reference(&group::address(scope), "name"))
        .with("deployment_mode", "Incremental")
        .with("template_content", Value::Json(Box::new(Value::Map(template))));
    let mut deployment = scope.managed(cx, "azurerm_resource_group_template_deployment", Some(PART), "how people log in", attrs);
    deployment.comment = Some("A preview of AKS: the subscription must have the feature JWTAuthenticatorPreview registered.".into());
    cx.add(deployment);
}
