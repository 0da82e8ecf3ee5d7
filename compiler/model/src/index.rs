//! Reverse look-ups, made once: what refers to a declaration. Lists keep the order of addresses.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::{DeclId, Platform};

/// For each declaration those that stand in some relation to it.
pub(crate) type Lists = FxHashMap<DeclId, Vec<DeclId>>;

/// What stands in the relation to `id`.
pub(crate) fn listed(lists: &Lists, id: DeclId) -> impl Iterator<Item = DeclId> + use<'_> {
    lists.get(&id).into_iter().flatten().copied()
}

#[derive(Clone, Default, Debug)]
pub(crate) struct Index {
    pub(crate) by_address: FxHashMap<SmolStr, DeclId>,
    /// Pool → (tenant, place in its quotas).
    pub(crate) quotas_on: FxHashMap<DeclId, Vec<(DeclId, usize)>>,
    pub(crate) cohorts: BTreeMap<SmolStr, Vec<DeclId>>,
    pub(crate) workloads_of_tenant: Lists,
    pub(crate) workloads_on_pool: Lists,
    pub(crate) clusters_of_target: Lists,
    pub(crate) clusters_in_network: Lists,
    pub(crate) pools_of_cluster: Lists,
    pub(crate) components_of_cluster: Lists,
    pub(crate) datasets_in: Lists,
    pub(crate) grants_on: Lists,
    pub(crate) grants_to: Lists,
    pub(crate) slos_of: Lists,
    pub(crate) readers: Lists,
    pub(crate) owned: Lists,
}

impl Index {
    pub(crate) fn new(platform: &Platform) -> Self {
        let mut index = Self::default();
        index.addresses(platform);
        index.tenants(platform);
        index.places(platform);
        index.work(platform);
        index
    }

    fn addresses(&mut self, platform: &Platform) {
        let mut sorted = platform.decls.iter_enumerated().collect::<Vec<_>>();
        sorted.sort_by(|(_, one), (_, other)| one.address.cmp(&other.address));
        for (id, decl) in sorted {
            // Of two with one address, which is an error reported elsewhere, the first stands.
            self.by_address.entry(decl.address.clone()).or_insert(id);
            if let Some(tenant) = decl.tenant {
                self.owned.entry(tenant).or_default().push(id);
            }
        }
    }

    fn tenants(&mut self, platform: &Platform) {
        for tenant in &platform.tenants {
            if let Some(cohort) = &tenant.cohort {
                self.cohorts.entry(cohort.value.clone()).or_default().push(tenant.decl);
            }
            for (place, quota) in tenant.quotas.iter().enumerate() {
                self.quotas_on.entry(quota.pool.value).or_default().push((tenant.decl, place));
            }
        }
        for grant in &platform.grants {
            self.grants_on.entry(grant.what.value).or_default().push(grant.decl);
            self.grants_to.entry(grant.to.value).or_default().push(grant.decl);
        }
    }

    fn places(&mut self, platform: &Platform) {
        for cluster in &platform.clusters {
            self.clusters_of_target.entry(cluster.target.value).or_default().push(cluster.decl);
            if let Some(network) = cluster.network {
                self.clusters_in_network.entry(network.value).or_default().push(cluster.decl);
            }
        }
        for pool in &platform.pools {
            self.pools_of_cluster.entry(pool.cluster.value).or_default().push(pool.decl);
        }
        for component in &platform.components {
            self.components_of_cluster.entry(component.cluster.value).or_default().push(component.decl);
        }
    }

    fn work(&mut self, platform: &Platform) {
        for workload in platform.workloads() {
            let shared = workload.shared();
            self.workloads_of_tenant.entry(shared.tenant.value).or_default().push(workload.decl());
            self.workloads_on_pool.entry(shared.pool.value).or_default().push(workload.decl());
            self.read_by(workload.decl(), &shared.reads);
        }
        for component in &platform.components {
            self.read_by(component.decl, &component.reads);
        }
        for dataset in &platform.datasets {
            self.datasets_in.entry(dataset.store.value).or_default().push(dataset.decl);
        }
        for slo in &platform.slos {
            self.slos_of.entry(slo.of.value).or_default().push(slo.decl);
        }
    }

    fn read_by(&mut self, who: DeclId, reads: &[crate::At<DeclId>]) {
        for dataset in reads {
            self.readers.entry(dataset.value).or_default().push(who);
        }
    }
}
