//! `target`: its resource group, who runs Terraform, and the vault of its secrets.

use mlpc_graph::{Address, Map};
use mlpc_lowering::{Lowering, Scope, aks};
use mlpc_model::{DeclId, Platform, Val};

use crate::group::{CLIENT, GROUP};
use crate::tags::tags;
use crate::vault;

/// Azure resource naming rules, `resourceGroups`: 90 characters.
const NAME: usize = 90;
/// The vault's part in names.
const SECRETS: &str = "secrets";
/// The part of the assignment that lets Terraform fill the vault.
const OFFICER: &str = "secrets-officer";

/// Lowers a target: all else stands in its group.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(scope) = Scope::new(cx.platform, id) else { return };
    let mut attrs = Map::new().with("name", scope.derived_name(None, NAME));
    if let Some(region) = scope.target.and_then(|it| it.region.as_ref()) {
        attrs = attrs.with("location", &region.value).from_field(region.origin);
    }
    scope.make(cx, GROUP, None, "the group that all of it stands in", attrs.with("tags", tags(&scope)));
    let needs = Needs::of(cx.platform, id);
    if needs.client {
        scope.read(cx, CLIENT, None, Map::new());
    }
    if needs.secrets {
        let name = aks::vault_name(&scope, None);
        let vault = vault::make(cx, &scope, Some(SECRETS), name, "where secrets are put by hand, and read by clusters");
        vault::let_manage(cx, &scope, OFFICER, &vault, "Key Vault Secrets Officer");
    }
}

/// What a target has because of what stands in it.
struct Needs {
    client: bool,
    secrets: bool,
}

impl Needs {
    fn of(platform: &Platform, target: DeclId) -> Self {
        let here = |id: DeclId| platform.target_of(id).is_some_and(|it| it.decl == target);
        let late = |item: &mlpc_model::Item| matches!(item.val, Val::Secret(_) | Val::Deferred(_) | Val::Template(_));
        let reads = platform.workloads().any(|it| it.shared().env.iter().any(|(_, item)| late(item)) && here(it.decl()));
        let clusters = platform.clusters.iter().any(|it| it.target.value == target && it.existing.is_none());
        let keys = platform.keys.iter().any(|it| it.target.value == target && it.existing.is_none());
        let secrets = reads || platform.secrets.iter().any(|it| it.target.value == target && it.existing.is_none());
        Self { client: clusters || keys || secrets, secrets }
    }
}

/// The vault that holds a target's secrets, and what lets Terraform fill it.
pub(super) fn secrets_vault(of: &Scope<'_>) -> Option<(Address, Address)> {
    let target = Scope::new(of.platform, of.target?.decl)?;
    Some((target.address(vault::VAULT, Some(SECRETS)), target.address(crate::roles::ASSIGNMENT, Some(OFFICER))))
}
