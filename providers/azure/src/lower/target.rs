//! `target`: its resource group, who runs Terraform, and the vault of its secrets.

use mlpc_graph::Map;
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::{DeclId, Platform};
use smol_str::SmolStr;

use crate::group::{CLIENT, GROUP};
use crate::tags::tags;
use crate::vault;

/// Azure resource naming rules, `resourceGroups`: 90 characters.
const NAME: usize = 90;
/// The vault's part in names.
const SECRETS: &str = "secrets";

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
        vault::make(cx, &scope, Some(SECRETS), secrets_name(&scope), "where secrets are put by hand, and read by clusters");
    }
}

/// What a target has because of what stands in it.
struct Needs {
    client: bool,
    secrets: bool,
}

impl Needs {
    fn of(platform: &Platform, target: DeclId) -> Self {
        let clusters = platform.clusters.iter().any(|it| it.target.value == target && it.existing.is_none());
        let keys = platform.keys.iter().any(|it| it.target.value == target && it.existing.is_none());
        let secrets = platform.secrets.iter().any(|it| it.target.value == target && it.existing.is_none());
        Self { client: clusters || keys || secrets, secrets }
    }
}

/// The name of the vault that holds a target's secrets: known before anything is made, as clusters must name it.
pub fn secrets_name(target: &Scope<'_>) -> SmolStr {
    vault::derived_name(target, None)
}
