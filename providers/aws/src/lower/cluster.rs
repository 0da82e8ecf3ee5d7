//! `cluster`: EKS, its role, key and logs. Add-ons and access stand beside it.

mod access;
mod add_ons;

use mlpc_diag::{Diagnostic, Severity};
use mlpc_graph::{Address, Map, PolicyDoc, Statement, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, codes, read};
use mlpc_model::DeclId;
use smol_str::{SmolStr, format_smolstr};

use super::network;
use crate::days::{log_retention, whole_days};
use crate::partition::{aws_policy, partition, root};
use crate::subnets::Role;
use crate::{facts, iam, kms};

/// EKS API reference, `CreateCluster`: 1 to 100 characters.
const NAME: NameRule = NameRule {
    what: "an EKS cluster",
    who: "AWS",
    limit: 100,
    charset: "letters, digits, `-` and `_`",
    allows: |ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'),
};

/// Lowers a cluster.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(scope) = Scope::new(cx.platform, id) else { return };
    if let Some(name) = scope.existing() {
        let attrs = Map::new().with("name", name);
        cx.add(scope.data(cx, "aws_eks_cluster", None, attrs));
        return;
    }
    unavailable(cx, &scope);
    let name = scope.typed_name(cx, "-", &NAME);
    role(cx, &scope);
    let key = key(cx, &scope, &name);
    log_group(cx, &scope, &name, &key);
    eks(cx, &scope, &name, &key);
    add_ons::lower(cx, &scope);
    access::lower(cx, &scope);
}

/// The cluster itself, made or read.
pub(crate) fn address(cluster: &Scope<'_>) -> Address {
    cluster.address(if cluster.existing().is_some() { "data.aws_eks_cluster" } else { "aws_eks_cluster" }, None)
}

/// The name of a cluster in AWS.
pub(crate) fn name(cluster: &Scope<'_>) -> SmolStr {
    cluster.existing().cloned().or_else(|| cluster.chosen_name()).unwrap_or_else(|| cluster.joined("-", None).into())
}

/// The security group that all nodes of a cluster are in.
pub(crate) fn node_security_group(cluster: &Scope<'_>) -> Value {
    Value::reference(&address(cluster), "vpc_config[0].cluster_security_group_id")
}

/// The ARN of the key that encrypts a cluster's secrets, logs and disks; `None` for one that exists without saying which.
pub(crate) fn key_arn(cx: &Lowering<'_>, cluster: &Scope<'_>) -> Option<Value> {
    match read::reference(cluster.fields(), "key").and_then(|id| Scope::new(cx.platform, id)) {
        Some(key) => Some(kms::arn(&key)),
        None if cluster.existing().is_some() => None,
        None => Some(Value::reference(&cluster.address("aws_kms_key", Some("cluster")), "arn")),
    }
}

fn unavailable(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let no_equal = [("maintenance", "EKS has no maintenance windows: it patches control planes without interruption")];
    for (field, why) in no_equal {
        let Some(item) = scope.fields().get(field) else { continue };
        cx.out.push(
            Diagnostic::new(&codes::NOT_AVAILABLE, format!("`{field}` has no effect on `{}`: {why}", scope.decl.address))
                .severity(Severity::Warning)
                .label_opt(cx.origins.span(item.origin), "not available on AWS")
                .help(format!("take `{field}` out"))
                .subject(scope.decl.address.clone()),
        );
    }
}

fn role(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let trust = PolicyDoc::new(scope.part("cluster-trust"), scope.decl.address.clone())
        .statement(iam::assume_by("eks.amazonaws.com"));
    iam::role(cx, scope, "cluster", "the role of the control plane", trust);
    iam::attach(cx, scope, "cluster", "cluster", &aws_policy(scope, "AmazonEKSClusterPolicy"));
}

/// A key of its own, unless the spec names one.
fn key(cx: &mut Lowering<'_>, scope: &Scope<'_>, name: &str) -> Value {
    if let Some(arn) = read::reference(scope.fields(), "key").and_then(|id| Scope::new(cx.platform, id)).map(|key| kms::arn(&key)) {
        return arn;
    }
    let policy = kms::policy(scope, "cluster-key", [name]);
    let attrs = Map::new()
        .with("description", format_smolstr!("Kubernetes secrets, logs and disks of {name}"))
        .with("enable_key_rotation", true)
        .with("policy", policy)
        .with_opt("tags", scope.tags(None));
    cx.add(scope.managed(cx, "aws_kms_key", Some("cluster"), "encrypts secrets, logs and disks", attrs));
    let key = scope.address("aws_kms_key", Some("cluster"));
    let attrs = Map::new()
        .with("name", format_smolstr!("alias/{name}-cluster"))
        .with("target_key_id", Value::reference(&key, "key_id"));
    cx.add(scope.managed(cx, "aws_kms_alias", Some("cluster"), "the name people find the key by", attrs));
    Value::reference(&key, "arn")
}

fn log_group(cx: &mut Lowering<'_>, scope: &Scope<'_>, name: &str, key: &Value) {
    let logs = read::group(scope.fields(), "logs");
    let keep = logs.and_then(|it| Some((read::duration(it, "keep")?, it.get("keep")?.origin)));
    let mut attrs = Map::new().with("name", format_smolstr!("/aws/eks/{name}/cluster"));
    if let Some((keep, origin)) = keep {
        attrs = attrs.with("retention_in_days", log_retention(whole_days(keep))).from_field(origin);
    }
    let attrs = attrs.with("kms_key_id", key.clone()).with_opt("tags", scope.tags(None));
    cx.add(scope.managed(cx, "aws_cloudwatch_log_group", Some("cluster"), "the control plane's logs", attrs));
}

fn eks(cx: &mut Lowering<'_>, scope: &Scope<'_>, name: &SmolStr, key: &Value) {
    let version = scope.fields().get("version");
    let mut attrs = Map::new().with("name", name);
    if let Some(item) = version
        && let mlpc_model::Val::Version(version) = &item.val
    {
        attrs = attrs.with("version", version.to_string()).from_field(item.origin);
    }
    let access_config = Map::new().with("authentication_mode", "API").with("bootstrap_cluster_creator_admin_permissions", false);
    let provider = Map::new().with("key_arn", key.clone());
    let encryption = Map::new().with("resources", Value::texts(["secrets"])).with("provider", Value::block(provider));
    let attrs = attrs
        .with("role_arn", Value::reference(&scope.address("aws_iam_role", Some("cluster")), "arn"))
        .with("enabled_cluster_log_types", log_types(scope))
        // The add-ons below bring CNI, proxy and DNS; the unmanaged ones that EKS would install first only stand in their way.
        .with("bootstrap_self_managed_addons", false)
        .with_opt("tags", scope.tags(None))
        .with("access_config", Value::block(access_config))
        .with("encryption_config", Value::block(encryption))
        .with("vpc_config", Value::block(vpc_config(cx, scope)));
    let mut cluster = scope.managed(cx, "aws_eks_cluster", None, "the control plane", attrs);
    cluster.life.protect = read::flag(scope.fields(), "protect").unwrap_or(false);
    let policy = scope.address("aws_iam_role_policy_attachment", Some("cluster"));
    cluster.life.after.push((policy, Some("The role's policy must outlive the cluster, or its deletion hangs.".into())));
    let logs = scope.address("aws_cloudwatch_log_group", Some("cluster"));
    cluster.life.after.push((logs, Some("EKS would make the log group itself, without retention and key.".into())));
    cx.add(cluster);
}

fn log_types(scope: &Scope<'_>) -> Value {
    let logs = read::group(scope.fields(), "logs");
    let sources = logs.into_iter().flat_map(|it| read::texts(it, "sources"));
    Value::texts(sources.map(|source| if source == "controller-manager" { SmolStr::new_static("controllerManager") } else { source.clone() }))
}

fn vpc_config(cx: &Lowering<'_>, scope: &Scope<'_>) -> Map {
    let own = scope.fields().get("access").filter(|it| it.is_present());
    let access = own.or_else(|| cx.platform_field("access"));
    let cidrs: Vec<_> = access.into_iter().flat_map(|it| it.elements()).filter_map(read::as_cidr).map(|it| it.to_string()).collect();
    let mut config = Map::new().with("endpoint_private_access", true).with("endpoint_public_access", !cidrs.is_empty());
    if !cidrs.is_empty() {
        config = config.with("public_access_cidrs", Value::texts(cidrs));
        if let Some(item) = access {
            config = config.from_field(item.origin);
        }
    }
    let Some(network) = network::of(cx.platform, scope.fields()) else { return config };
    let zones: Vec<_> = network::zones(cx, &network).into_iter().filter(|zone| facts::control_plane_zone(zone)).collect();
    config.with("subnet_ids", network::subnet_ids(cx, &network, Role::Nodes, &zones))
}

/// The document that every workload's role is trusted by: one for each cluster.
pub(crate) fn pod_identity_trust(cluster: &Scope<'_>) -> PolicyDoc {
    PolicyDoc::new(cluster.part("pod-identity-trust"), cluster.decl.address.clone())
        .comment("Trusted by every workload's role.")
        .statement(iam::assume_by("pods.eks.amazonaws.com"))
}

/// Lets the cluster's disks be encrypted with its key by the driver that makes them.
pub(crate) fn use_key(key: Value) -> [Statement; 2] {
    let grant = Statement::allow("GrantKey", ["kms:CreateGrant"], vec![key.clone()]).when(
        "Bool",
        "kms:GrantIsForAWSResource",
        vec!["true".into()],
    );
    let crypt = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
    [Statement::allow("UseKey", crypt, vec![key]), grant]
}

/// Whether a principal of the spec is an AWS one: an ARN, or an account.
pub(crate) fn principal_arn(scope: &Scope<'_>, principal: &str) -> Option<SmolStr> {
    if principal.starts_with("arn:") {
        return Some(principal.into());
    }
    let account = principal.len() == 12 && principal.bytes().all(|byte| byte.is_ascii_digit());
    account.then(|| root(partition(scope), principal))
}
