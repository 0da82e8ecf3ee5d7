//! What encrypts a cluster's secrets and disks: its own key in its own vault, or one of the spec.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, aks};
use mlpc_model::Cluster;

use super::PART;
use crate::group::named;
use crate::lower::key;
use crate::roles::{Assignment, assign};
use crate::tags::tags;
use crate::vault;

/// The resource type of what makes disks be encrypted.
const DISKS: &str = "azurerm_disk_encryption_set";
/// Azure resource naming rules, `diskEncryptionSets`: 80 characters.
const NAME: usize = 80;
/// Days between two versions of a cluster's own key.
const ROTATION: i64 = 365;

/// What a cluster names of its encryption.
pub(super) struct Encrypted {
    /// The id of what encrypts disks.
    pub(super) disks: Value,
    /// The block that encrypts secrets.
    pub(super) secrets: Map,
    /// What must be allowed before the cluster is made.
    pub(super) allowed: Vec<Address>,
}

/// Makes the key, unless the spec names one, and what uses it.
pub(super) fn lower(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster, identity: &Address) -> Encrypted {
    let mut allowed = Vec::new();
    let declared = spec.key.and_then(|key| Scope::new(cx.platform, key.value));
    let (id, versionless) = match declared {
        Some(key) => {
            allowed.push(key::let_use(cx, scope, "key", &key, identity));
            (key::id(&key), key::versionless(&key))
        }
        None => {
            let name = aks::vault_name(scope, Some("key"));
            let vault = vault::make(cx, scope, Some(PART), name, "the vault of its own key");
            let officer = vault::let_manage(cx, scope, "key-officer", &vault, "Key Vault Crypto Officer");
            let attrs = Map::new().with("name", "cluster");
            let mut key = vault::key(cx, scope, PART, attrs, &vault, officer);
            key.attrs.push("rotation_policy", vault::rotation(ROTATION));
            let address = key.address.clone();
            cx.add(key);
            let role = "Key Vault Crypto Service Encryption User";
            let to = Value::reference(identity, "principal_id");
            let asked = Assignment { part: "key", on: Value::reference(&vault, "id"), role, to, condition: None };
            allowed.push(assign(cx, scope, "lets it use the key", asked));
            (Value::reference(&address, "id"), Value::reference(&address, "versionless_id"))
        }
    };
    let user = Map::new().with("type", "UserAssigned").with("identity_ids", vec![Value::reference(identity, "id")]);
    let attrs = named(scope, scope.derived_name(Some("disks"), NAME))
        .with("key_vault_key_id", versionless)
        .with("auto_key_rotation_enabled", true)
        .with("tags", tags(scope))
        .with("identity", Value::block(user));
    let mut set = scope.managed(cx, DISKS, None, "encrypts disks of nodes and volumes", attrs);
    set.life.after.extend(allowed.iter().map(|it| (it.clone(), None)));
    let disks = Value::reference(&set.address, "id");
    cx.add(set);
    let to = Value::reference(identity, "principal_id");
    let asked = Assignment { part: "disks", on: disks.clone(), role: "Reader", to, condition: None };
    allowed.push(assign(cx, scope, "lets it attach encrypted volumes", asked));
    Encrypted { disks, secrets: Map::new().with("key_vault_key_id", id), allowed }
}
