//! Peerings between networks of one target: one resource for each direction.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, codes};

use super::{NAME, Network};

impl Network<'_> {
    pub(super) fn peerings(&self, cx: &mut Lowering<'_>) {
        for peer in &self.spec.peer {
            let (Some(other), Some(spec)) = (Scope::new(cx.platform, peer.value), cx.platform.network(peer.value)) else { continue };
            // Both sides may name each other; the side whose address comes first makes both halves.
            let mutual = spec.peer.iter().any(|it| it.value == self.scope.id);
            if mutual && other.decl.address < self.scope.decl.address {
                continue;
            }
            let same_target = self.scope.target.map(|it| &it.name) == other.target.map(|it| &it.name);
            if !same_target || self.scope.existing().is_some() || other.existing().is_some() {
                let (own, other) = (self.scope.decl, other.decl);
                cx.out.push(
                    Diagnostic::new(
                        &codes::NOT_AVAILABLE,
                        format!("`{}` and `{}` can't be peered: both must be made in one target", own.address, other.address),
                    )
                    .label(own.head, "peers with it")
                    .label(other.head, "made elsewhere, or there already")
                    .help("peer them with a `resource \"azurerm_virtual_network_peering\"` on each side")
                    .subject(own.address.clone()),
                );
                continue;
            }
            half(cx, &self.scope, &other);
            half(cx, &other, &self.scope);
        }
    }
}

fn half(cx: &mut Lowering<'_>, from: &Scope<'_>, to: &Scope<'_>) {
    let (own, remote) = (super::address(from), super::address(to));
    let part = &to.decl.name;
    let attrs = Map::new()
        .with("name", from.derived_name(Some(part), NAME))
        .with("resource_group_name", Value::reference(&own, "resource_group_name"))
        .with("virtual_network_name", Value::reference(&own, "name"))
        .with("remote_virtual_network_id", Value::reference(&remote, "id"));
    from.make(cx, "azurerm_virtual_network_peering", Some(part), "the way to a peered network", attrs);
}
