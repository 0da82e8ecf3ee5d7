//! Where a declaration stands: target, network, cluster; and what stands there.

use crate::index::listed;
use crate::kinds::{Autoscaler, CapacityType, Cluster, Component, Dedicated, InterconnectType, Network, Pool, ShareMode, Target};
use crate::{At, Cloud, Decl, DeclId, Platform};

/// A declaration reaches its target in at most this many steps: slo → service → pool → cluster → target.
const MAX_STEPS: usize = 8;

/// Fields that lead nearer to the place where a declaration stands, in the order in which they are followed.
const TOWARDS_PLACE: &[&str] = &["cluster", "network", "pool", "in", "of"];

impl Platform {
    /// The declaration with this address.
    pub fn decl_by_address(&self, address: &str) -> Option<DeclId> {
        self.index.by_address.get(address).copied()
    }

    /// The declaration, or `None` for an id of another compile.
    pub fn decl(&self, id: DeclId) -> Option<&Decl> {
        self.decls.get(id)
    }

    /// The target of any declaration: its own, or that of its cluster, network, pool, store, or of what an slo is of.
    pub fn target_of(&self, id: DeclId) -> Option<&Target> {
        self.target(self.follow(id, "target", "target")?)
    }

    /// The cluster of any declaration: its own, or that of its pool, or of what an slo is of. A target of cloud `kubernetes` has one cluster,
    /// which is that of its stores.
    pub fn cluster_of(&self, id: DeclId) -> Option<&Cluster> {
        if let Some(cluster) = self.follow(id, "cluster", "cluster").and_then(|id| self.cluster(id)) {
            return Some(cluster);
        }
        let target = self.target_of(id)?;
        let mut clusters = self.clusters_of(target.decl);
        clusters.next().filter(|_| target.cloud.value == Cloud::Kubernetes)
    }

    /// The network of any declaration: its own, or that of its cluster, pool or store.
    pub fn network_of(&self, id: DeclId) -> Option<&Network> {
        self.network(self.follow(id, "network", "network")?)
    }

    /// The clusters of a target.
    pub fn clusters_of(&self, target: DeclId) -> impl Iterator<Item = &Cluster> {
        listed(&self.index.clusters_of_target, target).filter_map(|id| self.cluster(id))
    }

    /// The clusters in a network.
    pub fn clusters_in(&self, network: DeclId) -> impl Iterator<Item = &Cluster> {
        listed(&self.index.clusters_in_network, network).filter_map(|id| self.cluster(id))
    }

    /// The pools of a cluster, CPU pools first.
    pub fn pools_of(&self, cluster: DeclId) -> impl Iterator<Item = &Pool> {
        listed(&self.index.pools_of_cluster, cluster).filter_map(|id| self.pool(id))
    }

    /// The pool of this name; the two kinds of pool share one set of names.
    pub fn pool_by_name(&self, name: &str) -> Option<&Pool> {
        let of_kind = |kind: &str| self.decl_by_address(&format!("{kind}.{name}")).and_then(|id| self.pool(id));
        of_kind("gpu-pool").or_else(|| of_kind("cpu-pool"))
    }

    /// Whether Karpenter makes a pool's nodes, as they are needed, rather than a node group that is there from the start (`kinds.md`, "cluster"):
    /// on EKS clusters of ours with `autoscaler "karpenter"`, all pools that need nothing which only a node group has.
    pub fn made_by_karpenter(&self, pool: &Pool) -> bool {
        let asked =
            |cluster: &Cluster| cluster.existing.is_none() && cluster.autoscaler.is_some_and(|it| it.value == Autoscaler::Karpenter);
        let on_eks = self.target_of(pool.decl).is_some_and(|it| it.cloud.value == Cloud::Aws);
        let starts_empty = pool.nodes.at_least().is_some_and(|it| it.value == 0);
        let for_platform = pool.dedicated.is_some_and(|it| it.value == Dedicated::Platform);
        let fabric = pool.interconnect.as_ref().is_some_and(|it| it.fabric.value != InterconnectType::None);
        let on_market = |it: &At<CapacityType>| matches!(it.value, CapacityType::OnDemand | CapacityType::Spot);
        on_eks
            && self.cluster(pool.cluster.value).is_some_and(asked)
            && starts_empty
            && !for_platform
            && !fabric
            && pool.existing.is_none()
            && pool.share_mode() == ShareMode::Exclusive
            && pool.capacity.types.iter().all(on_market)
    }

    /// The components on a cluster.
    pub fn components_of(&self, cluster: DeclId) -> impl Iterator<Item = &Component> {
        listed(&self.index.components_of_cluster, cluster).filter_map(|id| self.component(id))
    }

    /// The components of one kind on a cluster: `kueue`.
    pub fn components_of_kind<'a>(&'a self, cluster: DeclId, kind: &'a str) -> impl Iterator<Item = &'a Component> {
        self.components_of(cluster).filter(move |component| component.kind() == kind)
    }

    /// Follows context fields from `id` to the nearest declaration of `kind`, itself included, trying `field` first at each step.
    fn follow(&self, id: DeclId, field: &str, kind: &str) -> Option<DeclId> {
        let mut at = id;
        for _ in 0..MAX_STEPS {
            let decl = self.decls.get(at)?;
            if decl.kind == kind {
                return Some(at);
            }
            let direct = decl.fields.get_ref(field);
            at = direct.or_else(|| TOWARDS_PLACE.iter().find_map(|name| decl.fields.get_ref(name)))?;
        }
        None
    }
}
