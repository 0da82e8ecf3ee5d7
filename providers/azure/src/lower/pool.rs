//! `cpu-pool` and `gpu-pool`: node pools. One CPU pool of each cluster is the one that AKS's own pods run on, and is made with the cluster.

mod unavailable;

use mlpc_analysis::zones;
use mlpc_diag::Diagnostic;
use mlpc_graph::{Map, Value};
use mlpc_lowering::pools::{self, AKS_SPOT, POOL_LABEL};
use mlpc_lowering::{Lowering, Scope, codes, gibibytes, short_hash};
use mlpc_model::{Autoscaler, CapacityType, DeclId, InterconnectType, Platform, Pool, PoolClass};
use smol_str::{SmolStr, format_smolstr};

use super::{cluster, network};
use crate::group::named;
use crate::tags::tags;

/// The resource type.
const POOL: &str = "azurerm_kubernetes_cluster_node_pool";
/// What keeps nodes near to each other.
const NEAR: &str = "azurerm_proximity_placement_group";
/// AKS: 1 to 12 lower-case letters and digits, a letter first.
const NAME: usize = 12;
/// The pool that stands in while another machine takes over; no declared pool has a name like it, as all keep their hash or their own letters.
const STAND_IN: &str = "mlpcrotation";

/// Lowers a pool.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.pool(id)) else { return };
    if unavailable::report(cx, &scope, spec) || spec.existing.is_some() {
        return;
    }
    let (Some(cluster), Some(network)) = (Scope::new(cx.platform, spec.cluster.value), network::of(cx.platform, id)) else { return };
    if cluster.existing().is_none() && system_pool(cx, &cluster).is_some_and(|it| it.decl == id) {
        return;
    }
    let near = near(cx, &scope, spec);
    let mut attrs = Map::new()
        .with("name", name(&scope))
        .with("kubernetes_cluster_id", Value::reference(&cluster::address(&cluster), "id"))
        .with("mode", "User");
    attrs = nodes(cx, attrs, spec, &network);
    let capacity = spec.capacity.types.first();
    if let Some(spot) = capacity.filter(|it| it.value == CapacityType::Spot) {
        attrs = attrs.with("priority", "Spot").from_field(spot.origin).with("eviction_policy", "Delete").with("spot_max_price", -1);
    }
    if let Some(id) = spec.capacity.id.as_ref().filter(|_| capacity.is_some_and(|it| it.value == CapacityType::Reservation)) {
        attrs = attrs.with("capacity_reservation_group_id", &id.value).from_field(id.origin);
    }
    attrs = attrs.with_opt("proximity_placement_group_id", near);
    if gpu(spec) {
        attrs.push("gpu_driver", if driver_by_operator(cx.platform, spec) { "None" } else { "Install" });
    }
    let taints: Vec<_> = pools::taints(cx.platform, cx.catalog, spec).into_iter().map(|it| Value::from(taint(&it))).collect();
    if !taints.is_empty() {
        attrs.push("node_taints", taints);
    }
    let attrs = attrs.with("tags", tags(&scope)).with("upgrade_settings", Value::block(upgrades(spec, capacity.map(|it| it.value))));
    let mut pool = scope.managed(cx, POOL, None, "the nodes themselves", attrs);
    if scales(cx.platform, spec) {
        pool.life.ignore_changes.push(SmolStr::new_static("node_count"));
    }
    cx.add(pool);
}

/// The pool of a cluster that AKS's own pods run on. A cluster that has none is MLP0805.
pub(super) fn system(cx: &mut Lowering<'_>, cluster: &Scope<'_>) -> Option<DeclId> {
    if let Some(pool) = system_pool(cx, cluster) {
        return Some(pool.decl);
    }
    let message =
        format!("`{}` has no pool for AKS's own pods: a CPU pool that is there from the start, for everybody", cluster.decl.address);
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, message)
            .label(cluster.decl.head, "each of its CPU pools starts with no node, is spot, tainted, dedicated, or too small")
            .help("add one: `cpu-pool \"system\" machine=\"Standard_D4s_v5\" { nodes min=2 max=4 }`")
            .subject(cluster.decl.address.clone()),
    );
    None
}

/// The first CPU pool that AKS lets its own pods run on.
fn system_pool<'a>(cx: &Lowering<'a>, cluster: &Scope<'_>) -> Option<&'a Pool> {
    let fits = |pool: &&Pool| {
        let machine = pools::machines(cx.platform, cx.catalog, pool).into_iter().next();
        pool.class() == PoolClass::Cpu
            && pool.existing.is_none()
            && pool.nodes.at_least().is_some_and(|it| it.value > 0)
            && pool.capacity.types.iter().all(|it| it.value == CapacityType::OnDemand)
            && pools::taints(cx.platform, cx.catalog, pool).is_empty()
            && machine.is_none_or(|it| cluster::carries_system_pods(&it))
    };
    cx.platform.pools_of(cluster.id).find(fits)
}

/// That pool, as the cluster's own block.
pub(super) fn default_node_pool(cx: &Lowering<'_>, id: DeclId, network: &Scope<'_>) -> Map {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.pool(id)) else { return Map::new() };
    let attrs = Map::new().with("name", name(&scope)).with("temporary_name_for_rotation", STAND_IN);
    let attrs = nodes(cx, attrs, spec, network).with("tags", tags(&scope));
    attrs.with("upgrade_settings", Value::block(Map::new().with("max_surge", surge(spec)).from_field(spec.upgrades.max_unavailable.origin)))
}

/// What every pool says of its nodes: machine, where, how many, disk, labels.
fn nodes(cx: &Lowering<'_>, mut attrs: Map, spec: &Pool, network: &Scope<'_>) -> Map {
    if let Some(machine) = spec.machine.first() {
        attrs = attrs.with("vm_size", &machine.value).from_field(machine.origin);
    }
    let zones = zones::of_pool(cx.platform, cx.catalog, spec);
    if !zones.is_empty() {
        attrs.push("zones", Value::texts(zones));
    }
    let (least, most) = (spec.nodes.at_least(), spec.nodes.at_most());
    if let (Some(least), Some(most)) = (least, most) {
        attrs = if scales(cx.platform, spec) {
            attrs
                .with("auto_scaling_enabled", true)
                .with("min_count", least.value)
                .from_field(least.origin)
                .with("max_count", most.value.max(1))
                .from_field(most.origin)
        } else {
            attrs.with("node_count", least.value).from_field(least.origin)
        };
    }
    let mut labels = Map::new().with(POOL_LABEL, &spec.name);
    if spec.capacity.types.iter().any(|it| it.value == CapacityType::Spot) {
        let (key, value) = AKS_SPOT;
        labels.push(key, value);
    }
    if let Some((key, value)) = pools::sharing_label(cx.platform, cx.catalog, spec) {
        labels.push(key, value);
    }
    for (key, label) in spec.labels.iter() {
        labels.set(key.clone(), &label.value);
    }
    attrs
        .with("os_disk_size_gb", gibibytes(spec.disk.value))
        .from_field(spec.disk.origin)
        .with("vnet_subnet_id", Value::reference(&network::nodes(network), "id"))
        .with("node_labels", labels)
}

/// Whether AKS adds and removes nodes.
fn scales(platform: &Platform, spec: &Pool) -> bool {
    let off = platform.cluster(spec.cluster.value).and_then(|it| it.autoscaler).is_some_and(|it| it.value == Autoscaler::None);
    let fixed = spec.nodes.at_least().map(|it| it.value) == spec.nodes.at_most().map(|it| it.value);
    !off && !fixed
}

fn gpu(spec: &Pool) -> bool {
    spec.class() == PoolClass::Gpu
}

/// Whether the operator installs the driver: where the spec names a version. Else AKS does.
fn driver_by_operator(platform: &Platform, spec: &Pool) -> bool {
    platform.cluster(spec.cluster.value).and_then(|it| it.gpu_stack.as_ref()).is_some_and(|it| it.driver.is_some())
}

/// Nodes of one fabric stand near to each other.
fn near(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Pool) -> Option<Value> {
    if pools::fabric(cx.platform, cx.catalog, spec) == InterconnectType::None {
        return None;
    }
    let zone = zones::of_pool(cx.platform, cx.catalog, spec).into_iter().next();
    let mut attrs = named(scope, scope.derived_name(None, 80)).with_opt("zone", zone);
    if let Some(machine) = spec.machine.first() {
        attrs = attrs.with("allowed_vm_sizes", Value::texts([machine.value.clone()]));
    }
    scope.make(cx, NEAR, None, "keeps its nodes near to each other", attrs.with("tags", tags(scope)));
    Some(Value::reference(&scope.address(NEAR, None), "id"))
}

/// Spot nodes take no surge (AKS: `maxSurge` can't be set on spot pools).
fn upgrades(spec: &Pool, capacity: Option<CapacityType>) -> Map {
    let origin = spec.upgrades.max_unavailable.origin;
    let nodes = surge(spec);
    // A node more than there are costs a GPU machine that may not be had: those are upgraded in place.
    let key = if gpu(spec) || capacity == Some(CapacityType::Spot) { "max_unavailable" } else { "max_surge" };
    Map::new().with(key, nodes).from_field(origin)
}

fn surge(spec: &Pool) -> SmolStr {
    format_smolstr!("{}", spec.upgrades.max_unavailable.value)
}

/// `cloud-name`, else the name without `-`, cut to twelve characters of which the last four are a hash.
fn name(scope: &Scope<'_>) -> SmolStr {
    if let Some(chosen) = scope.chosen_name() {
        return chosen.clone();
    }
    let plain = scope.decl.name.replace('-', "");
    let starts = plain.starts_with(|ch: char| ch.is_ascii_lowercase());
    if starts && plain.len() <= NAME && plain != STAND_IN {
        return plain.into();
    }
    let kept: String = ['p'].into_iter().filter(|_| !starts).chain(plain.chars()).take(NAME - 4).collect();
    format_smolstr!("{kept}{}", short_hash(&scope.decl.name))
}

fn taint(taint: &pools::Taint) -> SmolStr {
    format_smolstr!("{}={}:{}", taint.key, taint.value, taint.effect.as_str())
}
