//! Values that are known before apply because names are deterministic: URLs, namespaces, names in the cloud that others must repeat.

use mlpc_model::{Cloud, DeclId, Platform};
use smol_str::{SmolStr, format_smolstr};

use crate::{Scope, account_hash};

/// The value of a declaration's attribute that the lowering knows; `None` where only the cloud does (or, of a component, its interface).
pub fn known(platform: &Platform, id: DeclId, attribute: &str) -> Option<SmolStr> {
    let scope = Scope::new(platform, id)?;
    match (attribute, scope.decl.kind.as_str()) {
        ("name", _) => Some(scope.decl.name.clone()),
        ("address", _) => Some(scope.decl.address.clone()),
        ("namespace", "tenant") => platform.tenant(id).map(|tenant| platform.namespace(tenant).clone()),
        ("url", "bucket") => bucket_url(&scope),
        ("url", "registry") => registry_url(&scope),
        ("url", "dataset") => {
            let dataset = platform.dataset(id)?;
            let store = known(platform, dataset.store.value, "url")?;
            Some(format_smolstr!("{store}/{}", dataset.path.as_ref().map_or(&dataset.name, |it| &it.value)))
        }
        ("url", "model-service") => service_url(&scope),
        _ => None,
    }
}

/// The name of a cluster in its cloud.
pub fn cluster_name(scope: &Scope<'_>) -> SmolStr {
    // On Azure what exists is named with its group before it.
    if let Some((_, name)) = scope.existing().filter(|_| scope.cloud() == Some(Cloud::Azure)).and_then(|it| it.split_once('/')) {
        return name.into();
    }
    scope.existing().or_else(|| scope.chosen_name()).cloned().unwrap_or_else(|| scope.joined("-", None).into())
}

/// The name of a bucket: the existing one's, the chosen one, else `platform[-tenant]-name-hhhhhh`.
pub fn bucket_name(scope: &Scope<'_>) -> SmolStr {
    if let Some(name) = scope.existing().or_else(|| scope.chosen_name()) {
        return name.clone();
    }
    format_smolstr!("{}-{}", scope.joined("-", None), account_hash(scope.account()))
}

fn bucket_url(scope: &Scope<'_>) -> Option<SmolStr> {
    match scope.cloud()? {
        Cloud::Aws => Some(format_smolstr!("s3://{}", bucket_name(scope))),
        Cloud::Gcp => Some(format_smolstr!("gs://{}", bucket_name(scope))),
        Cloud::Kubernetes => scope.existing().cloned(),
        Cloud::Azure => {
            let written = scope.existing().map(|it| it.split('/').skip(1).collect::<Vec<_>>());
            let (account, container) = match written.as_deref() {
                Some([account, container]) => ((*account).into(), *container),
                Some([account]) => ((*account).into(), scope.decl.name.as_str()),
                _ => (storage_account_name(scope), scope.decl.name.as_str()),
            };
            Some(format_smolstr!("abfss://{container}@{account}.dfs.core.windows.net"))
        }
    }
}

/// The name of the storage account that holds a bucket on Azure: the chosen one, else `platform[tenant]name` without `-`.
pub fn storage_account_name(scope: &Scope<'_>) -> SmolStr {
    scope.chosen_name().cloned().unwrap_or_else(|| scope.joined("", None).replace('-', "").into())
}

/// The name of a container registry on Azure: the existing one's, the chosen one, else `platform[tenant]name` without `-`.
pub fn container_registry_name(scope: &Scope<'_>) -> SmolStr {
    match scope.existing() {
        Some(existing) => existing.rsplit('/').next().unwrap_or_default().into(),
        None => scope.chosen_name().cloned().unwrap_or_else(|| scope.joined("", None).replace('-', "").into()),
    }
}

/// What the names of a registry's repositories begin with on AWS, where a registry is a prefix in the account's one registry.
pub fn ecr_prefix(scope: &Scope<'_>) -> SmolStr {
    scope.existing().or_else(|| scope.chosen_name()).cloned().unwrap_or_else(|| scope.joined("/", None).into())
}

fn registry_url(scope: &Scope<'_>) -> Option<SmolStr> {
    let name = |separator| scope.chosen_name().cloned().unwrap_or_else(|| scope.joined(separator, None).into());
    let (account, region) = (scope.account(), scope.region());
    match scope.cloud()? {
        Cloud::Aws => {
            let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
            Some(format_smolstr!("{account}.dkr.ecr.{region}.{domain}/{}", ecr_prefix(scope)))
        }
        Cloud::Gcp => Some(format_smolstr!("{region}-docker.pkg.dev/{account}/{}", name("-"))),
        Cloud::Azure => Some(format_smolstr!("{}.azurecr.io", container_registry_name(scope).to_lowercase())),
        Cloud::Kubernetes => scope.existing().cloned(),
    }
}

/// Under its host if it has one, else inside the cluster.
fn service_url(scope: &Scope<'_>) -> Option<SmolStr> {
    let service = scope.platform.service(scope.id)?;
    if let Some(host) = service.expose.as_ref().and_then(|expose| expose.host.as_ref()) {
        return Some(format_smolstr!("https://{}", host.value));
    }
    Some(format_smolstr!("http://{}.{}.svc.cluster.local", service.name, scope.platform.namespace(scope.tenant?)))
}
