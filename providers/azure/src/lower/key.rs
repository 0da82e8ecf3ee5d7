//! `key`: a key vault of its own with one key that rotates.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, whole_days};
use mlpc_model::DeclId;
use smol_str::{SmolStr, format_smolstr};

use crate::group;
use crate::names::check_characters;
use crate::roles::{Assignment, assign};
use crate::vault::{self, KEY, VAULT};

/// The least days between two rotations (Azure Key Vault, "Configure cryptographic key auto-rotation").
const LEAST_ROTATION: i64 = 7;
/// The part of addresses.
const PART: &str = "key";

/// Lowers a key.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.key(id)) else { return };
    if scope.existing().is_some() {
        read(cx, &scope);
        return;
    }
    let name = scope.chosen_name().cloned().unwrap_or_else(|| scope.joined("", None).replace('-', "").into());
    check_characters(cx, &scope, &vault::NAME, &name);
    let vault = vault::make(cx, &scope, Some(PART), name, "the vault that holds it");
    let allowed = vault::let_manage(cx, &scope, "key-officer", &vault, "Key Vault Crypto Officer");
    let attrs = Map::new().with("name", &scope.decl.name);
    let mut key = vault::key(cx, &scope, PART, attrs, &vault, allowed);
    let rotation = vault::rotation(whole_days(spec.rotate.value).max(LEAST_ROTATION));
    key.attrs = key.attrs.with("rotation_policy", rotation).from_field(spec.rotate.origin);
    key.life.protect = spec.protect.value;
    cx.add(key);
}

/// `existing="group/vault/key"`, or `group/vault` with the declaration's name for the key's.
fn read(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let Some((vault, group)) = group::existing(cx, scope) else { return };
    let (vault, key) = vault.split_once('/').unwrap_or((&vault, &scope.decl.name));
    scope.read(cx, VAULT, Some(PART), Map::new().with("name", vault).with("resource_group_name", group));
    let vault = Value::reference(&scope.address(&data(VAULT), Some(PART)), "id");
    scope.read(cx, KEY, Some(PART), Map::new().with("name", key).with("key_vault_id", vault));
}

fn data(kind: &str) -> SmolStr {
    format_smolstr!("data.{kind}")
}

fn address(key: &Scope<'_>, kind: &str) -> Address {
    key.address(&if key.existing().is_some() { data(kind) } else { kind.into() }, Some(PART))
}

/// The id of a key in its present version.
pub(crate) fn id(key: &Scope<'_>) -> Value {
    Value::reference(&address(key, KEY), "id")
}

/// The id of a key that names no version, so that what is encrypted follows its rotation.
pub(crate) fn versionless(key: &Scope<'_>) -> Value {
    Value::reference(&address(key, KEY), "versionless_id")
}

/// Lets an identity encrypt with a declared key.
pub(crate) fn let_use(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, key: &Scope<'_>, identity: &Address) -> Address {
    let vault = Value::reference(&address(key, VAULT), "id");
    let role = "Key Vault Crypto Service Encryption User";
    let asked = Assignment { part, on: vault, role, to: Value::reference(identity, "principal_id"), condition: None };
    assign(cx, scope, "lets it use the key", asked)
}
