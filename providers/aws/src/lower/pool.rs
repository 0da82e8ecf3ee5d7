//! `cpu-pool` and `gpu-pool`: managed node groups. Launch template, fabric and the nodes' role stand beside it.

mod fabric;
mod launch_template;
mod node_role;

pub(crate) use node_role::make_node_role;

use mlpc_diag::Diagnostic;
use mlpc_graph::{Map, Value};
use mlpc_lowering::pools::{self, POOL_LABEL};
use mlpc_lowering::{Lowering, Scope, codes, shorten};
use mlpc_model::{CapacityType, DeclId, InterconnectType, Pool, ShareMode, TaintEffect};
use mlpc_source::OriginId;
use smol_str::SmolStr;

use super::{cluster, network};
use crate::subnets::Role;

/// EKS API reference, `CreateNodegroup`: 63 characters.
const NAME: usize = 63;

/// A pool, with what all its parts refer to.
struct NodeGroup<'a> {
    scope: Scope<'a>,
    spec: &'a Pool,
    cluster: Scope<'a>,
    /// Its machine, if the catalog has it.
    machine: Option<mlpc_catalog::Machine>,
    /// Whether its nodes talk over EFA.
    efa: bool,
    /// Whether Karpenter makes its nodes.
    karpenter: bool,
}

/// Lowers a pool.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(pool) = NodeGroup::new(cx, id) else { return };
    if pool.unavailable(cx) || pool.spec.existing.is_some() {
        return;
    }
    // Its nodes are the business of an object in the cluster.
    if pool.karpenter {
        return;
    }
    pool.role(cx);
    pool.fabric(cx);
    pool.launch_template(cx);
    pool.node_group(cx);
    pool.autoscaler_tags(cx);
}

impl<'a> NodeGroup<'a> {
    fn new(cx: &Lowering<'a>, id: DeclId) -> Option<Self> {
        let spec = cx.platform.pool(id)?;
        let efa = pools::fabric(cx.platform, cx.catalog, spec) == InterconnectType::Efa;
        Some(Self {
            scope: Scope::new(cx.platform, id)?,
            spec,
            cluster: Scope::new(cx.platform, spec.cluster.value)?,
            machine: pools::machines(cx.platform, cx.catalog, spec).into_iter().next(),
            efa,
            karpenter: cx.platform.made_by_karpenter(spec),
        })
    }

    /// Reports what a managed node group can't be (MLP0805); whether there was anything.
    fn unavailable(&self, cx: &mut Lowering<'_>) -> bool {
        let mut found: Vec<(String, Option<OriginId>, &str)> = Vec::new();
        let spec = self.spec;
        if let [_, second, ..] = spec.machine.as_slice()
            && !self.karpenter
        {
            let message = format!("`{}` has {} machines; a node group has one", self.scope.decl.address, spec.machine.len());
            found.push((message, Some(second.origin), "write a pool for each machine"));
        }
        if let [_, second, ..] = spec.capacity.types.as_slice()
            && !self.karpenter
        {
            let message = format!("`{}` has two capacity types; a node group has one", self.scope.decl.address);
            found.push((message, Some(second.origin), "write a pool for each capacity type"));
        }
        if let Some(flex) = spec.capacity.types.iter().find(|it| it.value == CapacityType::FlexStart) {
            found.push((
                "AWS has no capacity `flex-start`".into(),
                Some(flex.origin),
                "on AWS there are on-demand, spot, reservation and block",
            ));
        }
        if let Some(limit) = spec.limit.as_ref().filter(|_| !self.karpenter) {
            let at = limit.cpu.map(|it| it.origin).or(limit.memory.map(|it| it.origin)).or(limit.gpus.map(|it| it.origin));
            found.push(("`limit` is Karpenter's; a node group is bounded by `nodes`".into(), at, "write the most nodes in `nodes max=`"));
        }
        let fabric = spec.interconnect.as_ref().map(|it| it.fabric);
        if let Some(other) = fabric.filter(|it| !matches!(it.value, InterconnectType::None | InterconnectType::Efa)) {
            found.push((format!("AWS has no interconnect `{}`", other.value), Some(other.origin), "on AWS it is `interconnect \"efa\"`"));
        }
        if let Some(share) = spec.share.as_ref().filter(|_| pools::sharing_label(cx.platform, cx.catalog, spec).is_none()) {
            let (message, help) = match share.mode.value {
                ShareMode::Exclusive => Default::default(),
                ShareMode::Mig => {
                    ("this version of mlpc can cut GPUs into equal slices only", "write one profile, as often as it fits a GPU")
                }
                ShareMode::TimeSlice | ShareMode::Mps => {
                    ("only GPUs of NVIDIA can be shared by time-slicing or MPS", "leave `share` out, or take a machine with such GPUs")
                }
            };
            if share.mode.value != ShareMode::Exclusive {
                found.push((message.into(), Some(share.mode.origin), help));
            }
        }
        for (message, at, help) in &found {
            let span = at.and_then(|origin| cx.origins.span(origin)).unwrap_or(self.scope.decl.head);
            let found = Diagnostic::new(&codes::NOT_AVAILABLE, message.clone()).label(span, "not available on AWS");
            cx.out.push(found.help(*help).subject(self.scope.decl.address.clone()));
        }
        !found.is_empty()
    }

    /// The zones of its nodes: those written, else the network's that are known to offer the machine; with a fabric the first of them.
    fn zones(&self, cx: &Lowering<'_>, network: &Scope<'_>) -> Vec<SmolStr> {
        if !self.spec.zones.is_empty() {
            return self.spec.zones.iter().map(|it| it.value.clone()).collect();
        }
        let mut zones = network::zones(cx, network);
        let machine = self.spec.machine.first().map_or("", |it| it.value.as_str());
        if let Some(offering) = cx.catalog.offering("aws", network.region(), machine).filter(|it| !it.zones.is_empty()) {
            zones.retain(|zone| offering.zones.contains(zone));
        }
        if self.efa {
            zones.truncate(1);
        }
        zones
    }

    fn node_group(&self, cx: &mut Lowering<'_>) {
        let (scope, spec) = (&self.scope, self.spec);
        let template = scope.address("aws_launch_template", None);
        let name = scope.chosen_name().cloned().unwrap_or_else(|| shorten(&scope.decl.name, NAME));
        let capacity = spec.capacity.types.first();
        let mut attrs = Map::new()
            .with("cluster_name", Value::reference(&cluster::address(&self.cluster), "name"))
            .with("node_group_name", name)
            .with("node_role_arn", Value::reference(&scope.address("aws_iam_role", Some("node")), "arn"))
            .with("version", Value::reference(&cluster::address(&self.cluster), "version"))
            .comment("The control plane's: an upgrade goes there first, then rolls the nodes.");
        if let Some(network) = network::of(cx.platform, scope.id) {
            let zones = self.zones(cx, &network);
            attrs = attrs.with("subnet_ids", network::subnet_ids(cx, &network, Role::Nodes, &zones));
            if let Some(first) = spec.zones.first() {
                attrs = attrs.from_field(first.origin);
            }
        }
        attrs = attrs.with("ami_type", self.ami_type());
        if let Some(capacity) = capacity {
            attrs = attrs.with("capacity_type", capacity_type(capacity.value)).from_field(capacity.origin);
        }
        let mut labels = Map::new().with(POOL_LABEL, &scope.decl.name);
        if let Some((key, value)) = pools::sharing_label(cx.platform, cx.catalog, self.spec) {
            labels.push(key, value);
        }
        for (key, label) in spec.labels.iter() {
            labels.set(key.clone(), &label.value);
        }
        let update = Map::new().with("max_unavailable", spec.upgrades.max_unavailable.value);
        let launch =
            Map::new().with("id", Value::reference(&template, "id")).with("version", Value::reference(&template, "latest_version"));
        let mut attrs =
            attrs.with("labels", labels).with_opt("tags", scope.tags(None)).with("scaling_config", Value::block(self.scaling()));
        let taints: Vec<_> = pools::taints(cx.platform, cx.catalog, spec).into_iter().map(taint).collect();
        if !taints.is_empty() {
            attrs.push("taint", Value::Blocks(taints));
        }
        let attrs = attrs.with("update_config", Value::block(update)).with("launch_template", Value::block(launch));
        let mut group = scope.managed(cx, "aws_eks_node_group", None, "the nodes themselves", attrs);
        group.life.ignore_changes.push(SmolStr::new_static("scaling_config[0].desired_size"));
        group.life.after = self.after();
        cx.add(group);
    }

    /// The bounds of the group. The number of nodes at the start is the least; afterwards the autoscaler moves it.
    fn scaling(&self) -> Map {
        let (least, most) = (self.spec.nodes.at_least(), self.spec.nodes.at_most());
        let mut scaling = Map::new();
        if let (Some(least), Some(most)) = (least, most) {
            scaling = scaling
                .with("min_size", least.value)
                .from_field(least.origin)
                .with("max_size", most.value.max(1))
                .from_field(most.origin)
                .with("desired_size", least.value)
                .from_field(least.origin);
        }
        scaling
    }

    /// EKS API reference, `amiType`.
    fn ami_type(&self) -> &'static str {
        let machine = self.machine.as_ref();
        let arm = machine.is_some_and(|it| it.arch == "arm64");
        let accelerator = machine.and_then(|it| it.accelerator.as_deref()).unwrap_or_default();
        match (accelerator.split('-').next().unwrap_or_default(), arm) {
            ("nvidia", false) => "AL2023_x86_64_NVIDIA",
            ("nvidia", true) => "AL2023_ARM_64_NVIDIA",
            ("aws", _) => "AL2023_x86_64_NEURON",
            (_, false) => "AL2023_x86_64_STANDARD",
            (_, true) => "AL2023_ARM_64_STANDARD",
        }
    }
}

const fn capacity_type(capacity: CapacityType) -> &'static str {
    match capacity {
        CapacityType::Spot => "SPOT",
        CapacityType::Block => "CAPACITY_BLOCK",
        CapacityType::OnDemand | CapacityType::Reservation | CapacityType::FlexStart => "ON_DEMAND",
    }
}

fn taint(taint: pools::Taint) -> Map {
    let effect = match taint.effect {
        TaintEffect::NoSchedule => "NO_SCHEDULE",
        TaintEffect::PreferNoSchedule => "PREFER_NO_SCHEDULE",
        TaintEffect::NoExecute => "NO_EXECUTE",
    };
    let value = Some(taint.value).filter(|it| !it.is_empty());
    Map::new().with("key", taint.key).with_opt("value", value).with("effect", effect)
}
