//! How a network's addresses are cut: half of them for nodes, of the last quarter one part for stores and a small one for each control plane.
//!
//! A subnet of Azure spans the region's zones, and all nodes of a pool stand in one, so nothing is cut by zone.

use mlpc_units::Cidr;
use smol_str::SmolStr;

/// Azure takes subnets to /29; a control plane needs /28 (AKS, "API Server VNet Integration").
const CONTROL_PLANE_PREFIX: u8 = 28;
/// Addresses of stores by default, where the network is large enough.
const DATA_PREFIX: u8 = 24;
/// Azure's smallest subnet.
const LONGEST_PREFIX: u8 = 29;

/// What stands in a subnet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Nodes.
    Nodes,
    /// Databases, caches and private endpoints.
    Data,
    /// The interfaces of a cluster's control plane.
    ControlPlane(SmolStr),
}

impl Role {
    /// Its part in names.
    pub(crate) fn part(&self) -> SmolStr {
        match self {
            Self::Nodes => SmolStr::new_static("nodes"),
            Self::Data => SmolStr::new_static("data"),
            Self::ControlPlane(cluster) => smol_str::format_smolstr!("control-plane-{cluster}"),
        }
    }
}

/// Where the spec wants the subnets of one role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Placed {
    /// By the default plan.
    Default,
    /// In these addresses.
    In(Cidr),
    /// With this prefix length, in the first free addresses of the network.
    Sized(u8),
}

/// Where the spec wants all subnets.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Of nodes.
    pub(crate) nodes: Placed,
    /// Of stores.
    pub(crate) data: Placed,
    /// Of control planes, together.
    pub(crate) control_plane: Placed,
    /// The clusters that have one, in order.
    pub(crate) clusters: Vec<SmolStr>,
}

/// Addresses that don't suffice for a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TooSmall {
    /// What was to be placed.
    pub(crate) role: Role,
    /// The addresses it was to be placed in; `None` if there are none.
    pub(crate) within: Option<Cidr>,
}

/// The subnets of a network.
pub(crate) fn plan(primary: Option<Cidr>, layout: &Layout) -> Result<Vec<(Role, Cidr)>, TooSmall> {
    let mut taken: Vec<(Role, Cidr)> = Vec::with_capacity(2 + layout.clusters.len());
    let quarter = primary.and_then(|it| it.subnet(2, 3));
    let mut sized: Vec<(Role, u8, Option<Cidr>)> = Vec::new();
    match layout.nodes {
        Placed::Default => {
            let half = primary.and_then(|it| it.subnet(1, 0)).ok_or(TooSmall { role: Role::Nodes, within: primary })?;
            taken.push((Role::Nodes, half));
        }
        Placed::In(cidr) => taken.push((Role::Nodes, cidr)),
        Placed::Sized(prefix) => sized.push((Role::Nodes, prefix, primary)),
    }
    match layout.data {
        Placed::Default => {
            let prefix = quarter.map_or(DATA_PREFIX, |it| it.prefix().saturating_add(1)).max(DATA_PREFIX);
            sized.push((Role::Data, prefix, quarter));
        }
        Placed::In(cidr) => taken.push((Role::Data, cidr)),
        Placed::Sized(prefix) => sized.push((Role::Data, prefix, primary)),
    }
    for cluster in &layout.clusters {
        let (prefix, within) = match layout.control_plane {
            Placed::Default => (CONTROL_PLANE_PREFIX, quarter),
            Placed::In(cidr) => (CONTROL_PLANE_PREFIX.max(cidr.prefix()), Some(cidr)),
            Placed::Sized(prefix) => (prefix, primary),
        };
        sized.push((Role::ControlPlane(cluster.clone()), prefix, within));
    }
    for (role, prefix, within) in sized {
        let occupied: Vec<Cidr> = taken.iter().map(|(_, cidr)| *cidr).collect();
        let free = within.and_then(|within| first_free(within, prefix, &occupied)).ok_or(TooSmall { role: role.clone(), within })?;
        taken.push((role, free));
    }
    Ok(taken)
}

fn first_free(within: Cidr, prefix: u8, occupied: &[Cidr]) -> Option<Cidr> {
    let new_bits = prefix.checked_sub(within.prefix()).filter(|_| prefix <= LONGEST_PREFIX)?;
    let candidates = (0..1_u128 << new_bits).map_while(|position| within.subnet(new_bits, position));
    candidates.into_iter().find(|candidate| !occupied.iter().any(|it| it.overlaps(*candidate)))
}

/// A block for pods or services that overlaps none of these: the first of the candidates that is free.
pub(crate) fn apart(candidates: &[&str], occupied: &[Cidr]) -> Option<Cidr> {
    let blocks = candidates.iter().filter_map(|it| Cidr::parse(it).ok());
    blocks.into_iter().find(|block| !occupied.iter().any(|it| it.overlaps(*block)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(primary: &str, layout: &Layout) -> String {
        match plan(Cidr::parse(primary).ok(), layout) {
            Ok(subnets) => subnets.iter().map(|(role, cidr)| format!("{} {cidr}", role.part())).collect::<Vec<_>>().join("\n"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    fn layout(clusters: &[&str]) -> Layout {
        let clusters = clusters.iter().map(|it| (*it).into()).collect();
        Layout { nodes: Placed::Default, data: Placed::Default, control_plane: Placed::Default, clusters }
    }

    #[test]
    fn half_is_for_nodes() {
        let expected = "nodes 10.66.0.0/17\ndata 10.66.192.0/24\ncontrol-plane-a 10.66.193.0/28\ncontrol-plane-b 10.66.193.16/28";
        assert_eq!(show("10.66.0.0/16", &layout(&["a", "b"])), expected);
        assert_eq!(show("10.66.0.0/24", &layout(&["a"])), "nodes 10.66.0.0/25\ndata 10.66.0.192/27\ncontrol-plane-a 10.66.0.224/28");
        assert!(show("10.66.0.0/26", &layout(&["a"])).starts_with("TooSmall"));
    }

    #[test]
    fn subnets_stand_where_the_spec_places_them() {
        let cidr = |text| Cidr::parse(text).expect("a cidr");
        let layout = Layout {
            nodes: Placed::Sized(20),
            data: Placed::In(cidr("10.70.0.0/24")),
            control_plane: Placed::In(cidr("10.71.0.0/27")),
            ..layout(&["a", "b"])
        };
        let expected = "data 10.70.0.0/24\nnodes 10.66.0.0/20\ncontrol-plane-a 10.71.0.0/28\ncontrol-plane-b 10.71.0.16/28";
        assert_eq!(show("10.66.0.0/16", &layout), expected);
    }

    #[test]
    fn pods_and_services_keep_off_the_network() {
        let cidr = |text| Cidr::parse(text).expect("a cidr");
        let free = apart(&["172.16.0.0/16", "172.17.0.0/16"], &[cidr("172.16.0.0/12")]);
        assert_eq!(free, None);
        assert_eq!(apart(&["172.16.0.0/16", "172.17.0.0/16"], &[cidr("172.16.4.0/24")]), Some(cidr("172.17.0.0/16")));
    }
}
