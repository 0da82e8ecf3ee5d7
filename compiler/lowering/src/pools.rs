//! What lowerings of pools and of what runs on them must agree on: the label and taints of nodes.

use mlpc_catalog::{Catalog, Machine};
use mlpc_model::{CapacityType, Cloud, Dedicated, InterconnectType, Platform, Pool, PoolClass, ShareMode, TaintEffect};
use smol_str::{SmolStr, format_smolstr};

/// The label that finds a pool's nodes.
pub const POOL_LABEL: &str = "mlpc-pool";
/// The taint of pools that are for the platform's own pods, or one tenant's.
pub const DEDICATED_TAINT: &str = "mlpc-dedicated";

/// The taint, and the label, of spot nodes on AKS (AKS, "Add a Spot node pool").
pub const AKS_SPOT: (&str, &str) = ("kubernetes.azure.com/scalesetpriority", "spot");

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
    // AKS puts its own on nodes that it may take back at any time.
    let azure = platform.target_of(pool.decl).is_some_and(|it| it.cloud.value == Cloud::Azure);
    if azure && pool.existing.is_none() && pool.capacity.types.iter().any(|it| it.value == CapacityType::Spot) {
        let (key, value) = AKS_SPOT;
        taints.push(Taint { key: SmolStr::new_static(key), value: SmolStr::new_static(value), effect: TaintEffect::NoSchedule });
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

/// The label by which NVIDIA's operator shares a pool's GPUs. For slices the operator's own configuration has one for each profile, filling the GPU;
/// for turns each pool has a configuration of its name.
pub fn sharing_label(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<(&'static str, SmolStr)> {
    let share = pool.share.as_ref()?;
    let accelerator = machines(platform, catalog, pool).into_iter().next()?.accelerator?;
    match share.mode.value {
        ShareMode::Exclusive => return None,
        ShareMode::TimeSlice | ShareMode::Mps => {
            let nvidia = catalog.accelerator(&accelerator).is_some_and(|it| it.k8s_resource == "nvidia.com/gpu");
            return nvidia.then(|| ("nvidia.com/device-plugin.config", pool.name.clone()));
        }
        ShareMode::Mig => {}
    }
    let mut profiles = share.profiles.iter();
    let (profile, count) = profiles.next().filter(|_| profiles.next().is_none())?;
    let known = catalog.mig_profiles(&accelerator).into_iter().find(|it| it.name == *profile)?;
    (u64::try_from(count.value) == Ok(known.max_instances)).then(|| ("nvidia.com/mig.config", format_smolstr!("all-{profile}")))
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
