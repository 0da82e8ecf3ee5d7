//! Pools: with kueue a ResourceFlavor each, and a Topology where gangs can be placed by it. What Karpenter makes stands beside it.

mod gpu_network;
mod node_pool;

use mlpc_graph::{Address, Map, ResourceName, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{Cloud, DeclId, InterconnectType};

use crate::object::{Object, RESOURCE_FLAVOR, Site, TOPOLOGY, spec};
use crate::{ClusterFacts, Clusters, PoolFacts};

/// Lowers a pool.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(pool), Some(decl)) = (platform.pool(id), platform.decl(id)) else { return };
    let Some(cluster) = clusters.get(pool.cluster.value) else { return };
    let Some(facts) = cluster.pool(id) else { return };
    let site = Site::of_platform(platform, cluster, decl);
    if facts.karpenter {
        node_pool::lower(cx, &site, facts, pool);
    }
    if cluster.cloud == Cloud::Gcp && pool.existing.is_none() {
        gpu_network::lower(cx, &site, pool);
    }
    if cluster.has("kueue") {
        flavor(cx, &site, facts);
    }
}

/// What kueue counts quotas on the pool by.
fn flavor(cx: &mut Lowering<'_>, site: &Site<'_>, facts: &PoolFacts) {
    let topology = by_topology(facts).then(|| {
        let levels = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];
        let levels = levels.iter().map(|it| Value::Map(Map::new().with("nodeLabel", *it))).collect::<Vec<_>>();
        let body = spec(Map::new().with("levels", Value::List(levels)));
        let reason = "how near to each other the pods of a gang are";
        site.add(cx, Object { ty: TOPOLOGY, name: &facts.name, part: None, reason, labels: Map::new(), body })
    });
    let labels: Map = facts.select.iter().map(|(key, value)| (key.clone(), value)).collect();
    let tolerations = facts.taints.iter().map(|taint| {
        let toleration = Map::new().with("key", &taint.key).with("operator", "Exists").with("effect", taint.effect.as_str());
        Value::Map(toleration)
    });
    let taints: Vec<_> = tolerations.collect();
    let body = spec(
        Map::new()
            .with("nodeLabels", labels)
            .with_opt("tolerations", (!taints.is_empty()).then_some(Value::List(taints)))
            .with_opt("topologyName", topology.is_some().then(|| Value::from(&facts.name))),
    );
    let reason = "the nodes that quotas on it speak of";
    site.add(cx, Object { ty: RESOURCE_FLAVOR, name: &facts.name, part: None, reason, labels: Map::new(), body });
    if let (Some(topology), Some(flavor)) = (topology, cx.graph.resources_mut().last_mut()) {
        flavor.life.after.push((topology, None));
    }
}

/// Placement by topology counts the nodes that are there, so a pool that scales from nothing would never get a first one.
fn by_topology(pool: &PoolFacts) -> bool {
    pool.fabric != InterconnectType::None && pool.fixed_nodes.is_some_and(|nodes| nodes > 1)
}

/// The address of a pool's flavor.
pub(super) fn flavor_address(cluster: &ClusterFacts, pool: &str) -> Address {
    ResourceName { cluster: Some(&cluster.name), tenant: None, name: Some(pool), part: None }.address(RESOURCE_FLAVOR.address)
}
