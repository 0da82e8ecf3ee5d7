//! `network`: VPC, subnets, routes, the way out. Endpoints and peerings stand beside it.

mod egress;
mod endpoints;
mod peering;

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, codes, karpenter};
use mlpc_model::{At, DeclId, EgressMode, Platform, SubnetSize};
use mlpc_units::Cidr;
use smol_str::{SmolStr, format_smolstr};

use crate::facts;
use crate::subnets::{Layout, Placed, Role, Subnet, plan};

/// A network, with what all its parts refer to.
pub(super) struct Network<'a> {
    scope: Scope<'a>,
    spec: &'a mlpc_model::Network,
    vpc: Address,
    zones: Vec<SmolStr>,
    has_nat: bool,
}

/// Lowers a network.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(network) = Network::new(cx, id) else { return };
    let primary = network.spec.cidr.first().map(|it| it.value);
    let subnets = match plan(primary, &network.zones, layout(&network)) {
        Ok(subnets) => subnets,
        Err(fault) => return too_small(cx, &network.scope, &fault),
    };
    network.vpc(cx);
    network.subnets(cx, &subnets);
    network.egress(cx);
    network.endpoints(cx);
    network.peerings(cx);
}

/// The network that a declaration stands in, as others see it.
pub(crate) fn of(platform: &Platform, id: DeclId) -> Option<Scope<'_>> {
    Scope::new(platform, platform.network_of(id)?.decl)
}

/// The ids of a network's subnets of one role, in its zones or those named.
pub(crate) fn subnet_ids(cx: &Lowering<'_>, network: &Scope<'_>, role: Role, only: &[SmolStr]) -> Value {
    let zones = zones(cx, network);
    let wanted = zones.iter().filter(|zone| only.is_empty() || only.contains(zone));
    Value::List(wanted.map(|zone| Value::reference(&subnet(network, role, zone), "id")).collect())
}

/// A network's VPC, made or read.
pub(crate) fn vpc(network: &Scope<'_>) -> Address {
    network.address(if network.existing().is_some() { "data.aws_vpc" } else { "aws_vpc" }, None)
}

/// A network's zones: those written, else the region's first three in which a control plane can stand.
pub(crate) fn zones(cx: &Lowering<'_>, network: &Scope<'_>) -> Vec<SmolStr> {
    let written = cx.platform.network(network.id).map_or(&[][..], |it| &it.zones);
    if !written.is_empty() {
        return written.iter().map(|it| it.value.clone()).collect();
    }
    let zones = cx.catalog.zones("aws", network.region()).into_iter();
    zones.filter(|zone| facts::control_plane_zone(zone)).take(3).collect()
}

fn subnet(network: &Scope<'_>, role: Role, zone: &str) -> Address {
    network.address("aws_subnet", Some(&format_smolstr!("{}-{zone}", role.part())))
}

fn layout(network: &Network<'_>) -> Layout {
    let placed = |size: Option<At<SubnetSize>>| match size.map(|it| it.value) {
        Some(SubnetSize::Cidr(cidr)) => Placed::In(cidr),
        Some(SubnetSize::Prefix(prefix)) => u8::try_from(prefix).map_or(Placed::Default, Placed::Sized),
        None => Placed::Default,
    };
    let subnets = network.spec.subnets.as_ref();
    Layout {
        nodes: placed(subnets.and_then(|it| it.nodes)),
        public: network.has_nat.then(|| placed(subnets.and_then(|it| it.public))),
        data: placed(subnets.and_then(|it| it.data)),
    }
}

fn too_small(cx: &mut Lowering<'_>, scope: &Scope<'_>, fault: &crate::subnets::TooSmall) {
    let (role, n) = (fault.role.part(), fault.n_zones);
    let message = match fault.within {
        Some(cidr) => format!("{cidr} is too small for the {role} subnets of {n} zones: AWS allows none beyond /28"),
        None => format!("network `{}` has no addresses for its {role} subnets", scope.decl.name),
    };
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, message)
            .label(scope.decl.head, "cut into a quarter for the nodes of each zone, and the last for public and data subnets")
            .help("give it a larger `cidr`, fewer `zones`, or say with `subnets` what stands where")
            .subject(scope.decl.address.clone()),
    );
}

impl<'a> Network<'a> {
    fn new(cx: &Lowering<'a>, id: DeclId) -> Option<Self> {
        let scope = Scope::new(cx.platform, id)?;
        let spec = cx.platform.network(id)?;
        let has_nat = spec.egress.mode.value == EgressMode::Nat && spec.existing.is_none();
        Some(Self { scope, spec, vpc: vpc(&scope), zones: zones(cx, &scope), has_nat })
    }

    /// The tags of one of its parts: a network has no name in AWS but its tag.
    fn named(&self, part: Option<&str>) -> Option<Map> {
        let name = match (self.scope.chosen_name(), part) {
            (Some(chosen), Some(part)) => format_smolstr!("{chosen}-{part}"),
            (Some(chosen), None) => chosen.clone(),
            (None, part) => self.scope.joined("-", part).into(),
        };
        self.scope.tags(Some(name))
    }

    fn vpc(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        if let Some(id) = scope.existing() {
            let attrs = Map::new().with("id", id);
            return scope.read(cx, "aws_vpc", None, attrs);
        }
        let mut attrs = Map::new();
        if let Some(primary) = self.spec.cidr.first() {
            attrs = attrs.with("cidr_block", primary.value.to_string()).from_field(primary.origin);
        }
        let attrs = attrs.with("enable_dns_hostnames", true).with("enable_dns_support", true).with_opt("tags", self.named(None));
        scope.make(cx, "aws_vpc", None, "the network itself", attrs);
        for cidr in self.spec.cidr.iter().skip(1) {
            let attrs = Map::new().with("vpc_id", Value::reference(&self.vpc, "id")).with("cidr_block", cidr.value.to_string());
            let part = block_part(cidr.value);
            scope.make(cx, "aws_vpc_ipv4_cidr_block_association", Some(&part), "a further block of addresses", attrs);
        }
        let attrs = Map::new().with("vpc_id", Value::reference(&self.vpc, "id")).with_opt("tags", self.named(Some("default")));
        let mut default = scope.managed(cx, "aws_default_security_group", None, "the network's default group, emptied", attrs);
        default.comment = Some("Without rules: what is attached to nothing else reaches nothing.".into());
        cx.add(default);
    }

    fn subnets(&self, cx: &mut Lowering<'_>, subnets: &[Subnet]) {
        let mut described = None;
        let clusters = cx.platform.clusters_in(self.scope.id).filter_map(|it| Scope::new(cx.platform, it.decl));
        let discovered = clusters.into_iter().any(|it| karpenter::runs_on(cx.platform, &it));
        for subnet in subnets {
            let part = format_smolstr!("{}-{}", subnet.role.part(), subnet.zone);
            let mut tags = self.named(Some(&part)).unwrap_or_default();
            let (balancers, reason) = match subnet.role {
                Role::Nodes => (Some("kubernetes.io/role/internal-elb"), "addresses of a zone's nodes and pods"),
                Role::Public => (Some("kubernetes.io/role/elb"), "where a zone's NAT gateway and public load balancers stand"),
                Role::Data => (None, "addresses of a zone's stores"),
            };
            if let Some(tag) = balancers {
                tags.push(tag, "1");
            }
            if subnet.role == Role::Nodes && discovered {
                tags.push(karpenter::DISCOVERY_TAG, karpenter::discovery(&self.scope));
            }
            let attrs = Map::new()
                .with("vpc_id", Value::reference(&self.vpc, "id"))
                .with("cidr_block", subnet.cidr.to_string())
                .with("availability_zone_id", &subnet.zone)
                .with("tags", tags);
            let mut resource = self.scope.managed(cx, "aws_subnet", Some(&part), reason, attrs);
            if described != Some(subnet.role) {
                described = Some(subnet.role);
                resource.comment = Some(comment_on(subnet.role).into());
            }
            self.after_further_cidrs(&mut resource, subnet);
            cx.add(resource);
        }
    }

    /// A subnet outside the primary block waits until the network has the block it lies in.
    fn after_further_cidrs(&self, resource: &mut mlpc_graph::Resource, subnet: &Subnet) {
        let further = self.spec.cidr.iter().skip(1).map(|it| it.value);
        if let Some(block) = further.into_iter().find(|block| block.contains(subnet.cidr)).filter(|_| self.spec.existing.is_none()) {
            let association = self.scope.address("aws_vpc_ipv4_cidr_block_association", Some(&block_part(block)));
            resource.life.after.push((association, None));
        }
    }
}

/// A block of addresses as a part of names: `10-41-0-0-16`.
fn block_part(cidr: Cidr) -> String {
    cidr.to_string().replace(['.', '/', ':'], "-")
}

const fn comment_on(role: Role) -> &'static str {
    match role {
        Role::Nodes => "Nodes and pods of each zone.",
        Role::Public => "NAT gateways and public load balancers.",
        Role::Data => "Databases, caches and filesystems: no way out.",
    }
}
