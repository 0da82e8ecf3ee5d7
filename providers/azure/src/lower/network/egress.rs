//! The way out: a NAT gateway with its public addresses.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::EgressPer;
use smol_str::{SmolStr, format_smolstr};

use super::{NAME, Network, nodes};
use crate::group::named;
use crate::tags::tags;

/// Azure gives a NAT gateway at most so many addresses (Azure NAT Gateway FAQ).
const MOST_ADDRESSES: i64 = 16;
const GATEWAY: &str = "azurerm_nat_gateway";
const ADDRESS: &str = "azurerm_public_ip";

impl Network<'_> {
    /// `per="zone"` is one gateway that stands in all zones, as a subnet has one gateway and spans them; `per="network"` one in a single zone.
    pub(super) fn egress(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        let per = self.spec.egress.per;
        let redundant = per.value == EgressPer::Zone && !self.zones.is_empty();
        let sku = if redundant { "StandardV2" } else { "Standard" };
        let zones = self.zones.first().filter(|_| !redundant).map(|zone| Value::texts([zone.clone()]));
        let placed =
            |attrs: Map, key: &str| attrs.with(key, sku).from_field(per.origin).with_opt("zones", zones.clone()).with("tags", tags(scope));
        let name = |part: &str| scope.derived_name(Some(part), NAME);
        scope.make(cx, GATEWAY, None, "the way out of the nodes' subnet", placed(named(scope, name("nat")), "sku_name"));
        let gateway = Value::reference(&scope.address(GATEWAY, None), "id");
        for n in 1..=self.spec.egress.addresses.value.clamp(1, MOST_ADDRESSES) {
            let part = if n == 1 { SmolStr::new_static("nat") } else { format_smolstr!("nat-{n}") };
            let attrs = placed(named(scope, name(&part)).with("allocation_method", "Static"), "sku");
            scope.make(cx, ADDRESS, Some(&part), "a public address of the way out", attrs);
            let attrs = Map::new()
                .with("nat_gateway_id", gateway.clone())
                .with("public_ip_address_id", Value::reference(&scope.address(ADDRESS, Some(&part)), "id"));
            scope.make(cx, "azurerm_nat_gateway_public_ip_association", Some(&part), "gives the gateway an address", attrs);
        }
        let attrs = Map::new().with("subnet_id", Value::reference(&nodes(scope), "id")).with("nat_gateway_id", gateway);
        scope.make(cx, ASSOCIATION, Some("nodes"), "which way out a subnet has", attrs);
    }
}

/// What gives a subnet its way out: nodes wait for it.
pub(crate) const ASSOCIATION: &str = "azurerm_subnet_nat_gateway_association";
