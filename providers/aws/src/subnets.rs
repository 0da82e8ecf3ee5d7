//! How a network's addresses are cut into subnets (`kinds.md`, "network"): a quarter for the nodes of each zone, the last one for public and data
//! subnets, unless the spec places them.

use mlpc_units::Cidr;
use smol_str::SmolStr;

/// What stands in a subnet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Nodes, pods and control planes.
    Nodes,
    /// NAT gateways and load balancers that are reached from outside.
    Public,
    /// Databases, caches and filesystems.
    Data,
}

/// One subnet of the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subnet {
    /// What stands in it.
    pub role: Role,
    /// Its zone's id.
    pub zone: SmolStr,
    /// Its addresses.
    pub cidr: Cidr,
}

/// Where the spec wants the subnets of one role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placed {
    /// By the default plan.
    Default,
    /// In these addresses, cut evenly over the zones.
    In(Cidr),
    /// Each with this prefix length, in the first free addresses of the network.
    Sized(u8),
}

/// Where the spec wants all subnets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Subnets of nodes.
    pub nodes: Placed,
    /// Public subnets; `None` where nothing is reached from outside.
    pub public: Option<Placed>,
    /// Subnets of stores.
    pub data: Placed,
}

/// Addresses that don't suffice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TooSmall {
    /// The addresses that were to be cut; `None` if there are none to take them from.
    pub within: Option<Cidr>,
    /// What was to be placed there.
    pub role: Role,
    /// How many subnets of it.
    pub n_zones: usize,
}

/// AWS takes subnets from /16 to /28.
const LONGEST_PREFIX: u8 = 28;
/// Public and data subnets of the default plan, where the network is large enough.
const SMALL_PREFIX: u8 = 24;

impl Role {
    /// The part of addresses and names: `nodes` in `aws_subnet.main__nodes-use1-az1`.
    pub const fn part(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Public => "public",
            Self::Data => "data",
        }
    }
}

/// The subnets of a network, by role and then zone.
pub fn plan(primary: Option<Cidr>, zones: &[SmolStr], layout: Layout) -> Result<Vec<Subnet>, TooSmall> {
    let wanted = [(Role::Nodes, Some(layout.nodes)), (Role::Public, layout.public), (Role::Data, Some(layout.data))];
    let mut taken: Vec<(Role, Vec<Cidr>)> = Vec::with_capacity(3);
    for (role, placed) in wanted {
        let cidrs = match placed {
            Some(Placed::Default) => default_cidrs(primary, role, zones.len()),
            Some(Placed::In(cidr)) => cut(cidr, slots(zones.len()), zones.len()).ok_or(Some(cidr)),
            Some(Placed::Sized(_)) | None => continue,
        };
        taken.push((role, cidrs.map_err(|within| TooSmall { within, role, n_zones: zones.len() })?));
    }
    for (role, placed) in wanted {
        if let Some(Placed::Sized(prefix)) = placed {
            let mut cidrs = Vec::with_capacity(zones.len());
            for _ in zones {
                let occupied = taken.iter().flat_map(|(_, cidrs)| cidrs).chain(&cidrs);
                let free = primary.and_then(|primary| first_free(primary, prefix, occupied.copied().collect()));
                cidrs.push(free.ok_or(TooSmall { within: primary, role, n_zones: zones.len() })?);
            }
            taken.push((role, cidrs));
        }
    }
    taken.sort_by_key(|(role, _)| *role);
    let subnets = taken.into_iter().flat_map(|(role, cidrs)| {
        let placed = zones.iter().cloned().zip(cidrs);
        placed.map(move |(zone, cidr)| Subnet { role, zone, cidr }).collect::<Vec<_>>()
    });
    Ok(subnets.collect())
}

/// Quarters, or the next power of two where there are more than three zones; the last one is shared by public and data subnets.
fn default_cidrs(primary: Option<Cidr>, role: Role, n_zones: usize) -> Result<Vec<Cidr>, Option<Cidr>> {
    let primary = primary.ok_or(None)?;
    let n_parts = slots(n_zones + 1).max(4);
    let parts = cut(primary, n_parts, n_parts).ok_or(Some(primary))?;
    if role == Role::Nodes {
        return Ok(parts.into_iter().take(n_zones).collect());
    }
    let last = parts.last().copied().ok_or(Some(primary))?;
    let needed = last.prefix() + slots(2 * n_zones).trailing_zeros() as u8;
    let prefix = needed.max(SMALL_PREFIX);
    let first = if role == Role::Public { 0 } else { n_zones };
    parts_of(last, prefix, first..first + n_zones).ok_or(Some(last))
}

fn slots(n: usize) -> usize {
    n.max(1).next_power_of_two()
}

/// The first `n` of `n_parts` equal parts, `n_parts` being a power of two.
fn cut(cidr: Cidr, n_parts: usize, n: usize) -> Option<Vec<Cidr>> {
    parts_of(cidr, cidr.prefix().checked_add(n_parts.trailing_zeros() as u8)?, 0..n)
}

/// The parts at these positions, of all parts with this prefix length.
fn parts_of(cidr: Cidr, prefix: u8, positions: std::ops::Range<usize>) -> Option<Vec<Cidr>> {
    let new_bits = prefix.checked_sub(cidr.prefix())?;
    if prefix > LONGEST_PREFIX {
        return None;
    }
    positions.map(|position| cidr.subnet(new_bits, position as u128)).collect()
}

fn first_free(primary: Cidr, prefix: u8, occupied: Vec<Cidr>) -> Option<Cidr> {
    let new_bits = prefix.checked_sub(primary.prefix()).filter(|_| prefix <= LONGEST_PREFIX)?;
    let candidates = (0..1_u128 << new_bits).map_while(|position| primary.subnet(new_bits, position));
    candidates.into_iter().find(|candidate| !occupied.iter().any(|it| it.overlaps(*candidate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: Layout = Layout { nodes: Placed::Default, public: Some(Placed::Default), data: Placed::Default };

    fn show(primary: &str, n_zones: usize, layout: Layout) -> String {
        let zones: Vec<SmolStr> = ["az1", "az2", "az3", "az4"].iter().take(n_zones).map(SmolStr::new).collect();
        match plan(Cidr::parse(primary).ok(), &zones, layout) {
            Ok(subnets) => subnets.iter().map(|it| format!("{}-{} {}", it.role.part(), it.zone, it.cidr)).collect::<Vec<_>>().join("\n"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn three_zones_take_a_quarter_each() {
        let expected = "nodes-az1 10.40.0.0/18\nnodes-az2 10.40.64.0/18\nnodes-az3 10.40.128.0/18\n\
            public-az1 10.40.192.0/24\npublic-az2 10.40.193.0/24\npublic-az3 10.40.194.0/24\n\
            data-az1 10.40.195.0/24\ndata-az2 10.40.196.0/24\ndata-az3 10.40.197.0/24";
        assert_eq!(show("10.40.0.0/16", 3, DEFAULT), expected);
    }

    #[test]
    fn four_zones_take_an_eighth_each() {
        assert!(show("10.40.0.0/16", 4, DEFAULT).starts_with("nodes-az1 10.40.0.0/19\n"));
    }

    #[test]
    fn small_networks_get_smaller_subnets_or_none() {
        assert!(show("10.40.0.0/22", 3, DEFAULT).contains("public-az1 10.40.3.0/27"));
        assert!(show("10.40.0.0/24", 3, DEFAULT).starts_with("TooSmall"));
    }

    #[test]
    fn subnets_stand_where_the_spec_places_them() {
        let layout = Layout { nodes: Placed::In(Cidr::parse("100.64.0.0/16").expect("a cidr")), public: None, data: Placed::Sized(26) };
        let expected = "nodes-az1 100.64.0.0/18\nnodes-az2 100.64.64.0/18\nnodes-az3 100.64.128.0/18\n\
            data-az1 10.40.0.0/26\ndata-az2 10.40.0.64/26\ndata-az3 10.40.0.128/26";
        assert_eq!(show("10.40.0.0/24", 3, layout), expected);
    }
}
