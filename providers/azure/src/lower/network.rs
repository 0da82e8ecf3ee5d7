//! `network`: virtual network, subnets, the way out. Peerings stand beside it.

mod egress;
mod peering;

pub(crate) use egress::ASSOCIATION;

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{At, DeclId, EgressMode, Platform, SubnetSize};
use mlpc_units::Cidr;
use smol_str::{SmolStr, format_smolstr};

use crate::group::{existing, named};
use crate::subnets::{Layout, Placed, Role, plan};
use crate::tags::tags;

/// The resource type of networks.
const NETWORK: &str = "azurerm_virtual_network";
/// The resource type of subnets.
const SUBNET: &str = "azurerm_subnet";
/// Azure resource naming rules, `virtualNetworks`: 64 characters.
const NETWORK_NAME: usize = 64;
/// Azure resource naming rules, `virtualNetworks/subnets` and most others of the network: 80 characters.
const NAME: usize = 80;

/// A network, with what all its parts refer to.
pub(super) struct Network<'a> {
    scope: Scope<'a>,
    spec: &'a mlpc_model::Network,
    address: Address,
    zones: Vec<SmolStr>,
}

/// Lowers a network.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(network) = Network::new(cx, id) else { return };
    let primary = network.spec.cidr.first().map(|it| it.value);
    let subnets = match plan(primary, &layout(cx.platform, &network)) {
        Ok(subnets) => subnets,
        Err(fault) => return too_small(cx, &network.scope, &fault),
    };
    network.network(cx);
    // A subnet of stores is there for them, or because the spec says where it is.
    let data = has_stores(cx.platform, id) || network.spec.subnets.as_ref().is_some_and(|it| it.data.is_some());
    for (role, cidr) in subnets {
        if role != Role::Data || data {
            network.subnet(cx, &role, cidr);
        }
    }
    if network.has_nat() {
        network.egress(cx);
    }
    network.peerings(cx);
}

/// The network that a declaration stands in, as others see it.
pub(crate) fn of(platform: &Platform, id: DeclId) -> Option<Scope<'_>> {
    Scope::new(platform, platform.network_of(id)?.decl)
}

/// A network, made or read.
pub(crate) fn address(network: &Scope<'_>) -> Address {
    if network.existing().is_some() { network.address(&format_smolstr!("data.{NETWORK}"), None) } else { network.address(NETWORK, None) }
}

/// The subnet of a network's nodes.
pub(crate) fn nodes(network: &Scope<'_>) -> Address {
    network.address(SUBNET, Some(&Role::Nodes.part()))
}

/// The subnet of a cluster's control plane.
pub(crate) fn control_plane(network: &Scope<'_>, cluster: &str) -> Address {
    network.address(SUBNET, Some(&Role::ControlPlane(cluster.into()).part()))
}

/// Whether a network of ours has a way out that is ours, too.
pub(crate) fn has_nat(platform: &Platform, network: &Scope<'_>) -> bool {
    platform.network(network.id).is_some_and(|it| it.egress.mode.value == EgressMode::Nat && it.existing.is_none())
}

/// Whether something stands in a network's data subnet.
fn has_stores(platform: &Platform, network: DeclId) -> bool {
    let here = |it: &Option<At<DeclId>>| it.is_some_and(|it| it.value == network);
    platform.databases.iter().any(|it| here(&it.network) && it.existing.is_none())
        || platform.caches.iter().any(|it| here(&it.network) && it.existing.is_none())
}

fn layout(platform: &Platform, network: &Network<'_>) -> Layout {
    let placed = |size: Option<At<SubnetSize>>| match size.map(|it| it.value) {
        Some(SubnetSize::Cidr(cidr)) => Placed::In(cidr),
        Some(SubnetSize::Prefix(prefix)) => u8::try_from(prefix).map_or(Placed::Default, Placed::Sized),
        None => Placed::Default,
    };
    let subnets = network.spec.subnets.as_ref();
    let clusters = platform.clusters_in(network.scope.id).filter(|it| it.existing.is_none());
    Layout {
        nodes: placed(subnets.and_then(|it| it.nodes)),
        data: placed(subnets.and_then(|it| it.data)),
        control_plane: placed(subnets.and_then(|it| it.control_plane)),
        clusters: clusters.map(|it| it.name.clone()).collect(),
    }
}

fn too_small(cx: &mut Lowering<'_>, scope: &Scope<'_>, fault: &crate::subnets::TooSmall) {
    let what = match &fault.role {
        Role::Nodes => "nodes".to_owned(),
        Role::Data => "stores".to_owned(),
        Role::ControlPlane(cluster) => format!("the control plane of `{cluster}`, which takes a /28"),
    };
    let message = match fault.within {
        Some(cidr) => format!("{cidr} has no room left for {what}"),
        None => format!("network `{}` has no addresses for {what}", scope.decl.name),
    };
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, message)
            .label(scope.decl.head, "half of it is for nodes, the last quarter for stores and control planes")
            .help("give it a larger `cidr`, or say with `subnets` what stands where")
            .subject(scope.decl.address.clone()),
    );
}

impl<'a> Network<'a> {
    fn new(cx: &Lowering<'a>, id: DeclId) -> Option<Self> {
        let scope = Scope::new(cx.platform, id)?;
        let spec = cx.platform.network(id)?;
        let zones = mlpc_analysis::zones::of_network(cx.platform, cx.catalog, spec);
        Some(Self { scope, spec, address: address(&scope), zones })
    }

    fn has_nat(&self) -> bool {
        has_nat(self.scope.platform, &self.scope)
    }

    fn network(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        if scope.existing().is_some() {
            if let Some((name, group)) = existing(cx, scope) {
                scope.read(cx, NETWORK, None, Map::new().with("name", name).with("resource_group_name", group));
            }
            return;
        }
        let name = scope.chosen_name().cloned().unwrap_or_else(|| scope.derived_name(None, NETWORK_NAME));
        let mut attrs = named(scope, name).with("address_space", Value::texts(self.spec.cidr.iter().map(|it| it.value.to_string())));
        if let Some(first) = self.spec.cidr.first() {
            attrs = attrs.from_field(first.origin);
        }
        scope.make(cx, NETWORK, None, "the network itself", attrs.with("tags", tags(scope)));
    }

    fn subnet(&self, cx: &mut Lowering<'_>, role: &Role, cidr: Cidr) {
        let scope = &self.scope;
        let part = role.part();
        // In a network of others the name says whose it is.
        let name = if scope.existing().is_some() { scope.derived_name(Some(&part), NAME) } else { part.clone() };
        let mut attrs = Map::new()
            .with("name", name)
            .with("resource_group_name", Value::reference(&self.address, "resource_group_name"))
            .with("virtual_network_name", Value::reference(&self.address, "name"))
            .with("address_prefixes", Value::texts([cidr.to_string()]))
            .with("default_outbound_access_enabled", false);
        let reason = match role {
            Role::Nodes => "addresses of nodes",
            Role::Data => {
                attrs.push("private_endpoint_network_policies", "NetworkSecurityGroupEnabled");
                "addresses of stores"
            }
            Role::ControlPlane(_) => {
                let service = Map::new()
                    .with("name", "Microsoft.ContainerService/managedClusters")
                    .with("actions", Value::texts(["Microsoft.Network/virtualNetworks/subnets/join/action"]));
                let delegation = Map::new().with("name", "aks").with("service_delegation", Value::block(service));
                attrs.push("delegation", Value::block(delegation));
                "where a control plane is reached from its nodes"
            }
        };
        scope.make(cx, SUBNET, Some(&part), reason, attrs);
    }
}
