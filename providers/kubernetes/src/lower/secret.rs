//! `secret`: an ExternalSecret in the namespace of those who use it.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope};
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

fn readable(cluster: &ClusterFacts) -> bool {
    cluster.cloud == Cloud::Aws && cluster.has("external-secrets")
}

/// The secret's name in the store: `platform/[tenant/]name`.
fn remote_name(cx: &Lowering<'_>, secret: DeclId) -> Option<SmolStr> {
    let scope = Scope::new(cx.platform, secret)?;
    Some(scope.existing().or_else(|| scope.chosen_name()).cloned().unwrap_or_else(|| scope.joined("/", None).into()))
}
