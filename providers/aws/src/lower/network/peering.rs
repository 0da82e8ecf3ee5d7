//! Peerings between networks of one target, with routes both ways.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, codes};
use smol_str::format_smolstr;

use super::{Network, block_part, zones};

impl Network<'_> {
    pub(super) fn peerings(&self, cx: &mut Lowering<'_>) {
        for peer in &self.spec.peer {
            let (Some(other), Some(spec)) = (Scope::new(cx.platform, peer.value), cx.platform.network(peer.value)) else { continue };
            // Both sides may name each other; the side whose address comes first makes the peering.
            let mutual = spec.peer.iter().any(|it| it.value == self.scope.id);
            if mutual && other.decl.address < self.scope.decl.address {
                continue;
            }
            let same_target = self.scope.target.map(|it| &it.name) == other.target.map(|it| &it.name);
            if !same_target || self.scope.existing().is_some() || other.existing().is_some() {
                cx.out.push(
                    Diagnostic::new(
                        &codes::NOT_AVAILABLE,
                        format!(
                            "`{}` and `{}` can't be peered: both must be made in one target",
                            self.scope.decl.address, other.decl.address
                        ),
                    )
                    .label(self.scope.decl.head, "peers with it")
                    .label(other.decl.head, "made elsewhere, or there already")
                    .help("peer them with `resource \"aws_vpc_peering_connection\"` and its accepter in each account")
                    .subject(self.scope.decl.address.clone()),
                );
                continue;
            }
            self.peering(cx, &other);
        }
    }

    fn peering(&self, cx: &mut Lowering<'_>, other: &Scope<'_>) {
        let part = &other.decl.name;
        let attrs = Map::new()
            .with("vpc_id", Value::reference(&self.vpc, "id"))
            .with("peer_vpc_id", Value::reference(&super::vpc(other), "id"))
            .with("auto_accept", true)
            .with_opt("tags", self.named(Some(part)));
        let peering = self.scope.address("aws_vpc_peering_connection", Some(part));
        self.scope.make(cx, "aws_vpc_peering_connection", Some(part), "a way between two networks", attrs);
        for (from, to) in [(&self.scope, other), (other, &self.scope)] {
            for zone in zones(cx, from) {
                for cidr in cx.platform.network(to.id).map_or(&[][..], |it| &it.cidr) {
                    let cidr = cidr.value;
                    let table = from.address("aws_route_table", Some(&format_smolstr!("nodes-{zone}")));
                    let attrs = Map::new()
                        .with("route_table_id", Value::reference(&table, "id"))
                        .with("destination_cidr_block", cidr.to_string())
                        .with("vpc_peering_connection_id", Value::reference(&peering, "id"));
                    let part = format_smolstr!("nodes-{zone}-{}-{}", to.decl.name, block_part(cidr));
                    from.make(cx, "aws_route", Some(&part), "the way to a peered network", attrs);
                }
            }
        }
    }
}
