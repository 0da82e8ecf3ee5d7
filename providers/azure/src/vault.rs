//! Key vaults: of a cluster or `key`, and the one in which a target keeps secrets and what clusters must know after apply.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope};
use smol_str::{SmolStr, format_smolstr};

use crate::group::{client, named};
use crate::roles::{Assignment, assign_to_client};
use crate::tags::tags;

/// The resource type.
pub(crate) const VAULT: &str = "azurerm_key_vault";
/// The resource type of keys.
pub(crate) const KEY: &str = "azurerm_key_vault_key";

/// Azure resource naming rules: 24 characters, unique in all of Azure.
const LENGTH: usize = 24;

/// Azure resource naming rules, `vaults`.
pub(crate) const NAME: NameRule = NameRule {
    what: "a key vault",
    who: "Azure",
    limit: LENGTH,
    charset: "letters, digits and `-`",
    allows: |ch| ch.is_ascii_alphanumeric() || ch == '-',
};

/// Makes a vault `NAME[__part]` whose keys may encrypt disks: what was deleted can't be purged, or what is encrypted would be lost with it.
pub(crate) fn make(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: Option<&str>, name: SmolStr, reason: &'static str) -> Address {
    let attrs = named(scope, name)
        .with("tenant_id", client(scope, "tenant_id"))
        .with("sku_name", "standard")
        .with("rbac_authorization_enabled", true)
        .with("purge_protection_enabled", true)
        .with("tags", tags(scope));
    scope.make(cx, VAULT, part, reason, attrs);
    scope.address(VAULT, part)
}

/// Lets whoever runs Terraform manage what is in a vault: the rights on the subscription reach no further than the vault itself.
pub(crate) fn let_manage(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, vault: &Address, role: &str) -> Address {
    let asked = Assignment { part, on: Value::reference(vault, "id"), role, to: client(scope, "object_id"), condition: None };
    assign_to_client(cx, scope, "who runs Terraform may fill the vault", asked)
}

/// Makes an RSA key `NAME__part` in a vault; `rotate` is a duration of ISO 8601. It waits until it may be made.
pub(crate) fn key(
    cx: &mut Lowering<'_>,
    scope: &Scope<'_>,
    part: &str,
    attrs: Map,
    vault: &Address,
    allowed: Address,
) -> mlpc_graph::Resource {
    let attrs = attrs
        .with("key_vault_id", Value::reference(vault, "id"))
        .with("key_type", "RSA")
        .with("key_size", 3072)
        .with("key_opts", Value::texts(["decrypt", "encrypt", "sign", "unwrapKey", "verify", "wrapKey"]))
        .with("tags", tags(scope));
    let mut key = scope.managed(cx, KEY, Some(part), "the key itself", attrs);
    key.life.after.push((allowed, None));
    key
}

/// A rotation policy: a new version so many days after the last.
pub(crate) fn rotation(days: i64) -> Value {
    let automatic = Map::new().with("time_after_creation", format_smolstr!("P{days}D"));
    Value::block(Map::new().with("automatic", Value::block(automatic)))
}
