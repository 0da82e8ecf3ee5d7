//! MLP0310: a role in a tenant that amounts to more than it says.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Admin, Cluster, DeclId, Item, Member, Platform, Role, Tenant, Val};
use mlpc_source::OriginId;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0310",
    name: "role-escalates",
    severity: Severity::Error,
    title: "role that amounts to more than it says",
    since: "0.1",
    explain: include_str!("role_escalates.md"),
};

/// Verbs with which a role gives itself more.
const ESCALATING: [&str; 4] = ["*", "bind", "escalate", "impersonate"];

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let uses = tenants_by_cluster(platform);
    for cluster in &platform.clusters {
        let admins: FxHashMap<&SmolStr, &Admin> = cluster.admins.iter().map(|admin| (&admin.principal.value, admin)).collect();
        let tenants = uses.get(&cluster.decl).map_or(&[][..], Vec::as_slice);
        if admins.is_empty() {
            continue;
        }
        for tenant in tenants.iter().filter_map(|id| platform.tenant(*id)) {
            let members = tenant.members.iter().filter_map(|member| Some((member, *admins.get(&member.principal.value)?)));
            out.extend(members.filter_map(|(member, admin)| cluster_admin(cx, cluster, tenant, member, admin, tenants.len())));
        }
    }
    for resource in &platform.resources {
        let (Some(tenant), true) = (resource.tenant, resource.resource_type.value == "kubernetes_manifest") else { continue };
        let Some(tenant) = platform.tenant(tenant.value) else { continue };
        out.extend(resource.attributes.as_ref().and_then(|it| manifest(cx, tenant, resource.decl, it)));
    }
}

/// The tenants with quota on each cluster.
fn tenants_by_cluster(platform: &Platform) -> FxHashMap<DeclId, Vec<DeclId>> {
    let mut seen: FxHashSet<(DeclId, DeclId)> = FxHashSet::default();
    let mut tenants: FxHashMap<DeclId, Vec<DeclId>> = FxHashMap::default();
    for tenant in &platform.tenants {
        for pool in tenant.quotas.iter().filter_map(|quota| platform.pool(quota.pool.value)) {
            if seen.insert((pool.cluster.value, tenant.decl)) {
                tenants.entry(pool.cluster.value).or_default().push(tenant.decl);
            }
        }
    }
    tenants
}

/// A member that is also an administrator of the cluster, and so reads the secrets of every tenant there.
fn cluster_admin(
    cx: &CheckCx<'_>,
    cluster: &Cluster,
    tenant: &Tenant,
    member: &Member,
    admin: &Admin,
    n_tenants: usize,
) -> Option<Diagnostic> {
    let role = member.role.value;
    let others = n_tenants.saturating_sub(1);
    // An administrator of a tenant that is alone on the cluster gains nothing that is another's.
    if role == Role::Admin && others == 0 {
        return None;
    }
    let reads = match others {
        0 => "can do everything there".to_owned(),
        1 => "reads the secrets of another tenant there".to_owned(),
        n => format!("reads the secrets of {n} other tenants there"),
    };
    let principal = &member.principal.value;
    let message = format!(
        "`{principal}` is {} of tenant `{}`, but as an administrator of cluster `{}` {reads}",
        role.as_str(),
        tenant.name,
        cluster.name
    );
    // The platform's own people may well be administrators of a tenant.
    let severity = if role == Role::Admin { Severity::Warning } else { Severity::Error };
    Some(
        Diagnostic::new(&RULE, message)
            .severity(severity)
            .label_opt(cx.span(member.principal.origin), format!("{} here", role.as_str()))
            .label_opt(cx.span(admin.principal.origin), "administrator of the whole cluster")
            .help(format!(
                "name a group of the platform's own people as `admin` of cluster `{}`, and leave `{principal}` in its tenant",
                cluster.name
            ))
            .subject(tenant.address.clone())
            .subject(cluster.address.clone()),
    )
}

/// Roles and bindings that a tenant writes itself, beyond what its namespace may give.
fn manifest(cx: &CheckCx<'_>, tenant: &Tenant, resource: DeclId, attributes: &Item) -> Option<Diagnostic> {
    let object = entry(attributes, "manifest")?;
    let kind = text(entry(object, "kind")?)?;
    let metadata = entry(object, "metadata");
    let namespace = metadata.and_then(|it| entry(it, "namespace")).and_then(text);
    let own = cx.platform.namespace(tenant);
    let (at, label, gives) = match kind {
        "ClusterRoleBinding" => (entry(object, "kind")?.origin, "binds in all namespaces", "a role in every namespace".to_owned()),
        "RoleBinding" if namespace.is_some_and(|it| it != own) => {
            let namespace = metadata.and_then(|it| entry(it, "namespace"))?;
            (namespace.origin, "not its own", format!("a role in namespace `{}`", text(namespace)?))
        }
        "RoleBinding" => {
            let role = entry(entry(object, "roleRef")?, "name")?;
            let powerful = matches!(text(role)?, "cluster-admin" | "admin");
            if !powerful {
                return None;
            }
            (role.origin, "includes roles and their bindings", format!("the role `{}`", text(role)?))
        }
        "Role" | "ClusterRole" => {
            let verb = escalating(object)?;
            (verb.0, "lets it give itself more", format!("the verb `{}` on roles", verb.1))
        }
        _ => return None,
    };
    let address = cx.address(resource);
    Some(
        Diagnostic::new(&RULE, format!("`{address}` gives tenant `{}` {gives}", tenant.name))
            .label_opt(cx.span(at), label)
            .label_opt(cx.kind_and_name(tenant.decl), format!("its namespace is `{own}`"))
            .help("give people roles with `member`, or declare the object outside the tenant, where the platform's owners see it")
            .subject(address)
            .subject(tenant.address.clone()),
    )
}

/// A rule on roles, or on everything, with a verb that escalates.
fn escalating(object: &Item) -> Option<(OriginId, &str)> {
    let rules = entry(object, "rules")?.elements();
    rules.iter().find_map(|rule| {
        let resources = entry(rule, "resources")?;
        let on_roles =
            resources.elements().iter().filter_map(text).any(|it| it == "*" || it.contains("roles") || it.contains("rolebindings"));
        let verb = entry(rule, "verbs")?.elements().iter().find(|verb| text(verb).is_some_and(|it| ESCALATING.contains(&it)))?;
        Some((verb.origin, text(verb)?)).filter(|_| on_roles)
    })
}

fn entry<'a>(item: &'a Item, key: &str) -> Option<&'a Item> {
    item.entries().iter().find(|(name, _)| name == key).map(|(_, item)| item)
}

fn text(item: &Item) -> Option<&str> {
    match &item.val {
        Val::Text(text) => Some(text),
        _ => None,
    }
}
