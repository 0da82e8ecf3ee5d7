//! Who logs in to a cluster: OIDC, and access entries for principals of AWS; where none of these is an administrator, for who applies.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, access_group};
use mlpc_model::{Cluster, LoginProvider};
use smol_str::{SmolStr, format_smolstr};

use super::principal_arn;
use crate::partition::partition;

/// The part of what lets who applies in.
const APPLIER: &str = "applier";

pub(super) fn lower(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster) {
    oidc(cx, scope);
    let admins: BTreeSet<_> = spec.admins.iter().filter_map(|it| principal_arn(scope, &it.principal.value)).collect();
    let mut groups = members(cx, scope);
    for admin in &admins {
        groups.entry(admin.clone()).or_default();
    }
    let cluster = Value::reference(&scope.address("aws_eks_cluster", None), "name");
    for (arn, groups) in groups {
        let part = entry_part(&arn);
        let mut attrs = Map::new().with("cluster_name", cluster.clone()).with("principal_arn", &arn);
        if !groups.is_empty() {
            attrs.push("kubernetes_groups", Value::texts(groups));
        }
        let attrs = attrs.with_opt("tags", scope.tags(None));
        scope.make(cx, "aws_eks_access_entry", Some(&part), "lets a principal of AWS in", attrs);
        if admins.contains(&arn) {
            administrator(cx, scope, &cluster, &part);
        }
    }
    if admins.is_empty() {
        applier(cx, scope, &cluster);
    }
}

/// Makes the principal of an access entry an administrator.
fn administrator(cx: &mut Lowering<'_>, scope: &Scope<'_>, cluster: &Value, part: &str) {
    let policy = format_smolstr!("arn:{}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", partition(scope));
    let entry = Value::reference(&scope.address("aws_eks_access_entry", Some(part)), "principal_arn");
    let attrs = Map::new()
        .with("cluster_name", cluster.clone())
        .with("principal_arn", entry)
        .with("policy_arn", policy)
        .with("access_scope", Value::block(Map::new().with("type", "cluster")));
    scope.make(cx, "aws_eks_access_policy_association", Some(part), "makes it an administrator", attrs);
}

/// An entry for who applies first. Without it nobody could bind the groups of an OIDC login to their roles: EKS lets such groups in, and RBAC
/// knows none of them. An entry, as `bootstrap_cluster_creator_admin_permissions` can't be taken back without another cluster.
fn applier(cx: &mut Lowering<'_>, scope: &Scope<'_>, cluster: &Value) {
    let reason = "who applies, as no `admin` is a principal of AWS";
    let caller = scope.source(cx, "aws_caller_identity", Some(APPLIER), reason, Map::new());
    let attrs = Map::new().with("arn", Value::reference(&caller.address, "arn"));
    let mut session = scope.source(cx, "aws_iam_session_context", Some(APPLIER), reason, attrs);
    session.comment = Some("The role behind a session of it; of a user the user.".into());
    let attrs = Map::new()
        .with("cluster_name", cluster.clone())
        .with("principal_arn", Value::reference(&session.address, "issuer_arn"))
        .with_opt("tags", scope.tags(None));
    let mut entry = scope.managed(cx, "aws_eks_access_entry", Some(APPLIER), reason, attrs);
    entry.comment = Some("Whoever applies first gets in and stays, until an `admin` is an ARN.".into());
    entry.life.ignore_changes.push(SmolStr::new_static("principal_arn"));
    for resource in [caller, session, entry] {
        cx.add(resource);
    }
    administrator(cx, scope, cluster, APPLIER);
}

/// The tenants' members that are principals of AWS, with the groups that their roles are bound to.
fn members(cx: &Lowering<'_>, scope: &Scope<'_>) -> BTreeMap<SmolStr, BTreeSet<SmolStr>> {
    let mut groups: BTreeMap<SmolStr, BTreeSet<SmolStr>> = BTreeMap::new();
    for tenant in &cx.platform.tenants {
        for member in &tenant.members {
            if let Some(arn) = principal_arn(scope, &member.principal.value) {
                groups.entry(arn).or_default().insert(access_group(&tenant.name, member.role.value.as_str()));
            }
        }
    }
    groups
}

/// `111122223333-role-Admins` of `arn:aws:iam::111122223333:role/Admins`.
fn entry_part(arn: &str) -> SmolStr {
    let mut fields = arn.splitn(6, ':').skip(4);
    let (account, rest) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
    let rest: String = rest.chars().map(|ch| if ch.is_ascii_alphanumeric() || ch == '-' { ch } else { '-' }).collect();
    format_smolstr!("{account}-{rest}")
}

fn oidc(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let Some(login) = cx.platform.login(scope.id).filter(|it| it.provider.value == LoginProvider::Oidc) else { return };
    let block = Map::new()
        .with("identity_provider_config_name", "oidc")
        .with_opt("client_id", login.client_id.as_ref().map(|it| &it.value))
        .with_opt("issuer_url", login.issuer.as_ref().map(|it| &it.value))
        .with("username_claim", "email")
        .with("username_prefix", "oidc:")
        .with("groups_claim", &login.groups_claim.value)
        .with("groups_prefix", "oidc:")
        .comment("So that no group of the issuer passes for one of Kubernetes' own.");
    let attrs = Map::new()
        .with("cluster_name", Value::reference(&scope.address("aws_eks_cluster", None), "name"))
        .with_opt("tags", scope.tags(None))
        .with("oidc", Value::block(block));
    scope.make(cx, "aws_eks_identity_provider_config", None, "how people log in", attrs);
}
