//! What objects in a cluster of AKS and its parts in Azure must agree on: the identities of pods, and the vault that secrets are read from.

use mlpc_graph::{Address, Map, Value};
use mlpc_model::{Cloud, DeclId, Platform};
use smol_str::{SmolStr, format_smolstr};

use crate::{Scope, account_hash, shorten, workload_uses};

/// The resource type of identities.
pub const IDENTITY: &str = "azurerm_user_assigned_identity";
/// The label of pods that act by an identity (Azure Workload Identity, "Service Account Labels and Annotations").
pub const USE: (&str, &str) = ("azure.workload.identity/use", "true");
/// The component that reads the vault, and the part of its identity.
pub const READER: &str = "external-secrets";
/// The service account as which it reads: the chart's own has no annotation that only an apply knows.
pub const READER_ACCOUNT: &str = "mlpc-secrets";

/// Azure resource naming rules, `vaults`: 24 characters.
const VAULT_NAME: usize = 24;
/// Azure resource naming rules, `vaults/secrets`: 127 characters.
const SECRET_NAME: usize = 127;

/// The identity of a workload's pods; `None` where they use nothing of Azure.
pub fn identity_of_workload(platform: &Platform, id: DeclId) -> Option<Address> {
    let scope = Scope::new(platform, id).filter(|it| it.cloud() == Some(Cloud::Azure))?;
    let uses = workload_uses(platform, platform.workload(id)?);
    (!uses.is_empty()).then(|| scope.address(IDENTITY, Some(&scope.decl.kind)))
}

/// The annotations by which a service account is an identity: known once that is made.
pub fn annotations(identity: &Address) -> Map {
    Map::new()
        .with("azure.workload.identity/client-id", Value::reference(identity, "client_id"))
        .with("azure.workload.identity/tenant-id", Value::reference(identity, "tenant_id"))
}

/// A vault's name that nobody types, unique in all of Azure by the subscription's hash.
pub fn vault_name(scope: &Scope<'_>, part: Option<&str>) -> SmolStr {
    shorten(&format_smolstr!("{}-{}", scope.joined("-", part), account_hash(scope.account())), VAULT_NAME)
}

/// The name under which a value known after apply is kept in the vault.
pub(crate) fn published_name(platform: &Platform, address: &str, attribute: &str) -> SmolStr {
    let name = format_smolstr!("{}-{address}-{attribute}", platform.name);
    shorten(&name.replace(|ch: char| !ch.is_ascii_alphanumeric(), "-"), SECRET_NAME)
}
