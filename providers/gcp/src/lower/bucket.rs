//! `bucket`: Cloud Storage, private, by IAM alone.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, bucket_name, whole_days};
use mlpc_model::{Bucket, DeclId};

use super::key;
use crate::iam;

/// Cloud Storage documentation, "About buckets", names without dots.
const NAME: NameRule = NameRule {
    what: "a bucket of Cloud Storage",
    who: "Google Cloud",
    limit: 63,
    charset: "a-z, 0-9, `-` and `_`",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || matches!(ch, '-' | '_'),
};

/// Days that overwritten and deleted objects are kept where there is no `expire`.
const KEEP_OLD_VERSIONS: i64 = 30;
/// Days after which an upload that nobody finished is thrown away.
const UNFINISHED_UPLOADS: i64 = 7;
/// How long a deleted object can be had back where versions don't keep it (Cloud Storage documentation, "Soft delete": the default, a week).
const SOFT_DELETE_SECONDS: i64 = 604_800;

/// Lowers a bucket.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.bucket(id)) else { return };
    let name = bucket_name(&scope);
    if scope.existing().is_some() {
        scope.read(cx, "google_storage_bucket", None, Map::new().with("name", name));
        return;
    }
    // Names that are too long are found before anything is lowered.
    if name.chars().count() <= NAME.limit {
        NAME.check(cx, &scope, &name);
    }
    let mut attrs = Map::new().with("name", name);
    match &spec.region {
        Some(region) => attrs = attrs.with("location", &region.value).from_field(region.origin),
        None => attrs.push("location", scope.region()),
    }
    let mut attrs = attrs
        .with("uniform_bucket_level_access", true)
        .with("public_access_prevention", "enforced")
        .with("force_destroy", false)
        .with_opt("labels", scope.tags(None));
    let key = spec.key.and_then(|key| Scope::new(cx.platform, key.value)).map(|it| key::id(&it));
    if let Some(key) = &key {
        let member = iam::agent_of_storage(&scope);
        iam::use_key(cx, &scope, "bucket-key", key, member);
        attrs.push("encryption", Value::block(Map::new().with("default_kms_key_name", key.clone())));
    }
    let versioning = Map::new().with("enabled", spec.versioning.value).from_field(spec.versioning.origin);
    let soft = if spec.versioning.value { 0 } else { SOFT_DELETE_SECONDS };
    let soft = Map::new().with("retention_duration_seconds", soft);
    let attrs = attrs
        .with("versioning", Value::block(versioning))
        .with("soft_delete_policy", Value::block(soft))
        .comment("Old versions are kept by versioning, or deleted objects by this: not both, as both are paid for.")
        .with("lifecycle_rule", Value::Blocks(lifecycle(spec)));
    let mut bucket = scope.managed(cx, "google_storage_bucket", None, "the bucket itself", attrs);
    bucket.life.protect = spec.protect.value;
    if key.is_some() {
        bucket.life.after.push((scope.address("google_kms_crypto_key_iam_member", Some("bucket-key")), None));
    }
    cx.add(bucket);
}

/// A bucket, made or read.
pub(crate) fn address(bucket: &Scope<'_>) -> Address {
    bucket.address(if bucket.existing().is_some() { "data.google_storage_bucket" } else { "google_storage_bucket" }, None)
}

fn lifecycle(spec: &Bucket) -> Vec<Map> {
    let rule = |action: &str, condition: Map| {
        let action = Map::new().with("type", action);
        Map::new().with("action", Value::block(action)).with("condition", Value::block(condition))
    };
    let mut rules = vec![rule("AbortIncompleteMultipartUpload", Map::new().with("age", UNFINISHED_UPLOADS))];
    if spec.versioning.value {
        let keep = spec.expire.map_or(KEEP_OLD_VERSIONS, |it| whole_days(it.value).min(KEEP_OLD_VERSIONS));
        rules.push(rule("Delete", Map::new().with("days_since_noncurrent_time", keep)));
    }
    if let Some(expire) = spec.expire {
        rules.push(rule("Delete", Map::new().with("age", whole_days(expire.value)).from_field(expire.origin)));
    }
    rules
}
