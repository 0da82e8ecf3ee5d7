//! What lowerings of pools and of what runs on them must agree on: the label and taints of nodes.

use mlpc_catalog::{Catalog, Machine};
use mlpc_model::{Cloud, Dedicated, InterconnectType, Platform, Pool, PoolClass, TaintEffect};
use smol_str::SmolStr;

/// The label that finds a pool's nodes.
pub const POOL_LABEL: &str = "mlpc-pool";
/// The taint of pools that are for the platform's own pods, or one tenant's.
pub const DEDICATED_TAINT: &str = "mlpc-dedicated";

/// A taint of a pool's nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taint {
    /// Its key.
    pub key: SmolStr,
    /// Its value; empty for none.
    pub value: SmolStr,
    /// What it does.
    pub effect: TaintEffect,
}

/// The taints of a pool: of a GPU pool its accelerator's resource name unless `taint "none"` takes it away, those written, and one for whom it is
/// dedicated to. On nodes that others make nobody knows the value of the first: it is left empty, so that pods tolerate any.
pub fn taints(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Vec<Taint> {
    let mut taints = Vec::new();
    let plain = pool.taints.iter().any(|it| it.key.value == "none");
    if let Some(device) = device(platform, catalog, pool).filter(|_| !plain && pool.class() == PoolClass::Gpu) {
        let value = if pool.node.is_some() { "" } else { "present" };
        taints.push(Taint { key: device, value: SmolStr::new_static(value), effect: TaintEffect::NoSchedule });
    }
    for taint in pool.taints.iter().filter(|it| it.key.value != "none") {
        let value = taint.value.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        taints.push(Taint { key: taint.key.value.clone(), value, effect: taint.effect.value });
    }
    if let Some(owner) = dedicated(platform, pool) {
        taints.push(Taint { key: SmolStr::new_static(DEDICATED_TAINT), value: owner, effect: TaintEffect::NoSchedule });
    }
    taints
}

/// For whom the pool is: a tenant's name, `platform`, or everybody.
pub fn dedicated(platform: &Platform, pool: &Pool) -> Option<SmolStr> {
    match pool.dedicated?.value {
        Dedicated::Platform => Some(SmolStr::new_static("platform")),
        Dedicated::Tenant(tenant) => platform.tenant(tenant).map(|it| it.name.clone()),
    }
}

/// The machines of a pool that the catalog knows.
pub fn machines(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Vec<Machine> {
    let cloud = platform.target_of(pool.decl).map_or("", |it| it.cloud.value.as_str());
    pool.machine.iter().filter_map(|it| catalog.machine(cloud, &it.value)).collect()
}

/// The extended resource that pods request of a pool: `nvidia.com/gpu`, `aws.amazon.com/neuron` …; `None` without an accelerator that is known.
pub fn device(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<SmolStr> {
    let accelerator = match machines(platform, catalog, pool).into_iter().next() {
        Some(machine) => machine.accelerator?,
        None => pool.accelerator.as_ref()?.value.clone(),
    };
    catalog.accelerator(&accelerator).map(|it| it.k8s_resource)
}

/// The fabric between a pool's nodes: the one written, else InfiniBand where an Azure machine has it.
pub fn fabric(platform: &Platform, catalog: &Catalog, pool: &Pool) -> InterconnectType {
    if let Some(interconnect) = &pool.interconnect {
        return interconnect.fabric.value;
    }
    let azure = platform.target_of(pool.decl).is_some_and(|it| it.cloud.value == Cloud::Azure);
    let infiniband = |machine: &Machine| machine.rdma.as_ref().is_some_and(|it| it.starts_with("InfiniBand"));
    if azure && machines(platform, catalog, pool).iter().any(infiniband) { InterconnectType::Infiniband } else { InterconnectType::None }
}
