//! How many nodes the replicas of services need: at their minimum, and at the declared peak.

use mlpc_catalog::Catalog;
use mlpc_model::{At, ModelService, Platform, Pool, PoolClass, ShareMode, WorkloadRef};
use mlpc_units::{Quantity, Rational};

use super::Nodes;
use crate::capacity::{self, Node};
use crate::pool;

/// The numbers of nodes of a pool: its own bounds, raised to what the replicas on it need. Without bounds there is nothing to say.
pub(super) fn nodes(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<Nodes> {
    let max = pool::most_nodes(platform, catalog, pool)?;
    let declared = pool.nodes.at_least().map_or(0, |at| at.value).max(paid_when_idle(pool));
    let needed = |replicas: fn(&ModelService) -> i64| nodes_needed(platform, catalog, pool, replicas).unwrap_or(0);
    let min = declared.max(needed(least_replicas)).min(max);
    let expected = min.max(needed(peak_replicas)).min(max);
    Some(Nodes { min, expected, max })
}

/// Nodes that are paid whether they run or not.
fn paid_when_idle(pool: &Pool) -> i64 {
    let reserved = pool.capacity.types.iter().any(|it| it.value == mlpc_model::CapacityType::Reservation);
    if reserved { pool.capacity.nodes.map_or(0, |nodes| nodes.value) } else { 0 }
}

/// The nodes that so many replicas of each service on a pool need, if they pack without waste: a lower bound. `None` where the node isn't
/// known.
pub fn nodes_needed(platform: &Platform, catalog: &Catalog, pool: &Pool, replicas: fn(&ModelService) -> i64) -> Option<i64> {
    let cloud = platform.target_of(pool.decl)?.cloud.value;
    let node = capacity::node(catalog, cloud, pool)?;
    let mut load = Load::default();
    for workload in platform.workloads_on(pool.decl) {
        if let WorkloadRef::Service(service) = workload {
            load.add(pool, &node, service, replicas(service))?;
        }
    }
    load.nodes()
}

/// Fewest replicas.
pub fn least_replicas(service: &ModelService) -> i64 {
    service.replicas.at_least().map_or(0, |at| at.value)
}

/// Replicas for the declared peak with one of them down: requests in flight over what one takes, rounded up, and one more; within its bounds.
pub fn peak_replicas(service: &ModelService) -> i64 {
    let least = least_replicas(service);
    let most = service.replicas.at_most().map_or(least, |at| at.value);
    let wanted = in_flight(service).and_then(|in_flight| {
        let each = service.concurrency.map(|at| at.value).filter(|n| *n > 0)?;
        in_flight.checked_div(Rational::integer(each))?.ceil().to_i64()?.checked_add(1)
    });
    wanted.unwrap_or(least).clamp(least, most.max(least))
}

/// Requests in flight at the declared peak, by Little's law.
pub fn in_flight(service: &ModelService) -> Option<Rational> {
    let traffic = service.traffic.as_ref()?;
    traffic.peak.per_second.checked_mul(traffic.service_time.seconds())
}

/// Shares of nodes that pods take, by the resource of which they take most.
struct Load {
    devices: Rational,
    cpu: Rational,
    memory: Rational,
}

impl Default for Load {
    fn default() -> Self {
        Self { devices: Rational::ZERO, cpu: Rational::ZERO, memory: Rational::ZERO }
    }
}

impl Load {
    fn add(&mut self, pool: &Pool, node: &Node, service: &ModelService, replicas: i64) -> Option<()> {
        let replicas = Rational::integer(replicas);
        let resources = service.work.resources.as_ref();
        let gpus = match (pool.class(), pool.share_mode()) {
            (PoolClass::Cpu, _) => None,
            (PoolClass::Gpu, ShareMode::Mig) => {
                // A pod of slices takes as much of a node as its scarcest profile.
                let wanted = resources.iter().flat_map(|it| it.profiles.iter());
                let shares = wanted.filter_map(|(profile, n)| fraction(n.value, node.device(&capacity::slice(profile))?));
                shares.max()
            }
            (PoolClass::Gpu, _) => fraction(service.gpus_of_replica()?, node.devices.first().map_or(node.gpus, |(_, n)| *n)),
        };
        let of_node =
            |wanted: Option<At<Quantity>>, has: Quantity| wanted.and_then(|at| at.value.checked_ratio(has)).unwrap_or(Rational::ZERO);
        let cpu = of_node(resources.and_then(|it| it.cpu), node.cpu);
        let memory = of_node(resources.and_then(|it| it.memory), node.memory);
        self.devices = self.devices.checked_add(gpus.unwrap_or(Rational::ZERO).checked_mul(replicas)?)?;
        self.cpu = self.cpu.checked_add(cpu.checked_mul(replicas)?)?;
        self.memory = self.memory.checked_add(memory.checked_mul(replicas)?)?;
        Some(())
    }

    fn nodes(&self) -> Option<i64> {
        self.devices.max(self.cpu).max(self.memory).ceil().to_i64()
    }
}

fn fraction(wanted: i64, has: i64) -> Option<Rational> {
    Rational::integer(wanted).checked_div(Rational::integer(has))
}
