//! Pools whose nodes Karpenter makes: a NodePool says which nodes and how many, an EC2NodeClass how they are launched.

use mlpc_catalog::Machine;
use mlpc_graph::{Map, Value};
use mlpc_lowering::pools;
use mlpc_lowering::{Lowering, Scope, cluster_name, karpenter};
use mlpc_model::{CapacityType, Pool, PoolClass, Scratch};
use mlpc_units::{ByteUnit, Quantity, Rational};
use smol_str::{SmolStr, format_smolstr};

use crate::PoolFacts;
use crate::object::{NODE_CLASS, NODE_POOL, Object, Site, spec};

/// Lowers the two.
pub(super) fn lower(cx: &mut Lowering<'_>, site: &Site<'_>, facts: &PoolFacts, pool: &Pool) {
    let platform = cx.platform;
    let Some(cluster) = Scope::new(platform, pool.cluster.value) else { return };
    let machines = pools::machines(platform, cx.catalog, pool);
    let name = pool.cloud_name.as_ref().map_or_else(|| pool.name.clone(), |it| it.value.clone());
    let object = |ty, reason, body| Object { ty, name: &name, part: None, reason, labels: Map::new(), body };
    let class = site.add(cx, object(NODE_CLASS, "how its nodes are launched", spec(node_class(cx, &cluster, pool, &machines))));
    if let Some(added) = cx.graph.resources_mut().last_mut().filter(|it| it.address == class) {
        let node = Some(karpenter::NODE);
        added.life.after.push((cluster.address("aws_iam_instance_profile", node), None));
        added.life.after.push((cluster.address("aws_eks_access_entry", node), Some("Nodes that nobody lets in never join.".into())));
    }
    let body = spec(node_pool(cx, facts, pool, &machines, &name));
    let nodes = site.add(cx, object(NODE_POOL, "which nodes there may be, and how many", body));
    if let Some(added) = cx.graph.resources_mut().last_mut().filter(|it| it.address == nodes) {
        added.life.after.push((class, None));
    }
}

/// `NodePool` of Karpenter 1: https://karpenter.sh/v1.14/concepts/nodepools/
fn node_pool(cx: &Lowering<'_>, facts: &PoolFacts, pool: &Pool, machines: &[Machine], class: &str) -> Map {
    let mut labels: Map = facts.select.iter().map(|(key, value)| (key.clone(), value)).collect();
    for (key, label) in pool.labels.iter() {
        labels.set(key.clone(), &label.value);
    }
    let reference = Map::new().with("group", "karpenter.k8s.aws").with("kind", "EC2NodeClass").with("name", class);
    let mut nodes = Map::new().with("nodeClassRef", reference).with("requirements", Value::List(requirements(pool, machines)));
    let taints: Vec<Value> = facts.taints.iter().map(taint).collect();
    if !taints.is_empty() {
        nodes.push("taints", Value::List(taints));
    }
    // A node goes when it is empty, drifts or is interrupted; its age alone ends nobody's training.
    nodes.push("expireAfter", "Never");
    let template = Map::new().with("metadata", Map::new().with("labels", labels)).with("spec", nodes);
    Map::new().with("template", template).with("disruption", disruption(pool)).with("limits", limits(cx, pool, machines))
}

fn requirements(pool: &Pool, machines: &[Machine]) -> Vec<Value> {
    let one_of = |key: &str, values: Vec<SmolStr>| Map::new().with("key", key).with("operator", "In").with("values", Value::texts(values));
    let mut architectures: Vec<SmolStr> = machines.iter().map(|it| if it.arch == "arm64" { "arm64" } else { "amd64" }.into()).collect();
    architectures.sort_unstable();
    architectures.dedup();
    let capacity = pool.capacity.types.iter().map(|it| if it.value == CapacityType::Spot { "spot" } else { "on-demand" }.into());
    let mut all = vec![
        one_of("node.kubernetes.io/instance-type", pool.machine.iter().map(|it| it.value.clone()).collect()),
        one_of("karpenter.sh/capacity-type", capacity.collect()),
        one_of("kubernetes.io/arch", architectures),
        one_of("kubernetes.io/os", vec!["linux".into()]),
    ];
    if !pool.zones.is_empty() {
        all.push(one_of("topology.k8s.aws/zone-id", pool.zones.iter().map(|it| it.value.clone()).collect()));
    }
    all.into_iter().map(Value::Map).collect()
}

fn taint(taint: &pools::Taint) -> Value {
    let value = Some(&taint.value).filter(|it| !it.is_empty());
    Map::new().with("key", &taint.key).with_opt("value", value).with("effect", taint.effect.as_str()).into()
}

/// GPU nodes go only when they stand empty: moving a pod there means loading a model, or losing steps of a training.
fn disruption(pool: &Pool) -> Map {
    let (policy, after) = match pool.class() {
        PoolClass::Gpu => ("WhenEmpty", "10m"),
        PoolClass::Cpu => ("WhenEmptyOrUnderutilized", "5m"),
    };
    let mut budgets = vec![Map::new().with("nodes", pool.upgrades.max_unavailable.value.to_string())];
    if !pool.upgrades.auto.value {
        // A new image or another setting of the spec is drift; with no node to replace at once, none is replaced.
        budgets.push(Map::new().with("nodes", "0").with("reasons", Value::texts(["Drifted"])));
    }
    let budgets = Value::List(budgets.into_iter().map(Value::Map).collect());
    Map::new().with("consolidationPolicy", policy).with("consolidateAfter", after).with("budgets", budgets)
}

/// The most that all its nodes may have: what is written, and of what isn't so many of its largest machine as `nodes` allows.
fn limits(cx: &Lowering<'_>, pool: &Pool, machines: &[Machine]) -> Map {
    let limit = pool.limit.as_ref();
    let nodes = pool.nodes.at_most().map(|it| it.value.max(1));
    let cpu = machines.iter().map(|it| it.vcpus).max().zip(nodes).and_then(|(each, n)| each.checked_mul(Rational::integer(n)));
    let gpus = machines.iter().filter_map(Machine::whole_accelerators).max().filter(|n| *n > 0).zip(nodes);
    let gpus = limit.and_then(|it| it.gpus).map(|it| it.value).or_else(|| gpus.and_then(|(each, n)| each.checked_mul(n)));
    let cpu = limit.and_then(|it| it.cpu).map(|it| it.value).or_else(|| cpu.map(Quantity::count));
    let memory = limit.and_then(|it| it.memory).map(|it| it.value);
    let mut limits = Map::new().with_opt("cpu", cpu.and_then(Quantity::to_k8s)).with_opt("memory", memory.and_then(Quantity::to_k8s));
    if let Some((device, gpus)) = pools::device(cx.platform, cx.catalog, pool).zip(gpus).filter(|_| pool.class() == PoolClass::Gpu) {
        limits.push(device, gpus.to_string());
    }
    limits
}

/// `EC2NodeClass` of Karpenter 1: https://karpenter.sh/v1.14/concepts/nodeclasses/
fn node_class(cx: &Lowering<'_>, cluster: &Scope<'_>, pool: &Pool, machines: &[Machine]) -> Map {
    let platform = cx.platform;
    let terms = |tags: Map| Value::List(vec![Map::new().with("tags", tags).into()]);
    let network = platform.network_of(pool.decl).and_then(|it| Scope::new(platform, it.decl));
    let subnets = network.map(|it| Map::new().with(karpenter::DISCOVERY_TAG, karpenter::discovery(&it))).unwrap_or_default();
    // EKS tags the group that all nodes of a cluster are in (EKS User Guide, "Amazon EKS security group requirements").
    let groups = Map::new().with("aws:eks:cluster-name", cluster_name(cluster));
    let image = Value::List(vec![Map::new().with("alias", "al2023@latest").into()]);
    let metadata = Map::new().with("httpEndpoint", "enabled").with("httpTokens", "required").with("httpPutResponseHopLimit", 1);
    let mut class = Map::new()
        .with("amiSelectorTerms", image)
        .with("instanceProfile", karpenter::node_role(cluster))
        .with("subnetSelectorTerms", terms(subnets))
        .with("securityGroupSelectorTerms", terms(groups))
        .with("blockDeviceMappings", Value::List(vec![disk(cx, cluster, pool).into()]))
        .with("metadataOptions", metadata);
    if has_scratch(pool, machines) {
        class.push("instanceStorePolicy", "RAID0");
    }
    class.push("tags", tags(cx, pool));
    class
}

fn disk(cx: &Lowering<'_>, cluster: &Scope<'_>, pool: &Pool) -> Map {
    let gib = pool.disk.value.in_unit(ByteUnit::Gi).map_or(Rational::ZERO, Rational::ceil);
    let ebs = Map::new()
        .with("volumeSize", format_smolstr!("{gib}Gi"))
        .from_field(pool.disk.origin)
        .with("volumeType", "gp3")
        .with("encrypted", true)
        .with("kmsKeyID", karpenter::disk_key(cx.platform, cluster))
        .with("deleteOnTermination", true);
    Map::new().with("deviceName", "/dev/xvda").with("rootVolume", true).with("ebs", ebs)
}

fn has_scratch(pool: &Pool, machines: &[Machine]) -> bool {
    match pool.scratch.map(|it| it.value) {
        Some(Scratch::None) => false,
        Some(Scratch::LocalSsd) => true,
        None => pool.class() == PoolClass::Gpu && machines.iter().any(|it| it.local_nvme.is_some()),
    }
}

/// What Terraform's default tags are elsewhere: no provider sees these machines.
fn tags(cx: &Lowering<'_>, pool: &Pool) -> Map {
    let Some(scope) = Scope::new(cx.platform, pool.decl) else { return Map::new() };
    let mut tags = Map::new().with("Name", scope.joined("-", None)).with("mlpc-platform", &scope.platform.name);
    for entry in scope.tags(None).into_iter().flatten() {
        tags.set(entry.key, entry.value);
    }
    if let Some(center) = scope.platform.cost_center(scope.id).filter(|_| tags.get("mlpc-cost-center").is_none()) {
        tags.push("mlpc-cost-center", &center.value);
    }
    tags
}
