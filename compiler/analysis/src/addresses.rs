//! Addresses of a network's node subnets, and what nodes and pods take of them (rules CIDR-01, CIDR-02, CIDR-05).

use std::collections::BTreeMap;

use mlpc_catalog::{Catalog, Machine};
use mlpc_model::{Autoscaler, Cloud, DeclId, Network, Platform, Pool, SubnetSize};
use smol_str::SmolStr;

use crate::{capacity, pool, zones};

/// Addresses that AWS keeps of each subnet.
const KEPT_AWS: i64 = 5;
/// Addresses that Google Cloud keeps of each subnet.
const KEPT_GCP: i64 = 4;
/// The part of pods that a node of GKE gets for its 110 pods.
const PODS_OF_A_NODE_GKE: u8 = 24;
/// What a node takes at least: its own address and that of one pod.
const LEAST_OF_A_NODE: i64 = 2;

/// What one pool puts into a subnet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// The pool.
    pub pool: DeclId,
    /// Its nodes there at most.
    pub nodes: i64,
    /// Nodes that an upgrade adds there.
    pub surge: i64,
    /// Pods that a node takes.
    pub pods: i64,
}

/// A subnet of nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeSubnet {
    /// Its zone; `None` where it spans the region.
    pub zone: Option<SmolStr>,
    /// Its prefix length.
    pub prefix: u8,
    /// Addresses that it has.
    pub has: i64,
    /// The pools in it.
    pub shares: Vec<Share>,
}

impl NodeSubnet {
    /// Nodes at the pools' maximum.
    pub fn nodes(&self) -> i64 {
        self.sum(|share| share.nodes)
    }

    /// What these nodes take at least.
    pub fn least(&self) -> i64 {
        self.nodes().saturating_mul(LEAST_OF_A_NODE)
    }

    /// The same while pools are upgraded.
    pub fn least_with_surge(&self) -> i64 {
        self.sum(|share| share.nodes.saturating_add(share.surge)).saturating_mul(LEAST_OF_A_NODE)
    }

    /// What they take with all the pods they allow.
    pub fn full(&self) -> i64 {
        self.sum(|share| share.nodes.saturating_mul(share.pods.saturating_add(1)))
    }

    fn sum(&self, of: impl Fn(&Share) -> i64) -> i64 {
        self.shares.iter().fold(0, |sum, share| sum.saturating_add(of(share)))
    }
}

/// The subnets of a network on AWS in which nodes stand, with the pools in each. Empty where its addresses or zones aren't known.
pub fn node_subnets(platform: &Platform, catalog: &Catalog, network: &Network) -> Vec<NodeSubnet> {
    let of_network = zones::of_network(platform, catalog, network);
    let Some(prefix) = aws_prefix(network, of_network.len()) else { return Vec::new() };
    let Some(has) = addresses(prefix).and_then(|all| all.checked_sub(KEPT_AWS)) else { return Vec::new() };
    let mut shares: BTreeMap<SmolStr, Vec<Share>> = BTreeMap::new();
    for cluster in platform.clusters_in(network.decl) {
        for pool in platform.pools_of(cluster.decl).filter(|pool| pool.existing.is_none()) {
            let own = zones::of_pool(platform, catalog, pool);
            let Some((nodes, n_zones)) = pool.nodes.at_most().map(|at| at.value).zip(i64::try_from(own.len()).ok().filter(|n| *n > 0))
            else {
                continue;
            };
            let Some(pods) = pods_of(platform, catalog, pool) else { continue };
            // EKS adds twice the zones or what may be unavailable, whichever is more, spread over zones (update phases of node groups).
            let surge = pool.upgrades.max_unavailable.value.max(n_zones.saturating_mul(2));
            let in_each = |n: i64| n.saturating_add(n_zones - 1).checked_div(n_zones).unwrap_or(n);
            for zone in own {
                shares.entry(zone).or_default().push(Share { pool: pool.decl, nodes: in_each(nodes), surge: in_each(surge), pods });
            }
        }
    }
    let subnet =
        |(zone, shares): (SmolStr, Vec<Share>)| of_network.contains(&zone).then_some(NodeSubnet { zone: Some(zone), prefix, has, shares });
    shares.into_iter().filter_map(subnet).collect()
}

/// The prefix length of a network's node subnets on AWS: a quarter of the first block each (of an eighth where there are more than three zones),
/// or as `subnets` says. `None` for IPv6 and where it isn't known.
fn aws_prefix(network: &Network, n_zones: usize) -> Option<u8> {
    let bits = |parts: usize| u8::try_from(parts.next_power_of_two().trailing_zeros()).ok();
    match network.subnets.as_ref().and_then(|it| it.nodes).map(|it| it.value) {
        Some(SubnetSize::Prefix(prefix)) => u8::try_from(prefix).ok(),
        Some(SubnetSize::Cidr(cidr)) => cidr.is_ipv4().then(|| cidr.prefix())?.checked_add(bits(n_zones.max(1))?),
        None => {
            let primary = network.cidr.first()?.value;
            primary.is_ipv4().then(|| primary.prefix())?.checked_add(bits((n_zones + 1).max(4))?)
        }
    }
}

/// Addresses of a block of IPv4.
fn addresses(prefix: u8) -> Option<i64> {
    1_i64.checked_shl(32_u32.checked_sub(u32::from(prefix))?)
}

/// Pods that a node of a pool takes on EKS. `None` where its machine isn't known.
pub fn pods_of(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<i64> {
    let machine = pool::machines(platform, catalog, pool)?.machines.into_iter().next()?;
    let karpenter = platform.cluster_of(pool.decl).and_then(|it| it.autoscaler).is_some_and(|it| it.value == Autoscaler::Karpenter);
    i64::try_from(if karpenter { machine.max_pods? } else { capacity::max_pods_aws(&machine) }).ok()
}

/// Most pods of a managed node, where the cloud has a limit that the spec can't raise.
pub fn most_pods(cloud: Cloud, machine: &Machine) -> Option<i64> {
    match cloud {
        Cloud::Aws => i64::try_from(capacity::max_pods_aws(machine)).ok(),
        // GKE quotas; AKS quotas.
        Cloud::Gcp => Some(256),
        Cloud::Azure => Some(250),
        Cloud::Kubernetes => None,
    }
}

/// How many nodes a network of Google Cloud has room for: by its nodes' block, the first quarter, and by its pods' block, the second half,
/// of which each node gets a part for 110 pods. The smaller, and whether it is the pods'.
pub fn most_nodes_gcp(network: &Network) -> Option<(i64, bool)> {
    let primary = network.cidr.first()?.value;
    let of = |size: Option<mlpc_model::At<SubnetSize>>, bits: u8| match size.map(|it| it.value) {
        Some(SubnetSize::Prefix(prefix)) => u8::try_from(prefix).ok(),
        Some(SubnetSize::Cidr(cidr)) => Some(cidr.prefix()),
        None => primary.is_ipv4().then(|| primary.prefix())?.checked_add(bits),
    };
    let subnets = network.subnets.as_ref();
    let by_nodes = addresses(of(subnets.and_then(|it| it.nodes), 2)?)?.checked_sub(KEPT_GCP)?;
    let pods = of(subnets.and_then(|it| it.pods), 1)?;
    let by_pods = PODS_OF_A_NODE_GKE.checked_sub(pods).and_then(|bits| 1_i64.checked_shl(u32::from(bits))).unwrap_or(0);
    Some(if by_pods < by_nodes { (by_pods, true) } else { (by_nodes, false) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_prefixes() {
        assert_eq!([addresses(24), addresses(28), addresses(32), addresses(33)], [Some(256), Some(16), Some(1), None]);
    }

    #[test]
    fn nodes_and_pods_of_a_subnet() {
        let share = |nodes, surge, pods| Share { pool: mlpc_source::Idx::from_usize(0), nodes, surge, pods };
        let subnet = NodeSubnet { zone: None, prefix: 26, has: 59, shares: vec![share(10, 2, 58), share(20, 2, 29)] };
        assert_eq!((subnet.nodes(), subnet.least(), subnet.least_with_surge(), subnet.full()), (30, 60, 68, 10 * 59 + 20 * 30));
    }

    #[test]
    fn pods_that_machines_take() {
        let catalog = Catalog::embedded();
        // EKS: p5.48xlarge has addresses for 100; p4d.24xlarge for 737, of which a managed node group takes 250.
        let most = |id: &str| most_pods(Cloud::Aws, &catalog.machine("aws", id).expect("in the catalog"));
        assert_eq!([most("p5.48xlarge"), most("p4d.24xlarge"), most("g5.xlarge")], [Some(100), Some(250), Some(58)]);
    }
}
