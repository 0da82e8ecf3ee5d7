//! Values that are known before apply because names are deterministic: URLs, namespaces, names in the cloud that others must repeat.

use mlpc_model::{DeclId, Platform};
use smol_str::{SmolStr, format_smolstr};

use crate::{Scope, account_hash, read};

/// The value of a declaration's attribute that the lowering knows, `None` where only the cloud does (or, of a component, its interface).
pub fn known(platform: &Platform, id: DeclId, attribute: &str) -> Option<SmolStr> {
    let scope = Scope::new(platform, id)?;
    match (attribute, scope.decl.kind.as_str()) {
        ("name", _) => Some(scope.decl.name.clone()),
        ("address", _) => Some(scope.decl.address.clone()),
        ("namespace", "tenant") => Some(namespace(scope.decl).clone()),
        ("url", "bucket") => bucket_url(&scope),
        ("url", "registry") => registry_url(&scope),
        ("url", "dataset") => {
            let store = known(platform, read::reference(scope.fields(), "in")?, "url")?;
            Some(format_smolstr!("{store}/{}", read::text(scope.fields(), "path").unwrap_or(&scope.decl.name)))
        }
        ("url", "model-service") => service_url(&scope),
        _ => None,
    }
}

/// The namespace of a tenant on each cluster it uses.
pub fn namespace(tenant: &mlpc_model::Decl) -> &SmolStr {
    read::text(&tenant.fields, "namespace").unwrap_or(&tenant.name)
}

/// The name of a bucket: the existing one's, the chosen one, else `platform[-tenant]-name-hhhhhh`.
pub fn bucket_name(scope: &Scope<'_>) -> SmolStr {
    if let Some(name) = scope.existing().cloned().or_else(|| scope.chosen_name()) {
        return name;
    }
    let account = ["account", "project", "subscription"].into_iter().map(|field| scope.of_target(field)).find(|it| !it.is_empty());
    format_smolstr!("{}-{}", scope.joined("-", None), account_hash(account.unwrap_or_default()))
}

fn bucket_url(scope: &Scope<'_>) -> Option<SmolStr> {
    match scope.of_target("cloud") {
        "aws" => Some(format_smolstr!("s3://{}", bucket_name(scope))),
        "gcp" => Some(format_smolstr!("gs://{}", bucket_name(scope))),
        "kubernetes" => scope.existing().cloned(),
        _ => None,
    }
}

/// What the names of a registry's repositories begin with on AWS, where a registry is a prefix in the account's one registry.
pub fn ecr_prefix(scope: &Scope<'_>) -> SmolStr {
    scope.existing().cloned().or_else(|| scope.chosen_name()).unwrap_or_else(|| scope.joined("/", None).into())
}

fn registry_url(scope: &Scope<'_>) -> Option<SmolStr> {
    match scope.of_target("cloud") {
        "aws" => {
            let region = scope.of_target("region");
            let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
            Some(format_smolstr!("{}.dkr.ecr.{region}.{domain}/{}", scope.of_target("account"), ecr_prefix(scope)))
        }
        "gcp" => {
            let name = scope.chosen_name().unwrap_or_else(|| scope.joined("-", None).into());
            Some(format_smolstr!("{}-docker.pkg.dev/{}/{name}", scope.of_target("region"), scope.of_target("project")))
        }
        "azure" => {
            let name = scope.chosen_name().unwrap_or_else(|| scope.joined("", None).replace('-', "").into());
            Some(format_smolstr!("{name}.azurecr.io"))
        }
        "kubernetes" => scope.existing().cloned(),
        _ => None,
    }
}

/// Under its host if it has one, else inside the cluster.
fn service_url(scope: &Scope<'_>) -> Option<SmolStr> {
    if let Some(host) = read::group(scope.fields(), "expose").and_then(|expose| read::text(expose, "host")) {
        return Some(format_smolstr!("https://{host}"));
    }
    Some(format_smolstr!("http://{}.{}.svc.cluster.local", scope.decl.name, namespace(scope.tenant?)))
}
