//! What a tenant's quotas on a cluster come to, in Kubernetes' resources: the guarantee, what may be borrowed, what is lent.

use mlpc_analysis::kueue::{floored, share_of};
use mlpc_model::{Platform, PoolClass, Quota, Share, Tenant};
use mlpc_source::OriginId;
use mlpc_units::{ByteUnit, Quantity, Rational, group_rational};
use smol_str::SmolStr;

use crate::{ClusterFacts, PoolFacts};

/// An amount of each resource, in the order: cpu, memory, devices of the cluster.
pub(crate) type Amounts = Vec<(SmolStr, Quantity)>;

/// One quota in Kubernetes' resources.
#[derive(Debug)]
pub(crate) struct PoolQuota<'a> {
    /// The pool.
    pub(crate) pool: &'a PoolFacts,
    /// What is guaranteed.
    pub(crate) nominal: Amounts,
    /// What may be borrowed on top.
    pub(crate) borrowing: Amounts,
    /// What others may borrow of it; `None` for all.
    pub(crate) lending: Option<Amounts>,
    /// The quota.
    pub(crate) origin: OriginId,
    /// In words: the guarantee and what is borrowed, in the pool's own unit.
    pub(crate) unit: Unit,
}

/// A quota in the unit in which it is written.
#[derive(Debug)]
pub(crate) enum Unit {
    /// CPUs and memory of a CPU pool.
    Cpus(Quantity, Quantity),
    /// GPUs: guaranteed, borrowed.
    Gpus(i64, Rational),
    /// Slices.
    Slices,
}

/// A tenant's quotas on a cluster, in the order written. One whose machine the catalog doesn't know is left out: MLP0301 says so.
pub(crate) fn quotas<'a>(platform: &Platform, cluster: &'a ClusterFacts, tenant: &Tenant) -> Vec<PoolQuota<'a>> {
    tenant.quotas.iter().filter_map(|quota| pool_quota(platform, cluster, quota)).collect()
}

fn pool_quota<'a>(platform: &Platform, cluster: &'a ClusterFacts, quota: &Quota) -> Option<PoolQuota<'a>> {
    let pool = cluster.pool(quota.pool.value)?;
    let _ = platform;
    let (nominal, unit) = guarantee(cluster, pool, quota)?;
    let ratio = |share: Share| share_of(pool.class, quota, share);
    let borrowed = ratio(quota.borrow.value)?;
    let unit = match unit {
        Unit::Gpus(gpus, _) => Unit::Gpus(gpus, Rational::integer(gpus).checked_mul(borrowed)?),
        other => other,
    };
    let lending = match &quota.lend {
        Some(lend) => Some(scaled(&nominal, ratio(lend.value)?)?),
        None => None,
    };
    Some(PoolQuota { pool, borrowing: scaled(&nominal, borrowed)?, nominal, lending, origin: quota.pool.origin, unit })
}

fn guarantee(cluster: &ClusterFacts, pool: &PoolFacts, quota: &Quota) -> Option<(Amounts, Unit)> {
    let none = Quantity::count(Rational::ZERO);
    let devices = |count: &dyn Fn(&str) -> Quantity| cluster.devices.iter().map(|it| (it.clone(), count(it))).collect::<Amounts>();
    if pool.class == PoolClass::Cpu {
        let (cpu, memory) = (quota.cpu?.value, quota.memory?.value);
        return Some((resources(cpu, memory, devices(&|_| none)), Unit::Cpus(cpu, memory)));
    }
    let node = pool.node.as_ref()?;
    if pool.mig {
        let count =
            |name: &str| quota.profiles.iter().find(|(profile, _)| mlpc_analysis::capacity::slice(profile) == name).map(|(_, it)| it.value);
        let of_node: i64 = node.devices.iter().map(|(_, n)| n).sum();
        let all: i64 = quota.profiles.iter().map(|(_, it)| it.value).sum();
        let (cpu, memory) = node.share(Rational::integer(all), of_node)?;
        let slices = devices(&|name| Quantity::count(Rational::integer(count(name).unwrap_or_default())));
        return Some((resources(cpu, memory, slices), Unit::Slices));
    }
    let gpus = quota.gpus?.value;
    let (resource, per_node) = pool.gpu_resource()?;
    let (cpu, memory) = node.share(Rational::integer(gpus), per_node)?;
    let fabric = node.fabric.as_ref().and_then(|(name, n)| {
        let interfaces = Rational::integer(*n).checked_mul(pool.node_share(gpus)?)?.floor();
        Some((name, Quantity::count(interfaces)))
    });
    let count = |name: &str| match &fabric {
        _ if name == resource => Quantity::count(Rational::integer(gpus)),
        Some((interface, n)) if *interface == name => *n,
        _ => none,
    };
    Some((resources(cpu, memory, devices(&count)), Unit::Gpus(gpus, Rational::ZERO)))
}

fn resources(cpu: Quantity, memory: Quantity, devices: Amounts) -> Amounts {
    let mut all = Vec::with_capacity(2 + devices.len());
    all.push((SmolStr::new_static("cpu"), cpu));
    all.push((SmolStr::new_static("memory"), memory));
    all.extend(devices);
    all
}

/// Each amount times a ratio, rounded down to what Kubernetes can express.
fn scaled(amounts: &Amounts, ratio: Rational) -> Option<Amounts> {
    let scale = |(name, amount): &(SmolStr, Quantity)| Some((name.clone(), floored(name, amount.checked_mul(ratio)?)?));
    amounts.iter().map(scale).collect()
}

/// The sum of amounts of the same resources.
pub(crate) fn sum<'a>(all: impl Iterator<Item = &'a Amounts>) -> Amounts {
    let mut total = Amounts::new();
    for amounts in all {
        for (name, amount) in amounts {
            match total.iter_mut().find(|(it, _)| it == name) {
                Some((_, sum)) => *sum = sum.checked_add(*amount).unwrap_or(*sum),
                None => total.push((name.clone(), *amount)),
            }
        }
    }
    total
}

/// What the CPUs of a quota follow from, in words.
pub(crate) fn explain_cpus(quotas: &[PoolQuota<'_>]) -> Option<String> {
    let own = quotas.iter().filter_map(|quota| match &quota.unit {
        Unit::Cpus(cpu, memory) => Some(format!("{} CPUs and {} of pool {}", cpu.value, size(*memory), quota.pool.name)),
        Unit::Gpus(..) | Unit::Slices => None,
    });
    let along = quotas.iter().filter_map(|quota| match &quota.unit {
        Unit::Gpus(gpus, borrowed) => {
            let all = Rational::integer(*gpus).checked_add(*borrowed)?;
            let (_, per_node) = quota.pool.gpu_resource()?;
            let nodes = all.checked_div(Rational::integer(per_node))?;
            Some((nodes, quota.pool.name.clone()))
        }
        Unit::Cpus(..) | Unit::Slices => None,
    });
    let own: Vec<_> = own.collect();
    let nodes: Vec<_> = along.enumerate().map(|(at, (nodes, pool))| in_nodes(at, nodes, &pool)).collect();
    let along = (!nodes.is_empty()).then(|| format!("what goes along with the GPUs: {}", nodes.join(", ")));
    let parts: Vec<_> = own.into_iter().chain(along).collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join(", and ")))
}

fn in_nodes(at: usize, nodes: Rational, pool: &str) -> String {
    let unit = if nodes == Rational::ONE { "node" } else { "nodes" };
    let nodes = number(nodes);
    if at == 0 { format!("{nodes} {unit} of {pool}") } else { format!("{nodes} of {pool}") }
}

/// What the GPUs of a quota follow from, in words: `16 L40S + 8 H100 + 16 borrowed`.
pub(crate) fn explain_gpus(quotas: &[PoolQuota<'_>], resource: &str) -> Option<String> {
    let mut parts = Vec::new();
    for quota in quotas {
        let Unit::Gpus(gpus, borrowed) = &quota.unit else { continue };
        let Some((name, _)) = quota.pool.gpu_resource().filter(|(name, _)| *name == resource) else { continue };
        let accelerator = quota.pool.node.as_ref().and_then(|it| it.accelerator.as_deref());
        let short = accelerator.and_then(|it| it.split(' ').next()).unwrap_or(name);
        parts.push(format!("{gpus} {short}"));
        if !borrowed.is_zero() {
            parts.push(format!("{borrowed} borrowed"));
        }
    }
    (!parts.is_empty()).then(|| parts.join(" + "))
}

fn size(bytes: Quantity) -> String {
    match bytes.in_unit(ByteUnit::Gi) {
        Some(gib) => format!("{} GiB", number(gib)),
        None => bytes.to_string(),
    }
}

/// A number for people: whole, or with two places.
fn number(value: Rational) -> String {
    group_rational(value, if value.is_integer() { 0 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_comments() {
        let half = Rational::new(5, 2).expect("a fraction");
        assert_eq!([in_nodes(0, Rational::integer(4), "l40s"), in_nodes(1, half, "h100")], ["4 nodes of l40s", "2.50 of h100"]);
        assert_eq!(size(Quantity::parse("128Gi").expect("bytes")), "128 GiB");
    }
}
