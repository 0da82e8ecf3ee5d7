//! `cluster`: EKS, its role, key and logs. Add-ons and access stand beside it.

mod access;
mod add_ons;
mod karpenter;

use mlpc_diag::{Diagnostic, Severity};
use mlpc_graph::{Address, Map, PolicyDoc, Statement, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, codes, whole_days};
use mlpc_model::{Cluster, DeclId, GpuStackMode, LogSource, LoginProvider};
use mlpc_source::OriginId;
use smol_str::{SmolStr, format_smolstr};

use super::network;
use crate::amounts::log_retention;
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
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.cluster(id)) else { return };
    if let Some(name) = scope.existing() {
        let attrs = Map::new().with("name", name);
        scope.read(cx, "aws_eks_cluster", None, attrs);
        return;
    }
    unavailable(cx, &scope, spec);
    let name = scope.typed_name(cx, "-", &NAME);
    role(cx, &scope);
    let key = key(cx, &scope, spec, &name);
    log_group(cx, &scope, spec, &name, &key);
    eks(cx, &scope, spec, &name, &key);
    add_ons::lower(cx, &scope, spec);
    access::lower(cx, &scope, spec);
    karpenter::lower(cx, &scope);
}

/// The cluster itself, made or read.
pub(crate) fn address(cluster: &Scope<'_>) -> Address {
    cluster.address(if cluster.existing().is_some() { "data.aws_eks_cluster" } else { "aws_eks_cluster" }, None)
}

/// The security group that all nodes of a cluster are in.
pub(crate) fn node_security_group(cluster: &Scope<'_>) -> Value {
    Value::reference(&address(cluster), "vpc_config[0].cluster_security_group_id")
}

/// The ARN of the key that encrypts a cluster's secrets, logs and disks; `None` for one that exists without saying which.
pub(crate) fn key_arn(cx: &Lowering<'_>, cluster: &Scope<'_>) -> Option<Value> {
    let key = cx.platform.cluster(cluster.id)?.key;
    match key.and_then(|key| Scope::new(cx.platform, key.value)) {
        Some(key) => Some(kms::arn(&key)),
        None if cluster.existing().is_some() => None,
        None => Some(Value::reference(&cluster.address("aws_kms_key", Some("cluster")), "arn")),
    }
}

fn unavailable(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster) {
    let mut found: Vec<(Severity, String, OriginId, &str)> = Vec::new();
    if let Some(maintenance) = &spec.maintenance {
        let message = format!("`maintenance` has no effect on `{}`: EKS has no windows, it upgrades nothing unasked", scope.decl.address);
        found.push((Severity::Warning, message, maintenance.start.origin, "take `maintenance` out"));
    }
    if let Some(stack) = &spec.gpu_stack {
        let help = "leave `gpu-stack` out: the operator comes by itself, on the driver of the node image";
        match stack.mode.value {
            GpuStackMode::Managed => found.push((Severity::Error, "EKS manages no GPU stack".into(), stack.mode.origin, help)),
            GpuStackMode::Plugin => {
                let message = "this version of mlpc has no device plugins without the operator".into();
                found.push((Severity::Error, message, stack.mode.origin, help));
            }
            GpuStackMode::Operator | GpuStackMode::None => {}
        }
    }
    let login = cx.platform.login(scope.id).map(|it| it.provider);
    if let Some(provider) = login.filter(|it| matches!(it.value, LoginProvider::Google | LoginProvider::Entra)) {
        let (name, help) = match provider.value {
            LoginProvider::Google => ("google", "write `login \"oidc\" issuer=\"https://accounts.google.com\" client-id=\"…\"`"),
            _ => ("entra", "write `login \"oidc\" issuer=\"https://login.microsoftonline.com/TENANT/v2.0\" client-id=\"…\"`"),
        };
        found.push((Severity::Error, format!("EKS doesn't know `login \"{name}\"` by that name"), provider.origin, help));
    }
    for (severity, message, at, help) in found {
        let span = cx.origins.span(at).unwrap_or(scope.decl.head);
        let found = Diagnostic::new(&codes::NOT_AVAILABLE, message).severity(severity).label(span, "not available on AWS");
        cx.out.push(found.help(help).subject(scope.decl.address.clone()));
    }
}

fn role(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let trust = PolicyDoc::new(scope.part("cluster-trust"), scope.decl.address.clone()).statement(iam::assume_by_eks("eks.amazonaws.com"));
    iam::role(cx, scope, "cluster", "the role of the control plane", trust);
    iam::attach(cx, scope, "cluster", "cluster", &aws_policy(scope, "AmazonEKSClusterPolicy"));
}

/// A key of its own, unless the spec names one.
fn key(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster, name: &str) -> Value {
    if let Some(key) = spec.key.and_then(|key| Scope::new(cx.platform, key.value)) {
        return kms::arn(&key);
    }
    let policy = kms::policy(scope, "cluster-key", [name]);
    let attrs = Map::new()
        .with("description", format_smolstr!("Kubernetes secrets, logs and disks of {name}"))
        .with("enable_key_rotation", true)
        .with("policy", policy)
        .with_opt("tags", scope.tags(None));
    scope.make(cx, "aws_kms_key", Some("cluster"), "encrypts secrets, logs and disks", attrs);
    let key = scope.address("aws_kms_key", Some("cluster"));
    let attrs = Map::new().with("name", format_smolstr!("alias/{name}-cluster")).with("target_key_id", Value::reference(&key, "key_id"));
    scope.make(cx, "aws_kms_alias", Some("cluster"), "the name people find the key by", attrs);
    Value::reference(&key, "arn")
}

fn log_group(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster, name: &str, key: &Value) {
    let keep = spec.logs.keep;
    let attrs = Map::new()
        .with("name", format_smolstr!("/aws/eks/{name}/cluster"))
        .with("retention_in_days", log_retention(whole_days(keep.value)))
        .from_field(keep.origin)
        .with("kms_key_id", key.clone())
        .with_opt("tags", scope.tags(None));
    scope.make(cx, "aws_cloudwatch_log_group", Some("cluster"), "the control plane's logs", attrs);
}

fn eks(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster, name: &SmolStr, key: &Value) {
    let access_config = Map::new().with("authentication_mode", "API").with("bootstrap_cluster_creator_admin_permissions", false);
    let provider = Map::new().with("key_arn", key.clone());
    let encryption = Map::new().with("resources", Value::texts(["secrets"])).with("provider", Value::block(provider));
    let attrs = Map::new()
        .with("name", name)
        .with("version", spec.version.value.to_string())
        .from_field(spec.version.origin)
        .with("role_arn", Value::reference(&scope.address("aws_iam_role", Some("cluster")), "arn"))
        .with("enabled_cluster_log_types", log_types(spec))
        // The add-ons below bring CNI, proxy and DNS; the unmanaged ones that EKS would install first only stand in their way.
        .with("bootstrap_self_managed_addons", false)
        .with_opt("tags", scope.tags(None))
        .with("access_config", Value::block(access_config))
        .with("encryption_config", Value::block(encryption))
        .with("vpc_config", Value::block(vpc_config(cx, scope.id)));
    let mut cluster = scope.managed(cx, "aws_eks_cluster", None, "the control plane", attrs);
    cluster.life.protect = spec.protect.value;
    let policy = scope.address("aws_iam_role_policy_attachment", Some("cluster"));
    cluster.life.after.push((policy, Some("The role's policy must outlive the cluster, or its deletion hangs.".into())));
    let logs = scope.address("aws_cloudwatch_log_group", Some("cluster"));
    cluster.life.after.push((logs, Some("EKS would make the log group itself, without retention and key.".into())));
    cx.add(cluster);
}

fn log_types(spec: &Cluster) -> Value {
    Value::texts(spec.logs.sources.iter().map(|source| match source.value {
        LogSource::ControllerManager => "controllerManager",
        other => other.as_str(),
    }))
}

fn vpc_config(cx: &Lowering<'_>, cluster: DeclId) -> Map {
    let access = cx.platform.access(cluster);
    let mut config = Map::new().with("endpoint_private_access", true).with("endpoint_public_access", !access.is_empty());
    if let Some(first) = access.first() {
        let cidrs = Value::texts(access.iter().map(|it| it.value.to_string()));
        config = config.with("public_access_cidrs", cidrs).from_field(first.origin);
    }
    let Some(network) = network::of(cx.platform, cluster) else { return config };
    let zones: Vec<_> = network::zones(cx, &network).into_iter().filter(|zone| facts::control_plane_zone(zone)).collect();
    config.with("subnet_ids", network::subnet_ids(cx, &network, Role::Nodes, &zones))
}

/// The document that every workload's role is trusted by: one for each cluster.
pub(crate) fn pod_identity_trust(cluster: &Scope<'_>) -> PolicyDoc {
    PolicyDoc::new(cluster.part("pod-identity-trust"), cluster.decl.address.clone())
        .comment("Trusted by every workload's role.")
        .statement(iam::assume_by_eks("pods.eks.amazonaws.com"))
}

/// Lets the cluster's disks be encrypted with its key by the driver that makes them.
pub(crate) fn use_key(key: Value) -> [Statement; 2] {
    let grant =
        Statement::allow("GrantKey", ["kms:CreateGrant"], vec![key.clone()]).when("Bool", "kms:GrantIsForAWSResource", vec!["true".into()]);
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
