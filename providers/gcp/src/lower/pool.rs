//! `cpu-pool` and `gpu-pool`: node pools of GKE. Accelerators, the networks of GPUs and the nodes' account stand beside it.

mod accelerator;
mod fabric;
mod unavailable;

use mlpc_graph::{Map, Value};
use mlpc_lowering::pools::{self, POOL_LABEL};
use mlpc_lowering::{Lowering, NameRule, Scope, gibibytes, shorten};
use mlpc_model::{CapacityType, Channel, DeclId, InterconnectType, Pool, Scratch, TaintEffect};
use smol_str::{SmolStr, format_smolstr};

use super::{cluster, network};

/// GKE API, `NodePool.name`: 40 characters.
const NAME: usize = 40;
/// IAM API, `accountId`: 6 to 30 characters.
const ACCOUNT: NameRule = NameRule {
    what: "a service account",
    who: "Google Cloud",
    limit: 30,
    charset: "a-z, 0-9 and `-`",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-',
};
/// What a node may do itself: write logs and metrics, pull images. Pods act as themselves (GKE documentation, "Use least privilege IAM service
/// accounts").
const ROLES: [(&str, &str); 2] =
    [("node-default", "roles/container.defaultNodeServiceAccount"), ("node-images", "roles/artifactregistry.reader")];

/// A pool, with what all its parts refer to.
struct NodePool<'a> {
    scope: Scope<'a>,
    spec: &'a Pool,
    cluster: Scope<'a>,
    /// Its machine, if the catalog has it.
    machine: Option<mlpc_catalog::Machine>,
    fabric: InterconnectType,
    zones: Vec<SmolStr>,
}

/// Lowers a pool.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.pool(id)) else { return };
    let Some(cluster) = Scope::new(cx.platform, spec.cluster.value) else { return };
    if unavailable::report(cx, &scope, spec) || spec.existing.is_some() {
        return;
    }
    let pool = NodePool {
        scope,
        spec,
        cluster,
        machine: pools::machines(cx.platform, cx.catalog, spec).into_iter().next(),
        fabric: pools::fabric(cx.platform, cx.catalog, spec),
        zones: mlpc_analysis::zones::of_pool(cx.platform, cx.catalog, spec),
    };
    pool.account(cx);
    pool.fabric(cx);
    pool.node_pool(cx);
}

impl NodePool<'_> {
    /// The account of its nodes, which is nobody else's.
    fn account(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        let name = scope.derived_name(Some("node"), ACCOUNT.limit);
        let attrs = Map::new().with("account_id", &name).with("display_name", format_smolstr!("Nodes of {}", scope.joined("-", None)));
        scope.make(cx, "google_service_account", Some("node"), "the account of its nodes", attrs);
        let member = Value::reference(&scope.address("google_service_account", Some("node")), "member");
        for (part, role) in ROLES {
            let attrs = Map::new().with("project", scope.account()).with("role", role).with("member", member.clone());
            scope.make(cx, "google_project_iam_member", Some(part), "what its nodes may do themselves", attrs);
        }
    }

    fn node_pool(&self, cx: &mut Lowering<'_>) {
        let (scope, spec) = (&self.scope, self.spec);
        let name = scope.chosen_name().cloned().unwrap_or_else(|| shorten(&scope.decl.name, NAME));
        let mut attrs = Map::new().with("name", name).with("cluster", Value::reference(&cluster::address(&self.cluster), "id"));
        if !self.zones.is_empty() {
            attrs.push("node_locations", Value::texts(self.zones.iter().cloned()));
            if let Some(first) = spec.zones.first() {
                attrs = attrs.from_field(first.origin);
            }
        }
        let (mut attrs, fixed) = self.size(attrs);
        let upgrade = self.cluster_channel(cx) != Channel::None || spec.upgrades.auto.value;
        let management = Map::new().with("auto_repair", true).with("auto_upgrade", upgrade).from_field(spec.upgrades.auto.origin);
        let unavailable = spec.upgrades.max_unavailable;
        let upgrades = Map::new().with("max_surge", 0).with("max_unavailable", unavailable.value).from_field(unavailable.origin);
        attrs = attrs.with("management", Value::block(management)).with("upgrade_settings", Value::block(upgrades));
        if self.fabric != InterconnectType::None && !self.reserved() {
            attrs.push("placement_policy", Value::block(Map::new().with("type", "COMPACT")));
        }
        let attrs = attrs.with("network_config", Value::block(self.networks())).with("node_config", Value::block(self.node_config(cx)));
        let mut pool = scope.managed(cx, "google_container_node_pool", None, "the nodes themselves", attrs);
        if !fixed {
            pool.life.ignore_changes.push(SmolStr::new_static("initial_node_count"));
        }
        if let Some(way_out) = network::of(cx.platform, scope.id).and_then(|it| network::way_out(cx.platform, &it)) {
            pool.life.after.push((way_out, Some("Nodes fetch images through it.".into())));
        }
        cx.add(pool);
    }

    fn cluster_channel(&self, cx: &Lowering<'_>) -> Channel {
        cx.platform.cluster(self.cluster.id).map_or(Channel::None, |it| it.channel.value)
    }

    /// A fixed number stands in each zone; bounds, and numbers that zones don't divide, are of the pool as a whole.
    fn size(&self, attrs: Map) -> (Map, bool) {
        let (Some(least), Some(most)) = (self.spec.nodes.at_least(), self.spec.nodes.at_most()) else { return (attrs, true) };
        let n_zones = i64::try_from(self.zones.len().max(1)).unwrap_or(1);
        if least.value == most.value && least.value % n_zones == 0 {
            return (attrs.with("node_count", least.value / n_zones).from_field(least.origin), true);
        }
        let spread = if self.spec.capacity.types.iter().any(|it| it.value == CapacityType::Spot) { "ANY" } else { "BALANCED" };
        let bounds = Map::new()
            .with("total_min_node_count", least.value)
            .from_field(least.origin)
            .with("total_max_node_count", most.value)
            .from_field(most.origin)
            .with("location_policy", spread);
        let start = (least.value + n_zones - 1) / n_zones;
        (attrs.with("initial_node_count", start).with("autoscaling", Value::block(bounds)), false)
    }

    fn reserved(&self) -> bool {
        self.spec.capacity.types.iter().any(|it| matches!(it.value, CapacityType::Reservation | CapacityType::Block))
    }

    fn node_config(&self, cx: &Lowering<'_>) -> Map {
        let (scope, spec) = (&self.scope, self.spec);
        let mut config = Map::new();
        if let Some(machine) = spec.machine.first() {
            config = config.with("machine_type", &machine.value).from_field(machine.origin);
        }
        let mut labels = Map::new().with(POOL_LABEL, &scope.decl.name);
        if self.by_operator(cx) {
            // NVIDIA's operator brings the device plugin (GKE documentation, "Manage the GPU stack with the NVIDIA GPU Operator").
            labels.push("gke-no-default-nvidia-gpu-device-plugin", "true");
        }
        for (key, label) in spec.labels.iter() {
            labels.set(key.clone(), &label.value);
        }
        let mut config = config
            .with("disk_size_gb", gibibytes(spec.disk.value))
            .from_field(spec.disk.origin)
            .with_opt("boot_disk_kms_key", cluster::key_id(cx, &self.cluster))
            .with("service_account", Value::reference(&scope.address("google_service_account", Some("node")), "email"))
            .with("oauth_scopes", Value::texts(["https://www.googleapis.com/auth/cloud-platform"]))
            .comment("What nodes may do is settled by the account's roles.")
            .with("labels", labels)
            .with_opt("resource_labels", scope.tags(None));
        for kind in &spec.capacity.types {
            match kind.value {
                CapacityType::Spot => config = config.with("spot", true).from_field(kind.origin),
                CapacityType::FlexStart => config = config.with("flex_start", true).from_field(kind.origin),
                CapacityType::OnDemand | CapacityType::Reservation | CapacityType::Block => {}
            }
        }
        self.blocks(cx, config)
    }

    /// What of a node's settings are blocks.
    fn blocks(&self, cx: &Lowering<'_>, mut config: Map) -> Map {
        let spec = self.spec;
        if let Some(accelerator) = self.accelerator(cx) {
            config.push("guest_accelerator", Value::block(accelerator));
        }
        if self.has_scratch() {
            // Machines with disks of their own have a number of them that the API fills in for 0.
            config.push("ephemeral_storage_local_ssd_config", Value::block(Map::new().with("local_ssd_count", 0)));
        }
        if self.fabric != InterconnectType::None {
            config.push("gvnic", Value::block(Map::new().with("enabled", true)));
        }
        if let Some(id) = spec.capacity.id.as_ref().filter(|_| self.reserved()) {
            let affinity = Map::new()
                .with("consume_reservation_type", "SPECIFIC_RESERVATION")
                .with("key", "compute.googleapis.com/reservation-name")
                .with("values", Value::texts([id.value.clone()]))
                .from_field(id.origin);
            config.push("reservation_affinity", Value::block(affinity));
        }
        let taints: Vec<_> = pools::taints(cx.platform, cx.catalog, spec).into_iter().map(taint).collect();
        if !taints.is_empty() {
            config.push("taint", Value::Blocks(taints));
        }
        config
            .with(
                "shielded_instance_config",
                Value::block(Map::new().with("enable_secure_boot", true).with("enable_integrity_monitoring", true)),
            )
            .with("workload_metadata_config", Value::block(Map::new().with("mode", "GKE_METADATA")))
    }

    fn has_scratch(&self) -> bool {
        let has_disks = self.machine.as_ref().is_some_and(|it| it.local_nvme.is_some());
        match self.spec.scratch.map(|it| it.value) {
            Some(Scratch::None) => false,
            Some(Scratch::LocalSsd) => true,
            None => has_disks && self.scope.decl.kind == "gpu-pool",
        }
    }
}

fn taint(taint: pools::Taint) -> Map {
    let effect = match taint.effect {
        TaintEffect::NoSchedule => "NO_SCHEDULE",
        TaintEffect::PreferNoSchedule => "PREFER_NO_SCHEDULE",
        TaintEffect::NoExecute => "NO_EXECUTE",
    };
    Map::new().with("key", taint.key).with("value", taint.value).with("effect", effect)
}
