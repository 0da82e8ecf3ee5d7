//! `network`: addresses, zones, subnets and the way out.

use mlpc_units::Cidr;
use smol_str::SmolStr;

use crate::record::{choice, kind, record};
use crate::{At, DeclId, Val, read::Entries, read::Scalar};

kind! {
    /// A private network.
    Network {
        target "target": At<DeclId>,
        cidr "cidr": Vec<At<Cidr>>,
        zones "zones": Vec<At<SmolStr>>,
        subnets "subnets": Option<Subnets>,
        egress "egress": Egress,
        endpoints "endpoints": Vec<At<SmolStr>>,
        peer "peer": Vec<At<DeclId>>,
        mtu "mtu": Option<At<i64>>,
        existing "existing": Option<At<SmolStr>>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

record! {
    /// Blocks of a network's parts.
    Subnets {
        nodes "nodes": Option<At<SubnetSize>>,
        public "public": Option<At<SubnetSize>>,
        data "data": Option<At<SubnetSize>>,
        pods "pods": Option<At<SubnetSize>>,
        services "services": Option<At<SubnetSize>>,
        control_plane "control-plane": Option<At<SubnetSize>>,
    }
}

/// A block, or the prefix length of each subnet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubnetSize {
    /// The block, on AWS and Azure cut evenly over the zones.
    Cidr(Cidr),
    /// The prefix length.
    Prefix(i64),
}

impl Scalar for SubnetSize {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Cidr(cidr) => Some(Self::Cidr(*cidr)),
            Val::Int(prefix) => Some(Self::Prefix(*prefix)),
            _ => None,
        }
    }
}

record! {
    /// The way out of private subnets.
    Egress {
        mode "mode": At<EgressMode>,
        per "per": At<EgressPer>,
        addresses "addresses": At<i64>,
    }
}

choice! {
    /// Whether there is a way out.
    EgressMode { Nat = "nat", None = "none" }
}

choice! {
    /// How many gateways there are.
    EgressPer { Zone = "zone", Network = "network" }
}
