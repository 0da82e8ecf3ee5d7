//! Principals of the spec as subjects of Kubernetes roles, by how people log in to the cluster.

use smol_str::{SmolStr, format_smolstr};

/// A subject of a RoleBinding or ClusterRoleBinding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// A group that the API server's authenticator asserts.
    Group(SmolStr),
    /// A person.
    User(SmolStr),
}

/// The subject that a principal is in a cluster.
///
/// Tokens of an OIDC issuer get the prefix `oidc:`, so that no group of the issuer can pass for one of Kubernetes' own. An ARN is known by the
/// group that its access entry carries ([`access_group`]). `None` for a principal that no role can name.
pub fn subject(principal: &str, scope: &str, role: &str) -> Option<Subject> {
    if principal.starts_with("arn:") {
        return Some(Subject::Group(access_group(scope, role)));
    }
    let (kind, name) = principal.split_once(':')?;
    match kind {
        "group" => Some(Subject::Group(format_smolstr!("oidc:{name}"))),
        "user" => Some(Subject::User(format_smolstr!("oidc:{name}"))),
        _ => None,
    }
}

/// The group that the access entry of an ARN carries, for a role in a tenant's namespaces: `mlpc:search:developer`.
pub fn access_group(tenant: &str, role: &str) -> SmolStr {
    format_smolstr!("mlpc:{tenant}:{role}")
}
