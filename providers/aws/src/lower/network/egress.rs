//! The way out: internet gateway, NAT gateways, route tables.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::EgressPer;
use smol_str::{SmolStr, format_smolstr};

use super::{Network, subnet};
use crate::subnets::Role;

impl Network<'_> {
    pub(super) fn egress(&self, cx: &mut Lowering<'_>) {
        // Subnets in a network that is there already follow its main route table.
        if self.scope.existing().is_some() {
            return;
        }
        if self.has_nat {
            self.internet_gateway(cx);
            for zone in self.nat_zones() {
                self.nat(cx, zone);
            }
        }
        self.private_routes(cx);
        self.data_routes(cx);
    }

    /// The zones that have a NAT gateway: each, or the first one for all.
    fn nat_zones(&self) -> &[SmolStr] {
        match self.spec.egress.per.value {
            EgressPer::Network => self.zones.get(..1).unwrap_or_default(),
            EgressPer::Zone => &self.zones,
        }
    }

    fn internet_gateway(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        let attrs = Map::new().with("vpc_id", Value::reference(&self.vpc, "id")).with_opt("tags", self.named(None));
        scope.make(cx, "aws_internet_gateway", None, "the way to and from the internet", attrs);
        self.route_table(cx, "public", "routes of public subnets");
        let attrs = Map::new()
            .with("route_table_id", Value::reference(&scope.address("aws_route_table", Some("public")), "id"))
            .with("destination_cidr_block", "0.0.0.0/0")
            .with("gateway_id", Value::reference(&scope.address("aws_internet_gateway", None), "id"));
        scope.make(cx, "aws_route", Some("public-internet"), "the way out of public subnets", attrs);
        for zone in &self.zones {
            self.associate(cx, Role::Public, zone, "public");
        }
    }

    fn nat(&self, cx: &mut Lowering<'_>, zone: &str) {
        let scope = &self.scope;
        // AWS gives a NAT gateway up to 8 addresses; the quota is adjustable, so a few more are let through.
        let n_addresses = self.spec.egress.addresses.value.clamp(1, 32);
        let part = format_smolstr!("nat-{zone}");
        // A gateway's first address and its further ones, told apart by how many there are before them.
        let addresses: Vec<_> = (1..=n_addresses).map(|n| if n == 1 { part.clone() } else { format_smolstr!("{part}-{n}") }).collect();
        for address in &addresses {
            let attrs = Map::new().with("domain", "vpc").with_opt("tags", self.named(Some(address)));
            let mut eip = scope.managed(cx, "aws_eip", Some(address), "a public address of the way out", attrs);
            eip.life.after.push((scope.address("aws_internet_gateway", None), None));
            cx.add(eip);
        }
        let id = |address: &SmolStr| Value::reference(&scope.address("aws_eip", Some(address)), "id");
        let mut attrs = Map::new().with_opt("allocation_id", addresses.first().map(id));
        if addresses.len() > 1 {
            attrs.push("secondary_allocation_ids", addresses.iter().skip(1).map(id).collect::<Vec<_>>());
        }
        let attrs =
            attrs.with("subnet_id", Value::reference(&subnet(scope, Role::Public, zone), "id")).with_opt("tags", self.named(Some(&part)));
        scope.make(cx, "aws_nat_gateway", Some(zone), "the way out of a zone's private subnets", attrs);
    }

    fn private_routes(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        for zone in &self.zones {
            let table = format_smolstr!("nodes-{zone}");
            self.route_table(cx, &table, "routes of a zone's nodes");
            if self.has_nat {
                let gateway = if self.nat_zones().contains(zone) { Some(zone) } else { self.zones.first() };
                let attrs = Map::new()
                    .with("route_table_id", Value::reference(&scope.address("aws_route_table", Some(&table)), "id"))
                    .with("destination_cidr_block", "0.0.0.0/0")
                    .with_opt("nat_gateway_id", gateway.map(|zone| Value::reference(&scope.address("aws_nat_gateway", Some(zone)), "id")));
                scope.make(cx, "aws_route", Some(&format_smolstr!("{table}-nat")), "the way out of a zone's nodes", attrs);
            }
            self.associate(cx, Role::Nodes, zone, &table);
        }
    }

    fn data_routes(&self, cx: &mut Lowering<'_>) {
        self.route_table(cx, "data", "routes of the stores, none of them to outside");
        for zone in &self.zones {
            self.associate(cx, Role::Data, zone, "data");
        }
    }

    /// The route tables of what may call services: those of the nodes.
    pub(super) fn node_tables(&self) -> Vec<Value> {
        if self.scope.existing().is_some() {
            return vec![Value::reference(&self.vpc, "main_route_table_id")];
        }
        let tables = self.zones.iter().map(|zone| self.scope.address("aws_route_table", Some(&format_smolstr!("nodes-{zone}"))));
        tables.map(|table| Value::reference(&table, "id")).collect()
    }

    fn route_table(&self, cx: &mut Lowering<'_>, part: &str, reason: &'static str) {
        let attrs = Map::new().with("vpc_id", Value::reference(&self.vpc, "id")).with_opt("tags", self.named(Some(part)));
        self.scope.make(cx, "aws_route_table", Some(part), reason, attrs);
    }

    fn associate(&self, cx: &mut Lowering<'_>, role: Role, zone: &str, table: &str) {
        let attrs = Map::new()
            .with("subnet_id", Value::reference(&subnet(&self.scope, role, zone), "id"))
            .with("route_table_id", Value::reference(&self.scope.address("aws_route_table", Some(table)), "id"));
        let part = format_smolstr!("{}-{zone}", role.part());
        self.scope.make(cx, "aws_route_table_association", Some(&part), "which routes a subnet follows", attrs);
    }
}
