//! What every lowering looks up, made once per compile: per cluster its pools with their capacity, and what is installed on it.

use std::collections::BTreeMap;

use mlpc_analysis::capacity::{self, Node};
use mlpc_analysis::slo::workbook;
use mlpc_catalog::{BurnRateWindow, Catalog};
use mlpc_graph::{Address, ResourceName};
use mlpc_lowering::objects_stay_inside;
use mlpc_lowering::pools::{self, Taint};
use mlpc_model::{Autoscaler, Cloud, Cluster, DeclId, GpuStackMode, InterconnectType, Platform, Pool, PoolClass, ShareMode, Tenant};
use mlpc_units::Rational;
use smol_str::SmolStr;

use crate::object::release_address;

/// All clusters.
#[derive(Clone, Debug)]
pub struct Clusters {
    by_id: BTreeMap<DeclId, ClusterFacts>,
    burn_rates: Vec<BurnRateWindow>,
}

/// One cluster.
#[derive(Clone, Debug)]
pub struct ClusterFacts {
    /// Its declaration.
    pub id: DeclId,
    /// Its name in the spec.
    pub name: SmolStr,
    /// Its target's name.
    pub target: SmolStr,
    /// Its target's cloud.
    pub cloud: Cloud,
    /// Its target's region; empty for a cluster of no cloud.
    pub region: SmolStr,
    /// Its pools, CPU pools first, then by address.
    pub pools: Vec<PoolFacts>,
    /// Extended resources that some node here has, in order of name: what quotas must speak of.
    pub devices: Vec<SmolStr>,
    /// What is installed, by kind.
    releases: BTreeMap<SmolStr, Release>,
    /// Whether object stores are reached at addresses of the cluster's network.
    pub objects_inside: bool,
    /// Namespaces of the platform that an object makes.
    namespaces: BTreeMap<SmolStr, Address>,
}

/// One pool.
#[derive(Clone, Debug)]
pub struct PoolFacts {
    /// Its declaration.
    pub id: DeclId,
    /// Its name.
    pub name: SmolStr,
    /// CPU or GPU.
    pub class: PoolClass,
    /// What a node offers; `None` where the catalog doesn't know the machine.
    pub node: Option<Node>,
    /// Its taints.
    pub taints: Vec<Taint>,
    /// Labels that find its nodes.
    pub select: Vec<(SmolStr, SmolStr)>,
    /// The fabric between its nodes.
    pub fabric: InterconnectType,
    /// The number of nodes, where it never changes.
    pub fixed_nodes: Option<i64>,
    /// Whether Karpenter makes its nodes.
    pub karpenter: bool,
    /// Whether its GPUs are cut into slices.
    pub mig: bool,
    /// How pods take turns on one of its GPUs, and how many.
    pub turns: Option<(ShareMode, i64)>,
}

/// A component on a cluster.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its kind.
    pub kind: SmolStr,
    /// The release's name.
    pub name: SmolStr,
    /// The release's address.
    pub address: Address,
    /// The declaration; `None` for what comes by itself.
    pub decl: Option<DeclId>,
    /// The declaration that asks for it: its own, else what can't do without it.
    pub because: DeclId,
    /// Whether it is there already and nothing is installed.
    pub existing: bool,
}

impl Clusters {
    /// Looks all clusters up.
    pub fn new(platform: &Platform, catalog: &Catalog) -> Self {
        let facts = platform.clusters.iter().filter_map(|cluster| Some((cluster.decl, ClusterFacts::new(platform, catalog, cluster)?)));
        let mut by_id: BTreeMap<_, _> = facts.collect();
        // What only some clusters need follows from the platform as a whole: walk its secrets once, not once a cluster.
        for (cluster, because) in clusters_with_secrets(platform) {
            // A cluster of no cloud has no store to read: its Secrets are there.
            if let Some(facts) = by_id.get_mut(&cluster).filter(|it| it.cloud != Cloud::Kubernetes) {
                facts.comes_by_itself("external-secrets", because);
            }
        }
        Self { by_id, burn_rates: workbook(catalog) }
    }

    /// One cluster.
    pub fn get(&self, id: DeclId) -> Option<&ClusterFacts> {
        self.by_id.get(&id)
    }

    /// All of them, in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = &ClusterFacts> {
        self.by_id.values()
    }

    /// The SRE workbook's windows of burn-rate alerts, which all SLOs follow.
    pub(crate) fn burn_rates(&self) -> &[BurnRateWindow] {
        &self.burn_rates
    }

    /// The clusters on which a tenant has a namespace: where it has quota, workloads or components.
    pub fn of_tenant<'a>(&'a self, platform: &'a Platform, tenant: &'a Tenant) -> Vec<&'a ClusterFacts> {
        let on_pools = tenant.quotas.iter().map(|it| it.pool.value);
        let of_work = platform.workloads_of(tenant.decl).map(|it| it.shared().pool.value);
        let clusters = on_pools.chain(of_work).filter_map(|pool| platform.pool(pool)).map(|pool| pool.cluster.value);
        let own = platform.owned_by(tenant.decl).filter_map(|(id, _)| platform.component(id)).map(|it| it.cluster.value);
        let mut ids: Vec<_> = clusters.chain(own).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| self.get(id)).collect()
    }
}

impl ClusterFacts {
    fn new(platform: &Platform, catalog: &Catalog, cluster: &Cluster) -> Option<Self> {
        let target = platform.target(cluster.target.value)?;
        let cloud = target.cloud.value;
        let pools: Vec<_> = platform.pools_of(cluster.decl).map(|pool| PoolFacts::new(platform, catalog, cloud, pool)).collect();
        let nodes = pools.iter().filter_map(|it| it.node.as_ref());
        let mut devices: Vec<_> =
            nodes.flat_map(|it| it.devices.iter().map(|(name, _)| name).chain(it.fabric.iter().map(|(name, _)| name))).cloned().collect();
        devices.sort_unstable();
        devices.dedup();
        let mut facts = Self {
            id: cluster.decl,
            name: cluster.name.clone(),
            target: target.name.clone(),
            cloud,
            region: target.region.as_ref().map(|it| it.value.clone()).unwrap_or_default(),
            pools,
            devices,
            objects_inside: platform.network_of(cluster.decl).is_some_and(|it| objects_stay_inside(platform, it.decl)),
            releases: BTreeMap::new(),
            namespaces: BTreeMap::new(),
        };
        facts.install(platform, cluster);
        Some(facts)
    }

    fn install(&mut self, platform: &Platform, cluster: &Cluster) {
        for component in platform.components_of(cluster.decl) {
            let kind = SmolStr::new(component.kind());
            let name = component.release.as_ref().map_or_else(|| kind.clone(), |it| it.value.clone());
            let release = Release {
                address: release_address(&self.name, &name),
                kind: kind.clone(),
                name,
                decl: Some(component.decl),
                because: component.decl,
                existing: component.existing.is_some(),
            };
            self.releases.entry(kind).or_insert(release);
        }
        if cluster.existing.is_some() || matches!(self.cloud, Cloud::Gcp | Cloud::Kubernetes) {
            return;
        }
        let gpus = self.pools.iter().find(|it| it.class == PoolClass::Gpu).map(|it| it.id);
        let stack = cluster.gpu_stack.as_ref().map_or(GpuStackMode::Operator, |it| it.mode.value);
        if let (GpuStackMode::Operator, Some(pool)) = (stack, gpus) {
            self.comes_by_itself("gpu-operator", pool);
        }
        // AKS scales pools itself.
        if self.cloud != Cloud::Aws {
            return;
        }
        let elastic = self.pools.iter().find(|it| it.fixed_nodes.is_none() && !it.karpenter).map(|it| it.id);
        let autoscaler = cluster.autoscaler.map_or(Autoscaler::ClusterAutoscaler, |it| it.value);
        // Karpenter leaves node groups alone: those that scale beside its own pools need the other one, too.
        if let (Some(pool), true) = (elastic, autoscaler != Autoscaler::None) {
            self.comes_by_itself("cluster-autoscaler", pool);
        }
        if let Some(pool) = self.pools.iter().find(|it| it.karpenter).map(|it| it.id) {
            self.comes_by_itself("karpenter", pool);
        }
        if let Some(pool) = self.pools.iter().find(|it| it.fabric == InterconnectType::Efa).map(|it| it.id) {
            self.comes_by_itself("aws-efa-k8s-device-plugin", pool);
        }
    }

    fn comes_by_itself(&mut self, kind: &'static str, because: DeclId) {
        let release = Release {
            kind: kind.into(),
            name: kind.into(),
            address: release_address(&self.name, kind),
            decl: None,
            because,
            existing: false,
        };
        self.releases.entry(kind.into()).or_insert(release);
    }

    /// What is installed, by kind.
    pub fn releases(&self) -> impl Iterator<Item = &Release> {
        self.releases.values()
    }

    /// Whether a component is there, be it installed by us or not.
    pub fn has(&self, kind: &str) -> bool {
        self.releases.contains_key(kind)
    }

    /// The release of a component that we install.
    pub fn release(&self, kind: &str) -> Option<&Release> {
        self.releases.get(kind).filter(|it| !it.existing)
    }

    /// A pool of this cluster.
    pub fn pool(&self, id: DeclId) -> Option<&PoolFacts> {
        self.pools.iter().find(|it| it.id == id)
    }

    /// Says that the platform's namespace is made by the object at this address.
    pub fn add_namespace(&mut self, namespace: SmolStr, address: Address) {
        self.namespaces.insert(namespace, address);
    }

    /// The object that makes a namespace; `None` for those that are there anyway.
    pub(crate) fn namespace_address(&self, tenant: Option<&Tenant>, namespace: &str) -> Option<Address> {
        let name = tenant.map(|it| it.name.as_str()).filter(|_| !self.namespaces.contains_key(namespace));
        match name {
            Some(tenant) => {
                Some(ResourceName { cluster: Some(&self.name), tenant: Some(tenant), name: None, part: None }.address("Namespace"))
            }
            None => self.namespaces.get(namespace).cloned(),
        }
    }
}

impl Clusters {
    /// Says that a platform's namespace on a cluster is made by the object at this address.
    pub fn add_namespace(&mut self, cluster: DeclId, namespace: SmolStr, address: Address) {
        if let Some(facts) = self.by_id.get_mut(&cluster) {
            facts.add_namespace(namespace, address);
        }
    }
}

impl PoolFacts {
    fn new(platform: &Platform, catalog: &Catalog, cloud: Cloud, pool: &Pool) -> Self {
        let node = capacity::node(catalog, cloud, pool);
        let select: Vec<_> = if pool.select.is_empty() {
            vec![(SmolStr::new_static(pools::POOL_LABEL), pool.name.clone())]
        } else {
            pool.select.iter().map(|(key, value)| (key.clone(), value.value.clone())).collect()
        };
        Self {
            id: pool.decl,
            name: pool.name.clone(),
            class: pool.class(),
            taints: pools::taints(platform, catalog, pool),
            select,
            fabric: pools::fabric(platform, catalog, pool),
            fixed_nodes: pool
                .nodes
                .at_least()
                .zip(pool.nodes.at_most())
                .and_then(|(min, max)| (min.value == max.value).then_some(min.value)),
            karpenter: platform.made_by_karpenter(pool),
            mig: pool.share_mode() == ShareMode::Mig,
            turns: turns(pool),
            node,
        }
    }

    /// The resource by which its GPUs are counted: their own name, or of slices none.
    pub fn gpu_resource(&self) -> Option<(&SmolStr, i64)> {
        let node = self.node.as_ref().filter(|_| !self.mig)?;
        node.devices.first().map(|(name, count)| (name, *count))
    }

    /// How much of a node `gpus` of it are.
    pub fn node_share(&self, gpus: i64) -> Option<Rational> {
        let (_, per_node) = self.gpu_resource()?;
        Rational::new(gpus.into(), per_node.into())
    }
}

/// How pods take turns on one GPU of a pool.
fn turns(pool: &Pool) -> Option<(ShareMode, i64)> {
    let share = pool.share.as_ref().filter(|it| matches!(it.mode.value, ShareMode::TimeSlice | ShareMode::Mps))?;
    Some((share.mode.value, share.replicas?.value))
}

/// Clusters on which something reads a secret or a value of the cloud's store, with the declaration that does first.
fn clusters_with_secrets(platform: &Platform) -> BTreeMap<DeclId, DeclId> {
    let mut found = BTreeMap::new();
    for workload in platform.workloads() {
        let Some(pool) = platform.pool(workload.shared().pool.value) else { continue };
        if found.contains_key(&pool.cluster.value) {
            continue;
        }
        if !platform.secrets_of(workload.decl()).is_empty() || crate::env::reads_published(platform, workload.shared()) {
            found.insert(pool.cluster.value, workload.decl());
        }
    }
    for component in &platform.components {
        let reads_database = platform.decl(component.decl).and_then(|it| it.fields.get_ref("database")).is_some();
        let alerts = component.kind() == "kube-prometheus-stack";
        let routed = platform.settings.as_ref().is_some_and(|it| it.on_call.is_some());
        if reads_database || (alerts && routed) {
            found.entry(component.cluster.value).or_insert(component.decl);
        }
    }
    found
}
