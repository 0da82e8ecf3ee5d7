//! How a network's addresses are cut on Google Cloud (`kinds.md`, "network"): one subnet of nodes, with pods and services as its secondary ranges.

use mlpc_model::{Network, SubnetSize};
use mlpc_units::Cidr;

/// Where what stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Blocks {
    /// Addresses of nodes.
    pub(crate) nodes: Cidr,
    /// Addresses of pods.
    pub(crate) pods: Cidr,
    /// Addresses of services.
    pub(crate) services: Cidr,
}

/// The block of a control plane that the spec places nowhere.
const CONTROL_PLANE: &str = "172.16.0.32/28";

/// Nodes the first quarter, services the first sixteenth of the second, pods the second half, unless `subnets` says otherwise. `None` where the
/// addresses don't suffice.
pub(crate) fn plan(network: &Network) -> Option<Blocks> {
    let primary = network.cidr.first().map(|it| it.value);
    let subnets = network.subnets.as_ref();
    let place = |size: Option<mlpc_model::At<SubnetSize>>, bits: u8, at: u128| match size.map(|it| it.value) {
        Some(SubnetSize::Cidr(cidr)) => Some(cidr),
        // A length of its own starts where the default block would.
        Some(SubnetSize::Prefix(prefix)) => {
            let block = primary?.subnet(bits, at)?;
            block.subnet(u8::try_from(prefix).ok()?.checked_sub(block.prefix())?, 0)
        }
        None => primary?.subnet(bits, at),
    };
    Some(Blocks {
        nodes: place(subnets.and_then(|it| it.nodes), 2, 0)?,
        services: place(subnets.and_then(|it| it.services), 6, 16)?,
        pods: place(subnets.and_then(|it| it.pods), 1, 1)?,
    })
}

/// The /28 of a control plane, the n-th of its network.
pub(crate) fn control_plane(network: Option<&Network>, n: usize) -> Option<Cidr> {
    let written = network.and_then(|it| it.subnets.as_ref()).and_then(|it| it.control_plane).map(|it| it.value);
    let first = match written {
        Some(SubnetSize::Cidr(cidr)) => cidr,
        _ => Cidr::parse(CONTROL_PLANE).ok()?,
    };
    let bits = 28_u8.checked_sub(first.prefix())?;
    match written {
        Some(SubnetSize::Cidr(_)) => first.subnet(bits, n as u128),
        _ => Cidr::parse("172.16.0.0/16").ok()?.subnet(12, 2 + n as u128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_planes_have_a_block_each() {
        let shown = |n| control_plane(None, n).map(|it| it.to_string());
        assert_eq!((shown(0).as_deref(), shown(1).as_deref()), (Some("172.16.0.32/28"), Some("172.16.0.48/28")));
    }
}
