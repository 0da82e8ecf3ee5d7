//! `network`: a VPC with one subnet of nodes, whose secondary ranges are pods and services; Cloud NAT; peerings.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{DeclId, EgressMode, Platform};
use smol_str::{SmolStr, format_smolstr};

use crate::blocks;

/// Compute Engine naming rules (RFC 1035): 63 characters.
pub(crate) const NAME: usize = 63;
/// The name of the pods' secondary range.
pub(crate) const PODS: &str = "pods";
/// The name of the services' secondary range.
pub(crate) const SERVICES: &str = "services";
/// The most addresses that are made of one declaration (Cloud NAT quotas: a gateway takes 300 by hand).
const MOST_ADDRESSES: i64 = 300;

/// Lowers a network.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.network(id)) else { return };
    let Some(blocks) = blocks::plan(spec) else { return too_small(cx, &scope) };
    if let Some(name) = scope.existing() {
        scope.read(cx, "google_compute_network", None, Map::new().with("name", name));
    } else {
        let mut attrs = Map::new().with("name", name(&scope, None)).with("auto_create_subnetworks", false).with("routing_mode", "REGIONAL");
        if let Some(mtu) = spec.mtu {
            attrs = attrs.with("mtu", mtu.value).from_field(mtu.origin);
        }
        scope.make(cx, "google_compute_network", None, "the network itself", attrs);
    }
    let range = |name: &str, cidr: mlpc_units::Cidr| Map::new().with("range_name", name).with("ip_cidr_range", cidr.to_string());
    let attrs = Map::new()
        .with("name", name(&scope, Some("nodes")))
        .with("network", Value::reference(&address(&scope), "id"))
        .with("ip_cidr_range", blocks.nodes.to_string())
        .with("private_ip_google_access", true)
        .comment("Google's APIs without a way out: buckets, images, logs.")
        .with("secondary_ip_range", Value::Blocks(vec![range(PODS, blocks.pods), range(SERVICES, blocks.services)]));
    scope.make(cx, "google_compute_subnetwork", Some("nodes"), "addresses of nodes, pods and services", attrs);
    if spec.egress.mode.value == EgressMode::Nat && spec.existing.is_none() {
        nat(cx, &scope, spec.egress.addresses.value);
    }
    peerings(cx, &scope, spec);
}

/// The network that a declaration stands in, as others see it.
pub(crate) fn of(platform: &Platform, id: DeclId) -> Option<Scope<'_>> {
    Scope::new(platform, platform.network_of(id)?.decl)
}

/// A network, made or read.
pub(crate) fn address(network: &Scope<'_>) -> Address {
    let kind = if network.existing().is_some() { "data.google_compute_network" } else { "google_compute_network" };
    network.address(kind, None)
}

/// The subnet of a network's nodes.
pub(crate) fn subnet(network: &Scope<'_>) -> Address {
    network.address("google_compute_subnetwork", Some("nodes"))
}

/// The way out of a network, where we make one.
pub(crate) fn way_out(platform: &Platform, network: &Scope<'_>) -> Option<Address> {
    let made = platform.network(network.id).is_some_and(|it| it.egress.mode.value == EgressMode::Nat && it.existing.is_none());
    made.then(|| network.address("google_compute_router_nat", None))
}

fn name(scope: &Scope<'_>, part: Option<&str>) -> SmolStr {
    match (scope.chosen_name(), part) {
        (Some(chosen), None) => chosen.clone(),
        _ => scope.derived_name(part, NAME),
    }
}

fn nat(cx: &mut Lowering<'_>, scope: &Scope<'_>, n_addresses: i64) {
    let attrs = Map::new().with("name", name(scope, None)).with("network", Value::reference(&address(scope), "id"));
    scope.make(cx, "google_compute_router", None, "what the way out hangs on", attrs);
    let parts: Vec<SmolStr> =
        (1..=n_addresses.clamp(1, MOST_ADDRESSES)).map(|n| if n == 1 { "nat".into() } else { format_smolstr!("nat-{n}") }).collect();
    for part in &parts {
        let attrs = Map::new().with("name", name(scope, Some(part))).with_opt("labels", scope.tags(None));
        scope.make(cx, "google_compute_address", Some(part), "a public address of the way out", attrs);
    }
    let addresses: Vec<_> =
        parts.iter().map(|part| Value::reference(&scope.address("google_compute_address", Some(part)), "self_link")).collect();
    let log = Map::new().with("enable", true).with("filter", "ERRORS_ONLY");
    let attrs = Map::new()
        .with("name", name(scope, None))
        .with("router", Value::reference(&scope.address("google_compute_router", None), "name"))
        .with("nat_ip_allocate_option", "MANUAL_ONLY")
        .with("nat_ips", addresses)
        .with("source_subnetwork_ip_ranges_to_nat", "ALL_SUBNETWORKS_ALL_IP_RANGES")
        .with("log_config", Value::block(log));
    scope.make(cx, "google_compute_router_nat", None, "the way out of nodes and pods", attrs);
}

/// Google Cloud peers from both sides: each gets a half.
fn peerings(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &mlpc_model::Network) {
    for peer in &spec.peer {
        let (Some(other), Some(back)) = (Scope::new(cx.platform, peer.value), cx.platform.network(peer.value)) else { continue };
        half(cx, scope, &other);
        // Both sides may name each other; then each makes its own half.
        if !back.peer.iter().any(|it| it.value == scope.id) {
            half(cx, &other, scope);
        }
    }
}

fn half(cx: &mut Lowering<'_>, from: &Scope<'_>, to: &Scope<'_>) {
    let part = &to.decl.name;
    let attrs = Map::new()
        .with("name", from.derived_name(Some(part), NAME))
        .with("network", Value::reference(&address(from), "self_link"))
        .with("peer_network", Value::reference(&address(to), "self_link"));
    from.make(cx, "google_compute_network_peering", Some(part), "a way to a peered network", attrs);
}

fn too_small(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, format!("network `{}` has no room for nodes, pods and services", scope.decl.name))
            .label(scope.decl.head, "nodes take the first quarter, services a sixteenth of the second, pods the second half")
            .help("give it a larger `cidr`, or say with `subnets` what stands where")
            .subject(scope.decl.address.clone()),
    );
}
