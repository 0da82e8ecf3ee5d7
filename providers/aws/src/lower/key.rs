//! `key`: a key of KMS that rotates, with the name people find it by.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, cluster_name, whole_days};
use mlpc_model::DeclId;
use smol_str::{SmolStr, format_smolstr};

use crate::kms;

/// KMS API reference, `CreateAlias`: 256 characters with `alias/`.
const ALIAS: NameRule = NameRule {
    what: "a KMS alias",
    who: "AWS",
    limit: 250,
    charset: "letters, digits, `-`, `_` and `/`",
    allows: |ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '/'),
};

/// Days between two rotations, the least and the most (KMS API reference, `EnableKeyRotation`).
const ROTATION: (i64, i64) = (90, 2560);

/// Lowers a key.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.key(id)) else { return };
    if let Some(key) = scope.existing() {
        scope.read(cx, "aws_kms_key", Some("key"), Map::new().with("key_id", key));
        return;
    }
    let name = scope.typed_name(cx, "-", &ALIAS);
    let users = cx.platform.clusters.iter().filter(|it| it.key.is_some_and(|key| key.value == id));
    let clusters: Vec<_> = users.filter_map(|it| Scope::new(cx.platform, it.decl)).map(|it| cluster_name(&it)).collect();
    let (least, most) = ROTATION;
    let mut attrs = Map::new()
        .with("description", format_smolstr!("Key {name}"))
        .with("enable_key_rotation", true)
        .with("rotation_period_in_days", whole_days(spec.rotate.value).clamp(least, most))
        .from_field(spec.rotate.origin);
    if !clusters.is_empty() {
        attrs.push("policy", kms::policy(&scope, "key", clusters.iter().map(SmolStr::as_str)));
    }
    let attrs = attrs.with_opt("tags", scope.tags(None));
    let mut key = scope.managed(cx, "aws_kms_key", Some("key"), "the key itself", attrs);
    key.life.protect = spec.protect.value;
    cx.add(key);
    let attrs = Map::new()
        .with("name", format_smolstr!("alias/{name}"))
        .with("target_key_id", Value::reference(&scope.address("aws_kms_key", Some("key")), "key_id"));
    scope.make(cx, "aws_kms_alias", Some("key"), "the name people find it by", attrs);
}
