//! Identities of pods: a role, exactly what it may do, and the association that hands it to a service account.

use mlpc_graph::{Map, PolicyDoc, Statement, Value};
use mlpc_lowering::{Lowering, Scope, StoreUse, Use};
use mlpc_model::Key;
use smol_str::format_smolstr;

use super::{bucket, cluster};
use crate::{iam, kms};

/// Pods of one service account on a cluster.
pub(crate) struct Pods<'p> {
    /// The cluster.
    pub(crate) cluster: Scope<'p>,
    /// Their namespace.
    pub(crate) namespace: &'p str,
    /// Their service account.
    pub(crate) service_account: &'p str,
    /// The address that the identity is printed under.
    pub(crate) owner: &'p str,
}

/// Makes the identity `NAME__part`.
pub(crate) fn identity(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, pods: &Pods<'_>, statements: Vec<Statement>) {
    iam::role(cx, scope, part, "the role its pods assume", cluster::pod_identity_trust(&pods.cluster));
    let mut policy = PolicyDoc::new(scope.part(part), pods.owner);
    policy.statements = statements;
    iam::inline(cx, scope, part, policy);
    let attrs = Map::new()
        .with("cluster_name", Value::reference(&cluster::address(&pods.cluster), "name"))
        .with("namespace", pods.namespace)
        .with("service_account", pods.service_account)
        .with("role_arn", Value::reference(&scope.address("aws_iam_role", Some(part)), "arn"));
    scope.make(cx, "aws_eks_pod_identity_association", Some(part), "hands the role to its pods", attrs);
}

/// The statements that let an identity use a bucket, or a path of it.
pub(crate) fn use_store(cx: &Lowering<'_>, from: &Scope<'_>, used: &StoreUse) -> Vec<Statement> {
    let StoreUse { store, path, how, what } = used;
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, *store), cx.platform.bucket(*store)) else { return Vec::new() };
    let arn = bucket::arn(&scope, from);
    let (verb, actions): (&str, &[&str]) = match how {
        Use::Read => ("Read", &["s3:GetObject"]),
        Use::Write => ("Write", &["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]),
        Use::Own => ("", &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]),
    };
    let objects = Statement::allow(&format!("{verb}{what}"), actions.iter().copied(), vec![bucket::objects(&arn, path)]);
    let mut list = Statement::allow(&format!("List{what}"), ["s3:ListBucket"], vec![arn]);
    if !path.is_empty() {
        list = list.when("StringLike", "s3:prefix", vec![format_smolstr!("{path}/*").into()]);
    }
    let mut statements = vec![objects, list];
    if let Some(key) = spec.key.and_then(|key| cx.platform.key(key.value)) {
        statements.extend(use_key(cx, key, *how, what));
    }
    statements
}

fn use_key(cx: &Lowering<'_>, key: &Key, how: Use, what: &str) -> Option<Statement> {
    let actions: &[&str] = if how == Use::Read { &["kms:Decrypt"] } else { &["kms:Decrypt", "kms:GenerateDataKey"] };
    let arn = kms::arn(&Scope::new(cx.platform, key.decl)?);
    Some(Statement::allow(&format!("Key{what}"), actions.iter().copied(), vec![arn]))
}
