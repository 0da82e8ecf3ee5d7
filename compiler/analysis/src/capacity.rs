//! What a node of a pool has to offer to pods: its machine less what the node itself takes (rule NOD-01), and the devices on it.
//!
//! DaemonSets come off this, too; they are counted where pods are placed.

use mlpc_catalog::{Catalog, Machine};
use mlpc_model::{Cloud, InterconnectType, Pool, ShareMode};
use mlpc_units::{ByteUnit, Quantity, Rational};
use smol_str::{SmolStr, format_smolstr};

/// What one node offers to pods. Of a pool with several machines, the least of each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// CPUs, in thousandths.
    pub cpu: Quantity,
    /// Memory, in whole MiB.
    pub memory: Quantity,
    /// Whole accelerators.
    pub gpus: i64,
    /// Extended resources of the accelerators and how many a node has: `nvidia.com/gpu` 8; slices by profile; replicas where shared.
    pub devices: Vec<(SmolStr, i64)>,
    /// The fabric's interfaces: `vpc.amazonaws.com/efa` 32.
    pub fabric: Option<(SmolStr, i64)>,
    /// The accelerator, as people call it: `H100 SXM5 80GB`.
    pub accelerator: Option<SmolStr>,
}

/// The resource of one GPU that isn't cut or renamed.
pub const GPU: &str = "nvidia.com/gpu";
/// The resource of one EFA interface.
pub const EFA: &str = "vpc.amazonaws.com/efa";

/// One node of a pool. `None` where neither the catalog nor the pool says what it is.
pub fn node(catalog: &Catalog, cloud: Cloud, pool: &Pool) -> Option<Node> {
    let node = each(catalog, cloud, pool).and_then(|it| it.into_iter().reduce(least));
    let Some(claimed) = &pool.node else { return node };
    // Where others make the nodes, what they say holds as it is.
    let gpus = claimed.gpus.map_or_else(|| node.as_ref().map_or(0, |it| it.gpus), |it| it.value);
    let accelerator = node.as_ref().and_then(|it| it.accelerator.clone()).or_else(|| pool.accelerator.as_ref().map(|it| it.value.clone()));
    Some(Node {
        cpu: claimed.cpu.map(|it| it.value).or_else(|| node.as_ref().map(|it| it.cpu))?,
        memory: claimed.memory.map(|it| it.value).or_else(|| node.as_ref().map(|it| it.memory))?,
        gpus,
        devices: devices(pool, &resource(catalog, pool.accelerator.as_ref().map(|it| &it.value)), gpus),
        fabric: node.and_then(|it| it.fabric),
        accelerator,
    })
}

/// A node of each machine that a pool may take. `None` where the catalog doesn't know one of them.
fn each(catalog: &Catalog, cloud: Cloud, pool: &Pool) -> Option<Vec<Node>> {
    let machines = pool.machine.iter().map(|id| catalog.machine(cloud.as_str(), id)).collect::<Option<Vec<_>>>()?;
    machines.iter().map(|machine| of_machine(catalog, cloud, pool, machine)).collect()
}

/// One node of a pool on one of its machines, as the cloud makes it.
pub fn node_on(catalog: &Catalog, cloud: Cloud, pool: &Pool, machine: &str) -> Option<Node> {
    of_machine(catalog, cloud, pool, &catalog.machine(cloud.as_str(), machine)?)
}

impl Node {
    /// CPUs and memory that go along with `units` of a device of which a node has `of`: their share of the node, rounded down to what
    /// Kubernetes can express.
    pub fn share(&self, units: Rational, of: i64) -> Option<(Quantity, Quantity)> {
        let share = units.checked_div(Rational::integer(of))?;
        let cpu = self.cpu.checked_mul(share)?.floor_to(Rational::new(1, 1000)?)?;
        let memory = self.memory.checked_mul(share)?.floor_to(Rational::integer(ByteUnit::Mi.bytes()))?;
        Some((cpu, memory))
    }

    /// How many of a device it has.
    pub fn device(&self, resource: &str) -> Option<i64> {
        self.devices.iter().find(|(name, _)| name == resource).map(|(_, count)| *count)
    }
}

fn of_machine(catalog: &Catalog, cloud: Cloud, pool: &Pool, machine: &Machine) -> Option<Node> {
    let gpus = machine.whole_accelerators().unwrap_or_default();
    let accelerator = machine.accelerator.as_ref().and_then(|id| catalog.accelerator(id));
    let fabric = pool.interconnect.as_ref().is_some_and(|it| it.fabric.value == InterconnectType::Efa);
    let interfaces = machine.efa_interfaces().and_then(|n| i64::try_from(n).ok());
    Some(Node {
        cpu: cpu(cloud, machine.vcpus)?,
        memory: memory(cloud, machine)?,
        gpus,
        devices: devices(pool, &resource(catalog, machine.accelerator.as_ref()), gpus),
        fabric: if fabric { interfaces.map(|n| (SmolStr::new_static(EFA), n)) } else { None },
        accelerator: accelerator.map(|it| it.name.clone()),
    })
}

/// The extended resource of an accelerator.
fn resource(catalog: &Catalog, accelerator: Option<&SmolStr>) -> SmolStr {
    let found = accelerator.and_then(|id| catalog.accelerator(id)).map(|it| it.k8s_resource);
    found.filter(|it| !it.is_empty()).unwrap_or(SmolStr::new_static(GPU))
}

fn devices(pool: &Pool, resource: &SmolStr, gpus: i64) -> Vec<(SmolStr, i64)> {
    if gpus == 0 {
        return Vec::new();
    }
    let replicas = pool.share.as_ref().and_then(|it| it.replicas).map_or(1, |it| it.value);
    match pool.share_mode() {
        ShareMode::Exclusive => vec![(resource.clone(), gpus)],
        ShareMode::TimeSlice | ShareMode::Mps => vec![(resource.clone(), gpus.saturating_mul(replicas))],
        ShareMode::Mig => {
            let profiles = pool.share.iter().flat_map(|it| it.profiles.iter());
            profiles.map(|(profile, count)| (slice(profile), gpus.saturating_mul(count.value))).collect()
        }
    }
}

/// The extended resource of a MIG slice.
pub fn slice(profile: &str) -> SmolStr {
    format_smolstr!("nvidia.com/mig-{profile}")
}

fn least(a: Node, b: Node) -> Node {
    let smaller = |a: i64, b: Option<i64>| b.map_or(0, |b| a.min(b));
    let devices = a.devices.iter().map(|(name, n)| (name.clone(), smaller(*n, b.device(name)))).collect();
    let fabric = a.fabric.zip(b.fabric).map(|((name, a), (_, b))| (name, a.min(b)));
    Node { cpu: a.cpu.min(b.cpu), memory: a.memory.min(b.memory), gpus: a.gpus.min(b.gpus), devices, fabric, accelerator: a.accelerator }
}

/// CPUs for pods. EKS and GKE keep 6 % of the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of the rest; AKS keeps 60, 100,
/// 140 and 180 thousandths at 1, 2, 4 and 8 cores and ten for each core above (nodeadm; GKE and AKS documentation).
fn cpu(cloud: Cloud, cores: Rational) -> Option<Quantity> {
    let steps: &[(i64, i128)] = match cloud {
        Cloud::Aws | Cloud::Gcp => &[(1, 6000), (2, 1000), (4, 500), (i64::MAX, 250)],
        Cloud::Azure => &[(1, 6000), (2, 4000), (4, 2000), (i64::MAX, 1000)],
        Cloud::Kubernetes => &[],
    };
    let mut kept = Rational::ZERO;
    let mut from = Rational::ZERO;
    for (to, per_core) in steps {
        let upto = cores.min(Rational::integer(*to));
        if upto > from {
            // Hundred-thousandths of a core, for each core of the step.
            kept = kept.checked_add(upto.checked_sub(from)?.checked_mul(Rational::new(*per_core, 100_000)?)?)?;
            from = upto;
        }
    }
    Quantity::count(cores.checked_sub(kept)?).floor_to(Rational::new(1, 1000)?)
}

/// Memory for pods, rounded down to MiB.
fn memory(cloud: Cloud, machine: &Machine) -> Option<Quantity> {
    let mib = machine.memory.in_unit(ByteUnit::Mi)?;
    let whole = |n: i64| Rational::integer(n);
    let free = match cloud {
        Cloud::Aws => {
            // Karpenter's estimate of what the hypervisor and kernel take, then the kubelet's and the eviction threshold.
            let firmware = if machine.arch == "arm64" { 64 } else { 0 };
            let seen = mib.checked_sub(whole(firmware))?.checked_mul(Rational::new(925, 1000)?)?;
            let pods = i64::try_from(max_pods_aws(machine)).ok()?;
            seen.checked_sub(whole(255 + 11 * pods + 100))?
        }
        Cloud::Gcp => mib.checked_sub(kept_gke(mib)?)?.checked_sub(whole(100))?,
        Cloud::Azure => {
            // 20 MB a pod for 250 pods and 50 MB, at most a quarter, then the eviction threshold.
            let pods = Rational::new(5_050_000_000, i128::from(ByteUnit::Mi.bytes()))?;
            mib.checked_sub(pods.min(mib.checked_mul(Rational::new(1, 4)?)?))?.checked_sub(whole(100))?
        }
        Cloud::Kubernetes => mib,
    };
    Quantity::bytes(free.floor().checked_mul(whole(ByteUnit::Mi.bytes()))?).into()
}

/// GKE keeps 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112 and 2 % above.
fn kept_gke(mib: Rational) -> Option<Rational> {
    let mut kept = Rational::ZERO;
    let mut from = Rational::ZERO;
    for (to, percent) in [(4, 25), (8, 20), (16, 10), (128, 6), (i64::MAX / 1024, 2)] {
        let upto = mib.min(Rational::integer(to * 1024));
        if upto > from {
            kept = kept.checked_add(upto.checked_sub(from)?.checked_mul(Rational::new(percent, 100)?)?)?;
            from = upto;
        }
    }
    Some(kept)
}

/// Pods a node of an EKS managed node group takes: what its interfaces have addresses for, at most 110 up to 30 vCPUs and 250 above.
pub fn max_pods_aws(machine: &Machine) -> u64 {
    let cap = if machine.vcpus <= Rational::integer(30) { 110 } else { 250 };
    machine.max_pods.map_or(cap, |pods| pods.min(cap))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(id: &str) -> Machine {
        Catalog::embedded().machine("aws", id).expect("in the catalog")
    }

    fn shown(quantity: Option<Quantity>) -> String {
        quantity.and_then(Quantity::to_k8s).unwrap_or_default()
    }

    #[test]
    fn cpus_less_what_the_node_takes() {
        // `examples/emitted`: 4 nodes of g6e.12xlarge and 3 of p5.48xlarge beside 32 CPUs are 797590m.
        assert_eq!(shown(cpu(Cloud::Aws, Rational::integer(48))), "47810m");
        assert_eq!(shown(cpu(Cloud::Aws, Rational::integer(192))), "191450m");
        assert_eq!(shown(cpu(Cloud::Azure, Rational::integer(16))), "15740m");
        assert_eq!(shown(cpu(Cloud::Azure, Rational::integer(64))), "63260m");
        assert_eq!(shown(cpu(Cloud::Gcp, Rational::integer(1))), "940m");
    }

    #[test]
    fn memory_less_what_the_node_takes() {
        let mib = |id| memory(Cloud::Aws, &machine(id)).and_then(|it| it.in_unit(ByteUnit::Mi)).and_then(Rational::to_i64);
        assert_eq!(mib("g6e.12xlarge"), Some(360_619));
        assert_eq!(mib("p5.48xlarge"), Some(1_938_410));
    }

    #[test]
    fn the_quota_of_the_example() {
        let node = |id: &str| {
            let machine = machine(id);
            let gpus = machine.whole_accelerators().expect("whole ones");
            let (cpu, memory) = (cpu(Cloud::Aws, machine.vcpus).expect("fits"), memory(Cloud::Aws, &machine).expect("fits"));
            Node { cpu, memory, gpus, devices: Vec::new(), fabric: None, accelerator: None }
        };
        let (l40s_cpu, l40s_memory) = node("g6e.12xlarge").share(Rational::integer(16), 4).expect("fits");
        let (h100_cpu, h100_memory) = node("p5.48xlarge").share(Rational::integer(24), 8).expect("fits");
        let cpu = Quantity::parse("32").expect("a count").checked_add(l40s_cpu).and_then(|it| it.checked_add(h100_cpu));
        let memory = Quantity::parse("128Gi").expect("bytes").checked_add(l40s_memory).and_then(|it| it.checked_add(h100_memory));
        assert_eq!(shown(cpu), "797590m");
        assert_eq!(shown(memory), "7388778Mi");
    }
}
