//! The networks of GPUs on GKE: what the cloud makes and what the cluster is told of must agree on.

use mlpc_model::{InterconnectType, Platform, Pool};
use mlpc_units::Cidr;
use smol_str::{SmolStr, format_smolstr};

use crate::{Scope, shorten};

/// Compute Engine naming rules (RFC 1035): 63 characters.
const NAME: usize = 63;
/// Addresses that they are cut from where the spec names none.
const DEFAULT: &str = "192.168.0.0/16";

/// A network that each node has one interface in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GpuNetwork {
    /// What tells it from the pool's others: `gpu-1`.
    pub part: SmolStr,
    /// The name of its object in the cluster: `a3-mega-gpu-1`.
    pub object: SmolStr,
    /// Its addresses.
    pub cidr: Cidr,
}

/// The networks of a pool: eight for GPUDirect-TCPXO, four for TCPX (GKE documentation, "Maximize GPU network bandwidth in Standard mode
/// clusters"), each a sixteenth of the block.
pub fn of_pool(platform: &Platform, pool: &Pool) -> Vec<GpuNetwork> {
    let Some(interconnect) = &pool.interconnect else { return Vec::new() };
    let n = match interconnect.fabric.value {
        InterconnectType::GpudirectTcpxo => 8,
        InterconnectType::GpudirectTcpx => 4,
        _ => return Vec::new(),
    };
    let block = interconnect.cidr.map(|it| it.value).or_else(|| Cidr::parse(DEFAULT).ok());
    let name = platform.decl(pool.decl).map_or("", |it| it.name.as_str());
    let network = |at: u128| {
        let part = format_smolstr!("gpu-{}", at + 1);
        Some(GpuNetwork { object: format_smolstr!("{name}-{part}"), part, cidr: block?.subnet(4, at)? })
    };
    (0..n).filter_map(network).collect()
}

/// The name of one of them in the cloud, and of its subnet.
pub fn name(pool: &Scope<'_>, part: &str) -> SmolStr {
    shorten(&pool.joined("-", Some(part)), NAME)
}
