//! Who logs in to a cluster: OIDC, and access entries for principals of AWS.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, access_group};
use mlpc_model::{Cluster, LoginProvider};
use smol_str::{SmolStr, format_smolstr};

use super::principal_arn;
use crate::partition::partition;

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
            let policy = format_smolstr!("arn:{}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", partition(scope));
            let entry = Value::reference(&scope.address("aws_eks_access_entry", Some(&part)), "principal_arn");
            let attrs = Map::new()
                .with("cluster_name", cluster.clone())
                .with("principal_arn", entry)
                .with("policy_arn", policy)
                .with("access_scope", Value::block(Map::new().with("type", "cluster")));
            scope.make(cx, "aws_eks_access_policy_association", Some(&part), "makes it an administrator", attrs);
        }
    }
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
