//! `cluster`: GKE with private nodes; its key stands beside it.

mod unavailable;

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, cluster_name};
use mlpc_model::{Channel, Cluster, DeclId, InterconnectType, LogSource, Login, LoginProvider};
use mlpc_units::Duration;
use smol_str::{SmolStr, format_smolstr};

use super::{key, network};
use crate::{blocks, iam};

/// The part of what a cluster's own key is called.
const KEY: &str = "cluster";
/// Days between two rotations of a cluster's own key.
const ROTATION: i64 = 365;
/// Services whose agents encrypt what a cluster has: its secrets, its nodes' disks.
const AGENTS: [(&str, &str); 2] = [("cluster", "container-engine-robot"), ("disks", "compute-system")];

/// Lowers a cluster.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.cluster(id)) else { return };
    if let Some(name) = scope.existing() {
        let attrs = Map::new().with("name", name).with("location", scope.region());
        return scope.read(cx, "google_container_cluster", None, attrs);
    }
    unavailable::report(cx, &scope, spec);
    let Some(network) = network::of(cx.platform, id) else { return };
    if spec.key.is_none() {
        let name = format_smolstr!("{}-cluster", cluster_name(&scope));
        let own = key::make(cx, &scope, KEY, mlpc_lowering::shorten(&name, network::NAME), ROTATION);
        cx.add(own);
    }
    let encrypted = key_id(cx, &scope);
    for (part, service) in AGENTS {
        if let Some(key) = &encrypted {
            let member = iam::agent(&scope, service);
            iam::use_key(cx, &scope, part, key, member);
        }
    }
    let attrs = attributes(cx, &scope, spec, &network, encrypted);
    let mut cluster = scope.managed(cx, "google_container_cluster", None, "the control plane", attrs);
    cluster.life.protect = spec.protect.value;
    let may = scope.address("google_kms_crypto_key_iam_member", Some("cluster"));
    cluster.life.after.push((may, Some("GKE encrypts secrets from the start.".into())));
    if spec.channel.value != Channel::None {
        // A channel raises the version by itself.
        cluster.life.ignore_changes.push(SmolStr::new_static("min_master_version"));
    }
    cx.add(cluster);
}

/// The cluster itself, made or read.
pub(crate) fn address(cluster: &Scope<'_>) -> Address {
    let kind = if cluster.existing().is_some() { "data.google_container_cluster" } else { "google_container_cluster" };
    cluster.address(kind, None)
}

/// The key that encrypts a cluster's secrets and disks; `None` for one that exists without saying which.
pub(crate) fn key_id(cx: &Lowering<'_>, cluster: &Scope<'_>) -> Option<Value> {
    match cx.platform.cluster(cluster.id)?.key.and_then(|key| Scope::new(cx.platform, key.value)) {
        Some(declared) => Some(key::id(&declared)),
        None if cluster.existing().is_some() => None,
        None => Some(Value::reference(&key::address(cluster, KEY), "id")),
    }
}

fn attributes(cx: &Lowering<'_>, scope: &Scope<'_>, spec: &Cluster, network: &Scope<'_>, key: Option<Value>) -> Map {
    let platform = cx.platform;
    let subnet = network::subnet(network);
    let mut attrs = Map::new().with("name", cluster_name(scope)).with("location", scope.region());
    let zones = platform.network(network.id).map(|it| mlpc_analysis::zones::of_network(platform, cx.catalog, it)).unwrap_or_default();
    if !zones.is_empty() {
        attrs.push("node_locations", Value::texts(zones));
    }
    let mut attrs = attrs
        .with("min_master_version", spec.version.value.to_string())
        .from_field(spec.version.origin)
        .with("network", Value::reference(&network::address(network), "id"))
        .with("subnetwork", Value::reference(&subnet, "id"))
        .with("networking_mode", "VPC_NATIVE")
        .with("datapath_provider", "ADVANCED_DATAPATH")
        .comment("Dataplane V2: network policies hold without an add-on.");
    if has_fabric(scope) {
        attrs.push("enable_multi_networking", true);
    }
    let attrs = attrs
        .with("remove_default_node_pool", true)
        .with("initial_node_count", 1)
        .with("deletion_protection", spec.protect.value)
        .from_field(spec.protect.origin)
        .with_opt("resource_labels", scope.tags(None));
    let ranges = Map::new().with("cluster_secondary_range_name", network::PODS).with("services_secondary_range_name", network::SERVICES);
    let mut attrs =
        attrs.with("ip_allocation_policy", Value::block(ranges)).with("private_cluster_config", Value::block(private(cx, scope, network)));
    if let Some(known) = authorized(cx, scope) {
        attrs.push("master_authorized_networks_config", Value::block(known));
    }
    let pool = Map::new().with("workload_pool", format_smolstr!("{}.svc.id.goog", scope.account()));
    let channel = Map::new().with("channel", channel(spec.channel.value)).from_field(spec.channel.origin);
    attrs = attrs.with("workload_identity_config", Value::block(pool)).with("release_channel", Value::block(channel));
    attrs.push("addons_config", Value::block(add_ons(spec)));
    if let Some(key) = key {
        let encryption = Map::new().with("state", "ENCRYPTED").with("key_name", key);
        attrs.push("database_encryption", Value::block(encryption));
    }
    attrs = attrs
        .with("logging_config", Value::block(Map::new().with("enable_components", logs(spec))))
        .with("monitoring_config", Value::block(monitoring(spec)));
    if let Some(maintenance) = &spec.maintenance
        && let Some(policy) = maintenance_policy(&maintenance.start.value, maintenance.duration.value)
    {
        attrs = attrs.with("maintenance_policy", Value::block(policy)).from_field(maintenance.start.origin);
    }
    let google = platform.login(scope.id).filter(|it| it.provider.value == LoginProvider::Google);
    if let Some(domain) = google.and_then(|it: &Login| it.domain.as_ref()) {
        let groups = Map::new().with("security_group", format_smolstr!("gke-security-groups@{}", domain.value)).from_field(domain.origin);
        attrs.push("authenticator_groups_config", Value::block(groups));
    }
    attrs
}

/// Whether a pool of it has networks of its own for GPUs.
fn has_fabric(scope: &Scope<'_>) -> bool {
    scope.platform.pools_of(scope.id).any(|pool| pool.interconnect.as_ref().is_some_and(|it| it.fabric.value != InterconnectType::None))
}

fn private(cx: &Lowering<'_>, scope: &Scope<'_>, network: &Scope<'_>) -> Map {
    let n = cx.platform.clusters_in(network.id).filter(|it| it.existing.is_none()).position(|it| it.decl == scope.id).unwrap_or(0);
    let block = blocks::control_plane(cx.platform.network(network.id), n).map(|it| it.to_string());
    Map::new()
        .with("enable_private_nodes", true)
        .with("enable_private_endpoint", cx.platform.access(scope.id).is_empty())
        .with_opt("master_ipv4_cidr_block", block)
}

/// Who reaches the public endpoint; without it, nobody outside the network.
fn authorized(cx: &Lowering<'_>, scope: &Scope<'_>) -> Option<Map> {
    let access = cx.platform.access(scope.id);
    let known = Map::new().with("gcp_public_cidrs_access_enabled", false);
    let Some(first) = access.first() else { return Some(known) };
    let blocks = access.iter().map(|it| Map::new().with("cidr_block", it.value.to_string())).collect();
    Some(known.with("cidr_blocks", Value::Blocks(blocks)).from_field(first.origin))
}

const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::None => "UNSPECIFIED",
        Channel::Rapid => "RAPID",
        Channel::Regular => "REGULAR",
        Channel::Stable => "STABLE",
    }
}

/// Managed extras, by the spec's words.
const ADD_ONS: &[(&str, &str)] = &[
    ("gcsfuse", "gcs_fuse_csi_driver_config"),
    ("filestore", "gcp_filestore_csi_driver_config"),
    ("lustre", "lustre_csi_driver_config"),
    ("parallelstore", "parallelstore_csi_driver_config"),
    ("config-connector", "config_connector_config"),
];
/// Those that are part of monitoring, or always there.
const ELSEWHERE: [&str; 3] = ["persistent-disk", "managed-prometheus", "dcgm"];

fn asks(spec: &Cluster, word: &str) -> bool {
    spec.add_ons.iter().any(|it| it.value == word)
}

fn add_ons(spec: &Cluster) -> Map {
    let on = || Value::block(Map::new().with("enabled", true));
    let mut config = Map::new().with("gce_persistent_disk_csi_driver_config", on()).with("dns_cache_config", on());
    for (_, block) in ADD_ONS.iter().filter(|(word, _)| asks(spec, word)) {
        config.push(*block, on());
    }
    config
}

/// Logs of the control plane that GKE exports; who did what is always in the project's audit log.
fn logs(spec: &Cluster) -> Value {
    let asked = spec.logs.sources.iter().filter_map(|it| match it.value {
        LogSource::Api => Some("APISERVER"),
        LogSource::ControllerManager => Some("CONTROLLER_MANAGER"),
        LogSource::Scheduler => Some("SCHEDULER"),
        LogSource::Audit | LogSource::Authenticator => None,
    });
    Value::texts(["SYSTEM_COMPONENTS", "WORKLOADS"].into_iter().chain(asked))
}

fn monitoring(spec: &Cluster) -> Map {
    let mut components = vec!["SYSTEM_COMPONENTS"];
    if asks(spec, "dcgm") {
        components.push("DCGM");
    }
    let prometheus = Map::new().with("enabled", asks(spec, "managed-prometheus"));
    Map::new().with("enable_components", Value::texts(components)).with("managed_prometheus", Value::block(prometheus))
}

/// `daily 09:00` and `sun 03:00` as a window that recurs; the date it starts on is only where counting begins.
fn maintenance_policy(start: &str, duration: Duration) -> Option<Map> {
    let (day, time) = start.split_once(' ')?;
    let (hours, minutes) = time.split_once(':')?;
    let begin = hours.parse::<i64>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    let end = begin.checked_add(duration.milliseconds() / 60_000)?;
    // 2025-01-01 is a Wednesday; the window starts at the first such day.
    let (first, recurrence) = match day {
        "daily" => (1, "FREQ=DAILY".to_owned()),
        day => {
            let days = ["wed", "thu", "fri", "sat", "sun", "mon", "tue"];
            let at = days.iter().position(|it| *it == day)?;
            (1 + i64::try_from(at).ok()?, format!("FREQ=WEEKLY;BYDAY={}", day.get(..2)?.to_uppercase()))
        }
    };
    let shown = |minutes: i64| format!("2025-01-{:02}T{:02}:{:02}:00Z", first + minutes / 1440, minutes / 60 % 24, minutes % 60);
    let window = Map::new().with("start_time", shown(begin)).with("end_time", shown(end)).with("recurrence", recurrence);
    Some(Map::new().with("recurring_window", Value::block(window)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end_when_their_duration_is_over() {
        let window = |start| {
            let policy = maintenance_policy(start, Duration::parse("4h").expect("a duration")).expect("a window");
            let Some(Value::Blocks(blocks)) = policy.get("recurring_window").cloned() else { return Vec::new() };
            ["start_time", "end_time", "recurrence"]
                .map(|key| blocks[0].get(key).and_then(Value::as_text).unwrap_or("").to_owned())
                .to_vec()
        };
        assert_eq!(window("daily 09:00"), ["2025-01-01T09:00:00Z", "2025-01-01T13:00:00Z", "FREQ=DAILY"]);
        assert_eq!(window("sun 22:30"), ["2025-01-05T22:30:00Z", "2025-01-06T02:30:00Z", "FREQ=WEEKLY;BYDAY=SU"]);
    }
}
