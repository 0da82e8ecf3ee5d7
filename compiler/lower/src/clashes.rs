//! MLP0309: declarations that lower to one address or one name in the cloud, and namespaces that are taken.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Resource};
use mlpc_lowering::{Lowering, codes};
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Types whose name must be unique in their target, with the attribute that holds it.
const NAMED: [(&str, &str); 22] = [
    ("aws_db_instance", "identifier"),
    ("aws_ecr_repository", "name"),
    ("aws_eks_cluster", "name"),
    ("aws_elasticache_replication_group", "replication_group_id"),
    ("aws_iam_role", "name"),
    ("aws_kms_alias", "name"),
    ("aws_launch_template", "name"),
    ("aws_s3_bucket", "bucket"),
    ("aws_secretsmanager_secret", "name"),
    ("azurerm_container_registry", "name"),
    ("azurerm_key_vault", "name"),
    ("azurerm_kubernetes_cluster", "name"),
    ("azurerm_storage_account", "name"),
    ("azurerm_user_assigned_identity", "name"),
    ("azurerm_virtual_network", "name"),
    ("google_artifact_registry_repository", "repository_id"),
    ("google_compute_network", "name"),
    ("google_container_cluster", "name"),
    ("google_kms_key_ring", "name"),
    ("google_secret_manager_secret", "secret_id"),
    ("google_service_account", "account_id"),
    ("google_storage_bucket", "name"),
];

/// Reports clashes; of resources with one address the first stays.
pub(crate) fn report(lowering: &mut Lowering<'_>) {
    reserved_namespaces(lowering);
    let mut resources = std::mem::take(lowering.graph.resources_mut());
    let mut repeated: Vec<usize> = Vec::new();
    let mut addresses: FxHashMap<&Address, &Resource> = FxHashMap::with_capacity_and_hasher(resources.len(), FxBuildHasher);
    let mut names: FxHashMap<Name<'_>, &Resource> = FxHashMap::default();
    for (at, resource) in resources.iter().enumerate() {
        if let Some(other) = addresses.insert(&resource.address, resource) {
            clash(lowering, other, resource, &format!("the address `{}`", resource.address));
            repeated.push(at);
        } else if let Some(name) = unique_name(resource)
            && let Some(other) = names.insert(name, resource)
        {
            let what = if name.kind == "Namespace" { "namespace" } else { "name" };
            clash(lowering, other, resource, &format!("the {what} `{}`", name.text));
        }
    }
    for at in repeated.into_iter().rev() {
        resources.remove(at);
    }
    *lowering.graph.resources_mut() = resources;
}

/// A name that only one resource of its kind may have in its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Name<'r> {
    kind: &'r str,
    /// The target, of namespaces the cluster.
    place: &'r str,
    text: &'r str,
}

fn unique_name(resource: &Resource) -> Option<Name<'_>> {
    let kind = resource.address.kind();
    if kind == "Namespace" {
        let name = resource.attrs.get("metadata")?.as_map()?.get("name")?.as_text()?;
        return Some(Name { kind, place: resource.place.cluster.as_deref().unwrap_or_default(), text: name });
    }
    let at = NAMED.binary_search_by(|(it, _)| (*it).cmp(kind)).ok()?;
    let (_, attribute) = NAMED.get(at)?;
    Some(Name { kind, place: &resource.place.target, text: resource.attrs.get(attribute)?.as_text()? })
}

fn clash(lowering: &mut Lowering<'_>, one: &Resource, other: &Resource, what: &str) {
    let head = |it: &Resource| {
        let decl = lowering.platform.decl_by_address(&it.owner).and_then(|id| lowering.platform.decl(id));
        decl.map(|it| it.head).or_else(|| lowering.origins.span(it.origin))
    };
    let found = Diagnostic::new(&codes::NAME_CLASH, format!("`{}` and `{}` both lower to {what}", one.owner, other.owner))
        .label_opt(head(other), "lowers to it, too")
        .label_opt(head(one), "lowers to it")
        .help("give one of them another name")
        .subject(other.owner.clone())
        .subject(one.owner.clone());
    lowering.out.push(found);
}

/// Namespaces that Kubernetes or the platform has for itself.
fn reserved_namespaces(lowering: &mut Lowering<'_>) {
    for tenant in &lowering.platform.tenants {
        let namespace = lowering.platform.namespace(tenant);
        let reserved = matches!(namespace.as_str(), "platform" | "default") || namespace.starts_with("kube-");
        let Some(decl) = lowering.platform.decl(tenant.decl).filter(|_| reserved) else { continue };
        let at = tenant.namespace.as_ref().and_then(|it| lowering.origins.span(it.origin)).unwrap_or(decl.head);
        lowering.out.push(
            Diagnostic::new(&codes::NAME_CLASH, format!("tenant `{}` can't have the namespace `{namespace}`: it is reserved", tenant.name))
                .label(at, "reserved are `platform`, `default` and `kube-…`")
                .help("give it another name, or set `namespace=`")
                .subject(decl.address.clone()),
        );
    }
}
