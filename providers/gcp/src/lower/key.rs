//! `key`: a key of Cloud KMS that rotates, in a ring of its own.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, whole_days};
use mlpc_model::DeclId;
use smol_str::{SmolStr, format_smolstr};

/// Cloud KMS API, `keyRings.create`: 63 characters.
const NAME: NameRule = NameRule {
    what: "a key ring of Cloud KMS",
    who: "Google Cloud",
    limit: 63,
    charset: "letters, digits, `-` and `_`",
    allows: |ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'),
};
/// The part of addresses.
const PART: &str = "key";

/// Lowers a key.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.key(id)) else { return };
    // `existing` is the whole id: `projects/…/locations/…/keyRings/…/cryptoKeys/…`.
    if scope.existing().is_some() {
        return;
    }
    let name = scope.typed_name(cx, "-", &NAME);
    let mut key = make(cx, &scope, PART, name, whole_days(spec.rotate.value));
    key.life.protect = spec.protect.value;
    key.attrs = key.attrs.from_field(spec.rotate.origin);
    cx.add(key);
}

/// The id of a declared key.
pub(crate) fn id(key: &Scope<'_>) -> Value {
    match key.existing() {
        Some(id) => id.into(),
        None => Value::reference(&address(key, PART), "id"),
    }
}

/// The key `NAME__part`.
pub(crate) fn address(scope: &Scope<'_>, part: &str) -> Address {
    scope.address("google_kms_crypto_key", Some(part))
}

/// A key with the ring that it lies in, which is added.
pub(crate) fn make(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, name: SmolStr, days: i64) -> mlpc_graph::Resource {
    let attrs = Map::new().with("name", &name).with("location", scope.region());
    scope.make(cx, "google_kms_key_ring", Some(part), "the ring that the key lies in", attrs);
    let ring = scope.address("google_kms_key_ring", Some(part));
    let attrs = Map::new()
        .with("name", name)
        .with("key_ring", Value::reference(&ring, "id"))
        .with("purpose", "ENCRYPT_DECRYPT")
        .with_opt("labels", scope.tags(None))
        .with("rotation_period", format_smolstr!("{}s", days.saturating_mul(86_400)));
    scope.managed(cx, "google_kms_crypto_key", Some(part), "the key itself", attrs)
}
