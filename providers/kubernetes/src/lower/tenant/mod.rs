//! `tenant`: its namespace on each cluster it uses, and what keeps it apart there.

mod access;
mod network;
pub(super) mod queue;
mod quota;

use mlpc_graph::Map;
use mlpc_lowering::Lowering;
use mlpc_model::{DeclId, InterconnectType, PodSecurity, Tenant};
use smol_str::format_smolstr;

use super::on_call;
use crate::object::{NAMESPACE, Object, Site, labels};
use crate::{ClusterFacts, Clusters, amounts, pod};

/// Lowers a tenant.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(tenant), Some(decl)) = (platform.tenant(id), platform.decl(id)) else { return };
    for cluster in clusters.of_tenant(platform, tenant) {
        let site = Site::of_tenant(platform, cluster, tenant, decl);
        namespace(cx, &site, tenant);
        let quotas = amounts::quotas(platform, cluster, tenant);
        quota::resource_quota(cx, &site, &quotas);
        quota::limit_range(cx, &site);
        network::policies(cx, &site, tenant);
        access::roles(cx, &site, tenant);
        if cluster.has("kueue") && !quotas.is_empty() {
            queue::queues(cx, &site, tenant, &quotas);
        }
        on_call::of_tenant(cx, cluster, tenant, decl);
    }
}

fn namespace(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    let level = pod::level(cx.platform, site.cluster, tenant);
    let mut labels = labels(cx.platform, tenant.decl);
    labels.push("pod-security.kubernetes.io/enforce", level.as_str());
    if let Some(reason) = reason_for(site.cluster, tenant, level) {
        labels = labels.comment(reason);
    }
    let name = cx.platform.namespace(tenant).clone();
    let site = site.clone().cluster_wide();
    site.add(cx, Object { ty: NAMESPACE, name: &name, part: None, reason: "where its workloads run", labels, body: Map::new() });
}

/// Why a namespace enforces less than the strictest standard.
fn reason_for(cluster: &ClusterFacts, tenant: &Tenant, level: PodSecurity) -> Option<smol_str::SmolStr> {
    if tenant.pod_security.is_some() || level == PodSecurity::Restricted {
        return None;
    }
    let pools = tenant.quotas.iter().filter_map(|it| cluster.pool(it.pool.value));
    let pool = pools.into_iter().find(|it| it.fabric != InterconnectType::None)?;
    let fabric = match pool.fabric {
        InterconnectType::Efa => "EFA",
        InterconnectType::Infiniband => "InfiniBand",
        InterconnectType::Rdma => "RDMA",
        InterconnectType::GpudirectTcpx | InterconnectType::GpudirectTcpxo => "GPUDirect",
        InterconnectType::None => return None,
    };
    Some(format_smolstr!("{fabric} jobs on {}", pool.name))
}
