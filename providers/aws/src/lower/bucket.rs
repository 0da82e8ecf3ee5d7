//! `bucket`: S3, private, encrypted, over TLS only.

use mlpc_graph::{Address, Map, PolicyDoc, Statement, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, bucket_name, whole_days};
use mlpc_model::{Bucket, DeclId};
use smol_str::{SmolStr, format_smolstr};

use crate::kms;
use crate::partition::partition;

/// Amazon S3 User Guide, "Bucket naming rules".
const NAME: NameRule = NameRule {
    what: "an S3 bucket",
    who: "AWS",
    limit: 63,
    charset: "a-z, 0-9, `-` and `.`",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || matches!(ch, '-' | '.'),
};

/// Days that overwritten and deleted objects are kept where there is no `expire`.
const KEEP_OLD_VERSIONS: i64 = 30;
/// Days after which an upload that nobody finished is thrown away.
const UNFINISHED_UPLOADS: i64 = 7;

/// Lowers a bucket.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.bucket(id)) else { return };
    let name = bucket_name(&scope);
    if scope.existing().is_some() {
        scope.read(cx, "aws_s3_bucket", None, Map::new().with("bucket", name));
        return;
    }
    NAME.check(cx, &scope, &name);
    let attrs = settings(spec).with("bucket", name).with_opt("tags", scope.tags(None));
    let mut bucket = scope.managed(cx, "aws_s3_bucket", None, "the bucket itself", attrs);
    bucket.life.protect = spec.protect.value;
    cx.add(bucket);
    versioning(cx, &scope, spec);
    encryption(cx, &scope, spec);
    block_public_access(cx, &scope, spec);
    lifecycle(cx, &scope, spec);
    policy(cx, &scope, spec);
}

/// The ARN of a bucket, as seen from a declaration: within a target by reference, from elsewhere by name.
pub(crate) fn arn(bucket: &Scope<'_>, from: &Scope<'_>) -> Value {
    if bucket.target.map(|it| it.decl) == from.target.map(|it| it.decl) {
        return Value::reference(&address(bucket), "arn");
    }
    format_smolstr!("arn:{}:s3:::{}", partition(bucket), bucket_name(bucket)).into()
}

/// What is below a path of a bucket: `${arn}/path/*`.
pub(crate) fn objects(arn: &Value, path: &str) -> Value {
    let rest = if path.is_empty() { SmolStr::new_static("/*") } else { format_smolstr!("/{path}/*") };
    match arn {
        Value::Ref(reference) => Value::Template(vec![mlpc_graph::Part::Ref((**reference).clone()), mlpc_graph::Part::Text(rest)]),
        Value::Text(text) => format_smolstr!("{text}{rest}").into(),
        other => other.clone(),
    }
}

fn address(bucket: &Scope<'_>) -> Address {
    bucket.address(if bucket.existing().is_some() { "data.aws_s3_bucket" } else { "aws_s3_bucket" }, None)
}

/// Where it stands in another region than its target's, each of its resources says so.
fn settings(spec: &Bucket) -> Map {
    match &spec.region {
        Some(region) => Map::new().with("region", &region.value).from_field(region.origin),
        None => Map::new(),
    }
}

fn of_bucket(scope: &Scope<'_>, spec: &Bucket) -> Map {
    settings(spec).with("bucket", Value::reference(&address(scope), "id"))
}

fn versioning(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket) {
    // A bucket that was versioned once can only be suspended (S3 user guide, "Using versioning"); the spec doesn't know whether this one was.
    let status = if spec.versioning.value { "Enabled" } else { "Suspended" };
    let block = Map::new().with("status", status).from_field(spec.versioning.origin);
    let attrs = of_bucket(scope, spec).with("versioning_configuration", Value::block(block));
    scope.make(cx, "aws_s3_bucket_versioning", None, "whether old versions are kept", attrs);
}

fn encryption(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket) {
    let rule = match spec.key.and_then(|key| Scope::new(cx.platform, key.value)) {
        Some(key) => {
            let default = Map::new().with("sse_algorithm", "aws:kms").with("kms_master_key_id", kms::arn(&key));
            // One data key for many objects: fewer, cheaper calls of KMS.
            Map::new().with("bucket_key_enabled", true).with("apply_server_side_encryption_by_default", Value::block(default))
        }
        None => {
            let default = Map::new().with("sse_algorithm", "AES256");
            Map::new().with("apply_server_side_encryption_by_default", Value::block(default))
        }
    };
    let attrs = of_bucket(scope, spec).with("rule", Value::block(rule));
    scope.make(cx, "aws_s3_bucket_server_side_encryption_configuration", None, "how objects are encrypted", attrs);
}

fn block_public_access(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket) {
    let attrs = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
        .into_iter()
        .fold(of_bucket(scope, spec), |attrs, key| attrs.with(key, true));
    scope.make(cx, "aws_s3_bucket_public_access_block", None, "keeps it private", attrs);
}

fn lifecycle(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket) {
    let rule = |id: &str| Map::new().with("id", id).with("status", "Enabled").with("filter", Value::block(Map::new()));
    let days = |key: &str, days: i64| Value::block(Map::new().with(key, days));
    let mut rules =
        vec![rule("unfinished-uploads").with("abort_incomplete_multipart_upload", days("days_after_initiation", UNFINISHED_UPLOADS))];
    if spec.versioning.value {
        let keep = spec.expire.map_or(KEEP_OLD_VERSIONS, |it| whole_days(it.value).min(KEEP_OLD_VERSIONS));
        rules.push(rule("old-versions").with("noncurrent_version_expiration", days("noncurrent_days", keep)));
    }
    if let Some(expire) = spec.expire {
        rules.push(rule("expire").with("expiration", days("days", whole_days(expire.value))).from_field(expire.origin));
    }
    let attrs = of_bucket(scope, spec).with("rule", Value::Blocks(rules));
    let mut lifecycle = scope.managed(cx, "aws_s3_bucket_lifecycle_configuration", None, "what is deleted when", attrs);
    // Rules on old versions are accepted only once versioning is settled.
    lifecycle.life.after.push((scope.address("aws_s3_bucket_versioning", None), None));
    cx.add(lifecycle);
}

fn policy(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket) {
    let arn = Value::reference(&address(scope), "arn");
    let plain = Statement { deny: true, ..Statement::allow("TlsOnly", ["s3:*"], vec![arn.clone(), objects(&arn, "")]) }
        .principal("*", vec!["*".into()])
        .when("Bool", "aws:SecureTransport", vec!["false".into()]);
    let doc = PolicyDoc::new(scope.part("bucket"), scope.decl.address.clone()).statement(plain);
    let attrs = of_bucket(scope, spec).with("policy", doc);
    let mut policy = scope.managed(cx, "aws_s3_bucket_policy", None, "refuses what isn't encrypted on the way", attrs);
    // S3 takes one change of a bucket's access at a time.
    policy.life.after.push((scope.address("aws_s3_bucket_public_access_block", None), None));
    cx.add(policy);
}
