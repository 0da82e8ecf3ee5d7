//! What a whole pool gives at its maximum, and what tenants reserve of it.

use mlpc_catalog::{Catalog, Machine};
use mlpc_model::{Cloud, DeclId, Platform, Pool, PoolClass, Quota, ShareMode};
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use crate::capacity::{self, Node};

/// The amounts of one resource on a pool.
#[derive(Clone, Debug)]
pub struct Amount {
    /// Which resource.
    pub resource: Reserved,
    /// What one node has for pods.
    pub per_node: Quantity,
    /// How many of them there are at most.
    pub nodes: i64,
    /// The machine that the two are of: of several the one with which the pool gives least.
    pub machine: Option<SmolStr>,
    /// What the pool gives at its maximum: the product of the two.
    pub capacity: Quantity,
    /// The same on the machine with which it gives most.
    pub at_most: Quantity,
    /// Whether the capacity rests on an estimate of what nodes keep for themselves.
    pub estimated: bool,
}

/// A resource of which tenants reserve shares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reserved {
    /// Whole GPUs, or the replicas of shared ones.
    Gpus,
    /// Slices of a MIG profile.
    Slices(SmolStr),
    /// CPUs.
    Cpu,
    /// Memory.
    Memory,
}

/// The facts about a pool's machines that sizes follow from.
#[derive(Clone, Debug)]
pub struct Machines {
    /// As the catalog has them, in the order written.
    pub machines: Vec<Machine>,
}

/// A pool's machines; `None` where it names none, or one that the catalog doesn't know.
pub fn machines(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<Machines> {
    let cloud = platform.target_of(pool.decl)?.cloud.value;
    let machines = pool.machine.iter().map(|id| catalog.machine(cloud.as_str(), id)).collect::<Option<Vec<_>>>()?;
    if machines.is_empty() { None } else { Some(Machines { machines }) }
}

/// How many nodes a pool can have on a machine: by its bounds, and by `limit` where Karpenter makes them, which counts what machines have rather
/// than what pods get. `None` where it has no maximum.
pub fn max_nodes(pool: &Pool, machine: &Machine) -> Option<i64> {
    let bound = pool.nodes.at_most()?.value;
    let Some(limit) = &pool.limit else { return Some(bound) };
    let within = |limit: Option<Quantity>, each: Quantity| limit.and_then(|limit| limit.checked_ratio(each)?.floor().to_i64());
    let gpus = limit.gpus.zip(machine.whole_accelerators().filter(|n| *n > 0)).and_then(|(limit, each)| limit.value.checked_div(each));
    let cpu = within(limit.cpu.map(|it| it.value), Quantity::count(machine.vcpus));
    let memory = within(limit.memory.map(|it| it.value), machine.memory);
    Some([gpus, cpu, memory].into_iter().flatten().fold(bound, i64::min).max(0))
}

/// The most nodes that a pool can have on any of its machines; `None` where it has no maximum.
pub fn most_nodes(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<i64> {
    let Some(known) = machines(platform, catalog, pool) else { return pool.nodes.at_most().map(|nodes| nodes.value) };
    known.machines.iter().filter_map(|machine| max_nodes(pool, machine)).max()
}

/// What a pool gives at its maximum, a row a resource that tenants can reserve; of several machines by the one that gives least. Empty where its
/// nodes aren't known, or it has no maximum.
pub fn amounts(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Vec<Amount> {
    let Some(cloud) = platform.target_of(pool.decl).map(|it| it.cloud.value) else { return Vec::new() };
    let estimated = reserve_is_estimated(platform, pool, cloud);
    let Some(known) = machines(platform, catalog, pool).filter(|_| pool.node.is_none()) else {
        let (Some(node), Some(nodes)) = (capacity::node(catalog, cloud, pool), pool.nodes.at_most()) else { return Vec::new() };
        return rows(platform, pool, &node, nodes.value, None, estimated);
    };
    let mut least: Vec<Amount> = Vec::new();
    for machine in &known.machines {
        let Some(node) = capacity::node_on(catalog, cloud, pool, &machine.id) else { return Vec::new() };
        let Some(nodes) = max_nodes(pool, machine) else { return Vec::new() };
        for row in rows(platform, pool, &node, nodes, Some(&machine.id), estimated) {
            let Some(known) = least.iter_mut().find(|it| it.resource == row.resource) else {
                least.push(row);
                continue;
            };
            let at_most = known.at_most.max(row.at_most);
            if row.capacity < known.capacity {
                *known = row;
            }
            known.at_most = at_most;
        }
    }
    least
}

/// What so many nodes give.
fn rows(platform: &Platform, pool: &Pool, node: &Node, nodes: i64, machine: Option<&SmolStr>, estimated: bool) -> Vec<Amount> {
    let row = |resource, per_node: Quantity, estimated| {
        let capacity = per_node.checked_mul(Rational::integer(nodes))?;
        Some(Amount { resource, per_node, nodes, machine: machine.cloned(), capacity, at_most: capacity, estimated })
    };
    let count = |n: i64| Quantity::count(Rational::integer(n));
    let rows = match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => vec![row(Reserved::Cpu, node.cpu, estimated), row(Reserved::Memory, node.memory, estimated)],
        (PoolClass::Gpu, ShareMode::Mig) => {
            let slices = |profile: SmolStr| {
                let per_node = count(node.device(&capacity::slice(&profile)).unwrap_or_default());
                row(Reserved::Slices(profile), per_node, false)
            };
            profiles(platform, pool).into_iter().map(slices).collect()
        }
        (PoolClass::Gpu, _) => vec![row(Reserved::Gpus, count(node.devices.first().map_or(node.gpus, |(_, n)| *n)), false)],
    };
    rows.into_iter().flatten().collect()
}

/// The profiles that a pool is cut into, then those that quotas ask of it all the same.
fn profiles(platform: &Platform, pool: &Pool) -> Vec<SmolStr> {
    let cut = pool.share.iter().flat_map(|share| share.profiles.iter());
    let asked = platform.quotas_on(pool.decl).flat_map(|(_, quota)| quota.profiles.iter());
    let mut profiles: Vec<SmolStr> = Vec::new();
    for (profile, _) in cut.chain(asked) {
        if !profiles.contains(profile) {
            profiles.push(profile.clone());
        }
    }
    profiles
}

/// What a quota guarantees of a resource.
pub fn reserved(quota: &Quota, resource: &Reserved) -> Option<mlpc_model::At<Quantity>> {
    let count = |n: &mlpc_model::At<i64>| mlpc_model::At::new(Quantity::count(Rational::integer(n.value)), n.origin);
    match resource {
        Reserved::Gpus => quota.gpus.as_ref().map(count),
        Reserved::Slices(profile) => quota.profiles.get(profile).map(count),
        Reserved::Cpu => quota.cpu,
        Reserved::Memory => quota.memory,
    }
}

/// In what a pool's cost is shared out: whole GPUs, compute slices, CPUs of the machine.
#[derive(Clone, Debug)]
pub struct Units {
    /// Of one node.
    pub per_node: Rational,
    /// In the plural: `GPUs`, `compute slices`, `vCPUs`.
    pub name: &'static str,
    profiles: Vec<(SmolStr, u64)>,
}

/// The units of a pool; `None` where neither the catalog nor the pool says what a node is.
pub fn units(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<Units> {
    let (cpus, gpus) = of_a_node(platform, catalog, pool)?;
    let plain = |per_node, name| Units { per_node, name, profiles: Vec::new() };
    match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => Some(plain(cpus?, "vCPUs")),
        (PoolClass::Gpu, ShareMode::Mig) => {
            let made = machines(platform, catalog, pool).and_then(|it| it.machines.into_iter().next()?.accelerator);
            let claimed = || Some(catalog.accelerator(&pool.accelerator.as_ref()?.value)?.id);
            let known = catalog.mig_profiles(&made.or_else(claimed)?);
            let slices = known.first()?.accelerator_compute_slices;
            let per_node = Rational::integer(gpus?).checked_mul(Rational::integer(i64::try_from(slices).ok()?))?;
            let profiles = known.into_iter().map(|it| (it.name, it.compute_slices)).collect();
            Some(Units { per_node, name: "compute slices", profiles })
        }
        (PoolClass::Gpu, ShareMode::Exclusive) => Some(plain(Rational::integer(gpus?), "GPUs")),
        (PoolClass::Gpu, ShareMode::TimeSlice | ShareMode::Mps) => {
            let replicas = pool.share.as_ref()?.replicas?.value;
            Some(plain(Rational::integer(gpus?).checked_mul(Rational::integer(replicas))?, "shares of GPUs"))
        }
    }
}

/// CPUs and GPUs of one node: where others make the nodes what the pool says of them, else the machine's.
fn of_a_node(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<(Option<Rational>, Option<i64>)> {
    if let Some(node) = &pool.node {
        return Some((node.cpu.map(|it| it.value.value), node.gpus.map(|it| it.value)));
    }
    let machines = machines(platform, catalog, pool)?.machines;
    Some((machines.iter().map(|it| it.vcpus).min(), machines.iter().filter_map(Machine::whole_accelerators).min()))
}

impl Units {
    /// How many of them a quota is.
    pub fn of(&self, pool: &Pool, quota: &Quota) -> Option<Rational> {
        match (pool.class(), pool.share_mode()) {
            (PoolClass::Cpu, _) => quota.cpu.map(|cpu| cpu.value).and_then(|cpu| cpu.checked_ratio(Quantity::count(Rational::ONE))),
            (PoolClass::Gpu, ShareMode::Mig) => quota.profiles.iter().try_fold(Rational::ZERO, |sum, (profile, count)| {
                let slices = self.profiles.iter().find(|(name, _)| name == profile).map(|(_, slices)| *slices)?;
                sum.checked_add(Rational::integer(i64::try_from(slices).ok()?).checked_mul(Rational::integer(count.value))?)
            }),
            (PoolClass::Gpu, _) => quota.gpus.map(|gpus| Rational::integer(gpus.value)),
        }
    }
}

/// Whether what a node keeps for itself is only an estimate: another system makes the nodes.
fn reserve_is_estimated(platform: &Platform, pool: &Pool, cloud: Cloud) -> bool {
    let karpenter =
        platform.cluster_of(pool.decl).and_then(|it| it.autoscaler).is_some_and(|it| it.value == mlpc_model::Autoscaler::Karpenter);
    karpenter || cloud == Cloud::Kubernetes || pool.existing.is_some()
}

/// The tenants that reserve shares of a pool, with what each reserves of a resource, by tenant.
pub fn reservations<'a>(platform: &'a Platform, pool: DeclId, resource: &'a Reserved) -> impl Iterator<Item = Reservation<'a>> {
    platform.quotas_on(pool).filter_map(move |(tenant, quota)| Some(Reservation { tenant, quota, amount: reserved(quota, resource)? }))
}

/// A tenant's guaranteed share.
#[derive(Clone, Copy, Debug)]
pub struct Reservation<'a> {
    /// Whose.
    pub tenant: &'a mlpc_model::Tenant,
    /// Where it is said.
    pub quota: &'a Quota,
    /// How much.
    pub amount: mlpc_model::At<Quantity>,
}
