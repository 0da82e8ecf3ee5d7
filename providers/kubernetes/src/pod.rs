//! Pods of workloads: what they ask for, where they may run, as whom.

use mlpc_analysis::capacity::GPU;
use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{Mount, Platform, PodSecurity, Tenant, Workload};
use mlpc_units::{ByteUnit, Quantity, Rational};
use smol_str::SmolStr;

use crate::amounts::Amounts;
use crate::{ClusterFacts, PoolFacts};

/// What DaemonSets of the platform take of a node: network, storage, identity and GPU agents, node metrics. A pod that asked for a whole
/// node would never find one.
const DAEMONS: (i64, i64) = (1, 2);

/// What one pod asks for: cpu, memory, devices.
///
/// On GPU pools CPUs and memory default to the share of the node that its GPUs or slices are, less what the node's own agents take.
pub(crate) fn requests(pool: &PoolFacts, work: &Workload, gpus: i64) -> Amounts {
    let written = work.resources.as_ref();
    let gpus = written.and_then(|it| it.gpus).map_or(gpus, |it| it.value);
    let slices: Vec<_> =
        written.iter().flat_map(|it| it.profiles.iter()).map(|(name, n)| (mlpc_analysis::capacity::slice(name), n.value)).collect();
    let devices = if pool.mig { slices } else { pool.gpu_resource().map(|(name, _)| (name.clone(), gpus)).into_iter().collect() };
    let share = default_share(pool, &devices);
    let cpu = written.and_then(|it| it.cpu).map(|it| it.value).or(share.map(|(cpu, _)| cpu));
    let memory = written.and_then(|it| it.memory).map(|it| it.value).or(share.map(|(_, memory)| memory));
    let mut amounts = Amounts::new();
    amounts.extend(cpu.map(|it| (SmolStr::new_static("cpu"), it)));
    amounts.extend(memory.map(|it| (SmolStr::new_static("memory"), it)));
    amounts.extend(devices.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name, Quantity::count(Rational::integer(n)))));
    amounts
}

fn default_share(pool: &PoolFacts, devices: &[(SmolStr, i64)]) -> Option<(Quantity, Quantity)> {
    let node = pool.node.as_ref()?;
    let of_node: i64 = node.devices.iter().map(|(_, n)| n).sum();
    let units: i64 = devices.iter().map(|(_, n)| n).sum();
    let mut free = node.clone();
    free.cpu = node.cpu.checked_sub(Quantity::count(Rational::integer(DAEMONS.0)))?;
    free.memory = node.memory.checked_sub(Quantity::gibibytes(Rational::integer(DAEMONS.1))?)?;
    let (cpu, memory) = free.share(Rational::integer(units), of_node)?;
    // Whole tenths of a CPU and 64 MiB: nobody reads finer amounts, and a new machine size moves them less often.
    let cpu = cpu.floor_to(Rational::new(1, 10)?)?;
    let memory = memory.floor_to(Rational::integer(64 * ByteUnit::Mi.bytes()))?;
    Some((cpu, memory))
}

/// `resources` of a container. Memory and devices are limits, too: memory can't be taken back, devices can't be overcommitted.
pub(crate) fn resources(requests: &Amounts) -> Map {
    let texts = |amounts: &mut dyn Iterator<Item = &(SmolStr, Quantity)>| -> Map {
        amounts.filter_map(|(name, amount)| Some((name.clone(), Value::from(amount.to_k8s()?)))).collect()
    };
    Map::new().with("requests", texts(&mut requests.iter())).with("limits", texts(&mut requests.iter().filter(|(name, _)| name != "cpu")))
}

/// Where a pool's pods run: selector and tolerations.
pub(crate) fn placement(pool: &PoolFacts) -> Map {
    let select: Map = pool.select.iter().map(|(key, value)| (key.clone(), value)).collect();
    Map::new().with("nodeSelector", select).with_opt("tolerations", tolerations(pool))
}

fn tolerations(pool: &PoolFacts) -> Option<Value> {
    let tolerations = pool.taints.iter().map(|taint| {
        let map = Map::new().with("key", &taint.key);
        let map =
            if taint.value.is_empty() { map.with("operator", "Exists") } else { map.with("operator", "Equal").with("value", &taint.value) };
        Value::Map(map.with("effect", taint.effect.as_str()))
    });
    let all: Vec<_> = tolerations.collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// Tolerations of what must run on all GPU pools of a cluster.
pub fn gpu_tolerations(cluster: &ClusterFacts) -> Vec<Map> {
    let mut keys: Vec<_> =
        cluster.pools.iter().filter(|it| it.node.as_ref().is_some_and(|node| node.gpus > 0)).flat_map(|it| &it.taints).collect();
    keys.sort_by_key(|it| (it.key.as_str(), it.effect.as_str()));
    keys.dedup_by_key(|it| (it.key.as_str(), it.effect.as_str()));
    let default = [(GPU, "NoSchedule")];
    let all: Vec<_> =
        if keys.is_empty() { default.to_vec() } else { keys.iter().map(|it| (it.key.as_str(), it.effect.as_str())).collect() };
    all.into_iter().map(|(key, effect)| Map::new().with("key", key).with("operator", "Exists").with("effect", effect)).collect()
}

/// Labels that find a pool's nodes and tolerations of its taints, for charts that take both apart.
pub fn pool_placement(pool: &PoolFacts) -> (Map, Vec<Value>) {
    let select = pool.select.iter().map(|(key, value)| (key.clone(), value)).collect();
    let tolerations = match tolerations(pool) {
        Some(Value::List(items)) => items,
        _ => Vec::new(),
    };
    (select, tolerations)
}

/// Spreads the pods of a selector over zones as evenly as they come.
pub(crate) fn spread(select: Map) -> Value {
    let constraint = Map::new()
        .with("maxSkew", 1)
        .with("topologyKey", "topology.kubernetes.io/zone")
        .with("whenUnsatisfiable", "ScheduleAnyway")
        .with("labelSelector", crate::object::match_labels(select));
    Value::List(vec![constraint.into()])
}

/// The pod's and the container's security context. `ours` says that the image is one that mlpc pins and knows to run as any user.
pub(crate) fn security(cx: &Lowering<'_>, cluster: &ClusterFacts, tenant: &Tenant, ours: bool) -> (Map, Map) {
    let level = level(cx.platform, cluster, tenant);
    let mut pod = Map::new();
    let mut container = Map::new();
    if level == PodSecurity::Restricted || ours {
        pod.push("runAsNonRoot", true);
        if ours {
            for key in ["runAsUser", "runAsGroup", "fsGroup"] {
                pod.push(key, 1000);
            }
        }
    }
    pod.push("seccompProfile", Map::new().with("type", "RuntimeDefault"));
    container.push("allowPrivilegeEscalation", false);
    if level == PodSecurity::Restricted || ours {
        container.push("capabilities", Map::new().with("drop", Value::texts(["ALL"])));
    }
    (pod, container)
}

/// What a tenant's namespace enforces on a cluster.
pub(crate) fn level(platform: &Platform, cluster: &ClusterFacts, tenant: &Tenant) -> PodSecurity {
    let fabric = |pool: &mlpc_model::Pool| cluster.pool(pool.decl).map_or(mlpc_model::InterconnectType::None, |it| it.fabric);
    platform.pod_security(tenant, &fabric)
}

/// Volumes and mounts of filesystems: claims named as the filesystem.
pub(crate) fn filesystems(platform: &Platform, mounts: &[Mount]) -> (Vec<Value>, Vec<Value>) {
    let mut volumes = Vec::new();
    let mut mounted = Vec::new();
    for mount in mounts {
        let Some(filesystem) = platform.decl(mount.filesystem.value) else { continue };
        let name = smol_str::format_smolstr!("fs-{}", filesystem.name);
        let claim = Map::new().with("claimName", &filesystem.name);
        volumes.push(Map::new().with("name", &name).with("persistentVolumeClaim", claim).into());
        let read_only = mount.read_only.value.then_some(true);
        mounted.push(Map::new().with("name", &name).with("mountPath", &mount.path.value).with_opt("readOnly", read_only).into());
    }
    (volumes, mounted)
}
