//! `secret`: an ExternalSecret in the namespace of those who use it; in a cluster of no cloud the Secret that is there.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, codes, secret_object};
use mlpc_model::{Cloud, DeclId};
use smol_str::SmolStr;

use crate::env::{SECRETS, VALUE, store};
use crate::object::{EXTERNAL_SECRET, Object, Site, spec};
use crate::{ClusterFacts, Clusters};

/// Lowers a tenant's secret: to each of its namespaces. Those of the platform stand where they are used.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(decl), Some(tenant)) = (platform.decl(id), platform.tenant_of(id)) else { return };
    for cluster in clusters.of_tenant(platform, tenant) {
        let site = Site::of_tenant(platform, cluster, tenant, decl);
        copy(cx, &site, id, None);
    }
}

/// Copies a secret of the cloud's store to a namespace, under its own name.
pub(super) fn copy(cx: &mut Lowering<'_>, site: &Site<'_>, secret: DeclId, part: Option<&str>) {
    if !readable(site.cluster) {
        return;
    }
    let (Some(decl), Some(key)) = (cx.platform.decl(secret), remote_name(cx, secret)) else { return };
    let data = Map::new().with("secretKey", VALUE).with("remoteRef", Map::new().with("key", key));
    let body = spec(store(SECRETS).with("data", Value::List(vec![data.into()])));
    let reason = "the secret where its users read it";
    site.add(cx, Object { ty: EXTERNAL_SECRET, name: &decl.name, part, reason, labels: Map::new(), body });
}

/// The name under which pods of a namespace read a secret. One that is there in another namespace, or in another cluster, they can't (MLP0805).
pub(crate) fn name_here(cx: &mut Lowering<'_>, site: &Site<'_>, secret: DeclId) -> Option<SmolStr> {
    let decl = cx.platform.decl(secret)?;
    let Some(there) = secret_object(cx.platform, secret) else { return Some(decl.name.clone()) };
    let here = site.namespace.clone().unwrap_or_default();
    let in_target = cx.platform.target_of(secret).is_some_and(|it| it.name == site.cluster.target);
    let elsewhere = there.namespace.as_ref().filter(|namespace| **namespace != here);
    let message = match elsewhere {
        _ if !in_target => format!("`{}` reads `{}`, which is in another target than its cluster", site.decl.address, decl.address),
        Some(namespace) => format!(
            "`{}` reads `{}` in namespace `{here}`, but that Secret is in `{namespace}`: pods read those of their own namespace alone",
            site.decl.address, decl.address
        ),
        None => return Some(there.name),
    };
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, message)
            .label(site.decl.head, "reads it")
            .label(decl.head, "is there already")
            .help(format!("put the value into namespace `{here}`, too, and name that Secret: `existing=\"{here}/{}\"`", there.name))
            .subject(site.decl.address.clone())
            .subject(decl.address.clone()),
    );
    None
}

fn readable(cluster: &ClusterFacts) -> bool {
    matches!(cluster.cloud, Cloud::Aws | Cloud::Azure) && cluster.has("external-secrets")
}

/// The secret's name in the store: `platform/[tenant/]name`.
fn remote_name(cx: &Lowering<'_>, secret: DeclId) -> Option<SmolStr> {
    let scope = Scope::new(cx.platform, secret)?;
    // Names in a vault of Azure hold no `/`.
    let separator = if scope.cloud() == Some(Cloud::Azure) { "-" } else { "/" };
    Some(scope.existing().or_else(|| scope.chosen_name()).cloned().unwrap_or_else(|| scope.joined(separator, None).into()))
}
