//! `cluster`: AKS, its identity and the pool of its own pods. Encryption, logs and logins stand beside it.

mod encryption;
mod login;
mod logs;
mod maintenance;
mod unavailable;

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, cluster_name};
use mlpc_model::{Channel, Cluster, DeclId, Network, Platform, SubnetSize};
use mlpc_units::Cidr;
use smol_str::{SmolStr, format_smolstr};

use super::{identity, network, pool};
use crate::group::{named, read};
use crate::names::check_characters;
use crate::roles::{Assignment, assign};
use crate::subnets::apart;
use crate::tags::tags;

/// The resource type.
const CLUSTER: &str = "azurerm_kubernetes_cluster";
/// The part of what a control plane has.
const PART: &str = "cluster";

/// Azure resource naming rules, `managedClusters`.
const NAME: NameRule = NameRule {
    what: "an AKS cluster",
    who: "Azure",
    limit: 63,
    charset: "letters, digits, `-` and `_`",
    allows: |ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'),
};
/// The longest prefix of a control plane's own name (azurerm, `dns_prefix`).
const DNS_PREFIX: usize = 54;

/// Blocks for pods and services that a network leaves free. AKS refuses 172.30.0.0/16 and 172.31.0.0/16 (AKS, "CIDR requirements"); of the pods' a
/// node takes a /24.
const PODS: &[&str] = &["100.64.0.0/10", "10.128.0.0/9", "10.0.0.0/9"];
const SERVICES: &[&str] = &["172.16.0.0/16", "172.17.0.0/16", "192.168.0.0/16", "10.255.0.0/16"];

/// Lowers a cluster.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.cluster(id)) else { return };
    if scope.existing().is_some() {
        read(cx, &scope, CLUSTER);
        return;
    }
    unavailable::report(cx, &scope, spec);
    let name = cluster_name(&scope);
    check_characters(cx, &scope, &NAME, &name);
    let (Some(network), Some(system)) = (network::of(cx.platform, id), pool::system(cx, &scope)) else { return };
    let identity = identity::make(cx, &scope, PART);
    let may = [network::nodes(&network), network::control_plane(&network, &scope.decl.name)];
    let mut waits = Vec::new();
    for (subnet, part) in may.iter().zip(["nodes", "control-plane"]) {
        let on = Value::reference(subnet, "id");
        let to = Value::reference(&identity, "principal_id");
        let asked = Assignment { part, on, role: "Network Contributor", to, condition: None };
        waits.push(assign(cx, &scope, "lets it join its subnets", asked));
    }
    let encrypted = encryption::lower(cx, &scope, spec, &identity);
    let attrs = attributes(cx, &scope, spec, &Parts { name, network, identity, system, encrypted: &encrypted });
    let mut cluster = scope.managed(cx, CLUSTER, None, "the control plane, and the nodes of its own pods", attrs);
    cluster.life.protect = spec.protect.value;
    for address in waits.into_iter().chain(encrypted.allowed) {
        cluster.life.after.push((address, Some("AKS looks at what its identity may do while it makes the cluster.".into())));
    }
    if network::has_nat(cx.platform, &network) {
        let association = network.address(network::ASSOCIATION, Some("nodes"));
        cluster.life.after.push((association, Some("Nodes fetch their images through it.".into())));
    }
    // The autoscaler moves the number of nodes, and a channel the version.
    cluster.life.ignore_changes.push(SmolStr::new_static("default_node_pool[0].node_count"));
    if spec.channel.value != Channel::None {
        cluster.life.ignore_changes.push(SmolStr::new_static("kubernetes_version"));
    }
    cx.add(cluster);
    logs::lower(cx, &scope, spec);
    login::lower(cx, &scope);
}

/// The cluster itself, made or read.
pub(crate) fn address(cluster: &Scope<'_>) -> Address {
    if cluster.existing().is_some() { cluster.address(&format_smolstr!("data.{CLUSTER}"), None) } else { cluster.address(CLUSTER, None) }
}

struct Parts<'p> {
    name: SmolStr,
    network: Scope<'p>,
    identity: Address,
    system: DeclId,
    encrypted: &'p encryption::Encrypted,
}

fn attributes(cx: &Lowering<'_>, scope: &Scope<'_>, spec: &Cluster, parts: &Parts<'_>) -> Map {
    let access = cx.platform.access(scope.id);
    let mut attrs = named(scope, parts.name.clone())
        .with("dns_prefix", mlpc_lowering::shorten(&parts.name.replace('_', "-"), DNS_PREFIX))
        .with("kubernetes_version", spec.version.value.to_string())
        .from_field(spec.version.origin);
    if let Some(channel) = channel(spec.channel.value) {
        attrs = attrs.with("automatic_upgrade_channel", channel).from_field(spec.channel.origin);
    }
    let identity = Map::new().with("type", "UserAssigned").with("identity_ids", vec![Value::reference(&parts.identity, "id")]);
    let mut attrs = attrs
        .with("sku_tier", "Standard")
        .comment("With Microsoft's word on how long the control plane is reachable; the free tier has none.")
        .with("private_cluster_enabled", access.is_empty())
        .with("local_account_disabled", login::by_entra(cx, scope))
        .with("oidc_issuer_enabled", true)
        .with("workload_identity_enabled", true)
        .with("disk_encryption_set_id", parts.encrypted.disks.clone())
        .with("tags", tags(scope))
        .with("default_node_pool", Value::block(pool::default_node_pool(cx, parts.system, &parts.network)))
        .with("identity", Value::block(identity))
        .with("key_management_service", Value::block(parts.encrypted.secrets.clone()))
        .with("api_server_access_profile", Value::block(api_server(cx, scope, &parts.network)))
        .with("network_profile", Value::block(network_profile(cx, &parts.network)))
        .with("node_provisioning_profile", Value::block(Map::new().with("mode", "Manual")));
    if !network::has_nat(cx.platform, &parts.network) {
        let profile = Map::new().with("artifact_source", "Cache");
        attrs.push("bootstrap_profile", Value::block(profile));
    }
    if login::by_entra(cx, scope) {
        let entra = Map::new().with("tenant_id", crate::group::client(scope, "tenant_id"));
        attrs.push("azure_active_directory_role_based_access_control", Value::block(entra));
    }
    maintenance::windows(spec, attrs)
}

/// Who reaches the control plane: its nodes through a subnet of theirs, others from the addresses written, or nobody.
fn api_server(cx: &Lowering<'_>, scope: &Scope<'_>, network: &Scope<'_>) -> Map {
    let access = cx.platform.access(scope.id);
    let mut profile = Map::new();
    if let Some(first) = access.first() {
        let cidrs = Value::texts(access.iter().map(|it| it.value.to_string()));
        profile = profile.with("authorized_ip_ranges", cidrs).from_field(first.origin);
    }
    profile
        .with("virtual_network_integration_enabled", true)
        .with("subnet_id", Value::reference(&network::control_plane(network, &scope.decl.name), "id"))
}

fn network_profile(cx: &Lowering<'_>, network: &Scope<'_>) -> Map {
    let outbound = if network::has_nat(cx.platform, network) { "userAssignedNATGateway" } else { "none" };
    let spec = cx.platform.network(network.id);
    let written = |of: fn(&mlpc_model::Subnets) -> Option<mlpc_model::At<SubnetSize>>| match spec
        .and_then(|it| of(it.subnets.as_ref()?))
        .map(|it| it.value)
    {
        Some(SubnetSize::Cidr(cidr)) => Some(cidr),
        Some(SubnetSize::Prefix(_)) | None => None,
    };
    let mut occupied = all_networks(cx.platform);
    let pods = written(|it| it.pods).or_else(|| apart(PODS, &occupied));
    occupied.extend(pods);
    let services = written(|it| it.services).or_else(|| apart(SERVICES, &occupied));
    let resolver = services.and_then(|it| it.subnet(32_u8.checked_sub(it.prefix())?, 10));
    let resolver = resolver.map(|it| SmolStr::from(it.to_string().split('/').next().unwrap_or_default()));
    Map::new()
        .with("network_plugin", "azure")
        .with("network_plugin_mode", "overlay")
        .with("network_data_plane", "cilium")
        .with("network_policy", "cilium")
        .with("load_balancer_sku", "standard")
        .with("outbound_type", outbound)
        .with_opt("pod_cidr", pods.map(|it| it.to_string()))
        .with_opt("service_cidr", services.map(|it| it.to_string()))
        .with_opt("dns_service_ip", resolver)
}

/// The addresses of all networks: pods must not have those of what they may talk to.
fn all_networks(platform: &Platform) -> Vec<Cidr> {
    let of = |network: &Network| network.cidr.iter().map(|it| it.value).collect::<Vec<_>>();
    platform.networks.iter().flat_map(of).collect()
}

/// AKS, "Automatically upgrade": `rapid` is the newest minor version, `stable` the one before.
const fn channel(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Rapid => Some("rapid"),
        Channel::Stable => Some("stable"),
        Channel::None | Channel::Regular => None,
    }
}

/// The least CPUs of a machine for AKS's own pods (AKS, "Manage system node pools").
pub(crate) fn carries_system_pods(machine: &mlpc_catalog::Machine) -> bool {
    machine.vcpus >= mlpc_units::Rational::integer(2) && machine.accelerator.is_none()
}
