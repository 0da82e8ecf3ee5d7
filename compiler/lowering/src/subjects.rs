//! Principals of the spec as subjects of Kubernetes roles, by how people log in to the cluster.

use mlpc_model::{Cloud, DeclId, LoginProvider, Platform};
use smol_str::{SmolStr, format_smolstr};

/// What names of people begin with whom an issuer of one's own vouches for.
const PREFIX: &str = "oidc:";
/// What AKS demands that they begin with there (AKS, "external identity providers").
pub const AKS_PREFIX: &str = "aks:jwt:";

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
/// Tokens of an OIDC issuer get a prefix ([`subject_prefix`]), so that no group of the issuer can pass for one of Kubernetes' own. An ARN is known by the
/// group that its access entry carries ([`access_group`]). `None` for a principal that no role can name.
pub fn subject(principal: &str, scope: &str, role: &str, prefix: &str) -> Option<Subject> {
    if principal.starts_with("arn:") {
        return Some(Subject::Group(access_group(scope, role)));
    }
    let (kind, name) = principal.split_once(':')?;
    match kind {
        "group" => Some(Subject::Group(format_smolstr!("{prefix}{name}"))),
        "user" => Some(Subject::User(format_smolstr!("{prefix}{name}"))),
        _ => None,
    }
}

/// What names of people begin with in a cluster: those of Entra with nothing.
pub fn subject_prefix(platform: &Platform, cluster: DeclId) -> &'static str {
    let azure = platform.target_of(cluster).is_some_and(|it| it.cloud.value == Cloud::Azure);
    match platform.login(cluster).map(|it| it.provider.value) {
        Some(LoginProvider::Oidc) if azure => AKS_PREFIX,
        _ if azure => "",
        _ => PREFIX,
    }
}

/// The group that the access entry of an ARN carries, for a role in a tenant's namespaces: `mlpc:search:developer`.
pub fn access_group(tenant: &str, role: &str) -> SmolStr {
    format_smolstr!("mlpc:{tenant}:{role}")
}
