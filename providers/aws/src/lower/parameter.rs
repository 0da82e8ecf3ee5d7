//! Values known after apply that something in a cluster reads: parameters of Systems Manager under names that are known before.

use mlpc_graph::{Map, Reference, Value};
use mlpc_lowering::{Lowering, Published, Scope, parameter_name};
use mlpc_model::{DeclId, Platform};

use super::{bucket, cache, cluster, database};
use crate::kms;

/// Publishes a value.
pub fn lower(cx: &mut Lowering<'_>, published: &Published) {
    let Some(scope) = Scope::new(cx.platform, published.decl) else { return };
    let Some(value) = attribute(cx.platform, published.decl, &published.attribute) else { return };
    let attrs = Map::new()
        .with("name", parameter_name(cx.platform, published.decl, &published.attribute))
        .with("type", "String")
        .with("value", value)
        .with_opt("tags", scope.tags(None));
    let part = format!("{}-{}", scope.decl.kind, published.attribute.replace(['.', '_', '[', ']'], "-"));
    scope.make(cx, "aws_ssm_parameter", Some(&part), "hands a value to what runs in the cluster", attrs);
}

/// The attribute of a lowered resource that holds a value known after apply: `endpoint` of a cluster, `host` of a database. `None` for what AWS
/// doesn't know of it.
pub fn attribute(platform: &Platform, id: DeclId, attribute: &str) -> Option<Value> {
    let scope = Scope::new(platform, id)?;
    let of = |kind: &str, part: Option<&str>, path: &str| {
        let kind = if scope.existing().is_some() { format!("data.{kind}") } else { kind.to_owned() };
        Some(Value::reference(&scope.address(&kind, part), path))
    };
    match (scope.decl.kind.as_str(), attribute) {
        ("resource", path) => {
            let kind = &platform.resource(id)?.resource_type.value;
            Some(Value::reference(&scope.address(kind, None), path))
        }
        ("cluster", "endpoint") => Some(Value::reference(&cluster::address(&scope), "endpoint")),
        ("cluster", "ca") => Some(Value::reference(&cluster::address(&scope), "certificate_authority[0].data")),
        ("database", "host") => Some(Value::reference(&database::address(&scope), "address")),
        ("database", "port") => Some(Value::reference(&database::address(&scope), "port")),
        ("cache", "host") => Some(Value::reference(&cache::address(&scope), "primary_endpoint_address")),
        ("cache", "port") => Some(Value::reference(&cache::address(&scope), "port")),
        ("bucket", "arn") => Some(bucket::arn(&scope, &scope)),
        ("key", "arn") => Some(kms::arn(&scope)),
        ("network", "arn" | "id") => of("aws_vpc", None, attribute),
        ("cluster", "arn" | "id") => of("aws_eks_cluster", None, attribute),
        // What Karpenter makes has no group in AWS.
        ("cpu-pool" | "gpu-pool", "arn" | "id") if platform.pool(id).is_some_and(|it| platform.made_by_karpenter(it)) => None,
        ("cpu-pool" | "gpu-pool", "arn" | "id") => of("aws_eks_node_group", None, attribute),
        ("bucket", "id") => of("aws_s3_bucket", None, attribute),
        ("database", "arn" | "id") => of("aws_db_instance", None, attribute),
        ("cache", "arn" | "id") => of("aws_elasticache_replication_group", None, attribute),
        ("key", "id") => of("aws_kms_key", Some("key"), attribute),
        ("secret", "arn" | "id") => of("aws_secretsmanager_secret", None, attribute),
        ("model-service" | "training" | "pipeline", "arn" | "id") => {
            Some(Value::reference(&scope.address("aws_iam_role", Some(&scope.decl.kind)), attribute))
        }
        _ => None,
    }
}

/// The attribute as a reference, for text around it.
pub fn reference(platform: &Platform, id: DeclId, path: &str) -> Option<Reference> {
    match attribute(platform, id, path)? {
        Value::Ref(reference) => Some(*reference),
        _ => None,
    }
}
