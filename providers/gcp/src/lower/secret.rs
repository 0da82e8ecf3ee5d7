//! `secret`: an entry of Secret Manager without a value, which comes from people or other systems.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope};
use mlpc_model::DeclId;

use super::key;
use crate::iam;

/// Secret Manager API, `secrets.create`: 255 characters.
const NAME: NameRule = NameRule {
    what: "a secret of Secret Manager",
    who: "Google Cloud",
    limit: 255,
    charset: "letters, digits, `-` and `_`",
    allows: |ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'),
};

/// Lowers a secret.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.secret(id)) else { return };
    if let Some(name) = scope.existing() {
        scope.read(cx, "google_secret_manager_secret", None, Map::new().with("secret_id", name));
        return;
    }
    let name = scope.chosen_name().cloned().unwrap_or_else(|| scope.joined("-", None).into());
    // Names that are too long are found before anything is lowered.
    if name.chars().count() <= NAME.limit {
        NAME.check(cx, &scope, &name);
    }
    let mut replica = Map::new().with("location", scope.region());
    let key = spec.store.and_then(|key| Scope::new(cx.platform, key.value)).map(|it| key::id(&it));
    if let Some(key) = &key {
        let member = iam::agent(&scope, "gcp-sa-secretmanager");
        iam::use_key(cx, &scope, "key", key, member);
        replica.push("customer_managed_encryption", Value::block(Map::new().with("kms_key_name", key.clone())));
    }
    let place = Map::new().with("user_managed", Value::block(Map::new().with("replicas", Value::block(replica))));
    let attrs = Map::new()
        .with("secret_id", name)
        .with_opt("labels", scope.tags(None))
        .with("deletion_protection", spec.protect.value)
        .from_field(spec.protect.origin)
        .with("replication", Value::block(place));
    let mut secret = scope.managed(cx, "google_secret_manager_secret", None, "where the value is kept, put there by hand", attrs);
    secret.life.protect = spec.protect.value;
    if key.is_some() {
        secret.life.after.push((scope.address("google_kms_crypto_key_iam_member", Some("key")), None));
    }
    cx.add(secret);
}
