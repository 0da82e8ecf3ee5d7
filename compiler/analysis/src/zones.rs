//! Which zones a network and a pool stand in, with the defaults that need facts.

use mlpc_catalog::Catalog;
use mlpc_model::{Cloud, InterconnectType, Network, Platform, Pool, Target};
use smol_str::SmolStr;

/// Zones in which EKS puts no control plane. Source: EKS User Guide, "VPC and subnet requirements".
const WITHOUT_CONTROL_PLANE: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];

/// How many zones a network has that names none.
const DEFAULT_ZONES: usize = 3;

/// Whether a control plane of EKS can stand in a zone.
pub fn control_plane_zone(zone: &str) -> bool {
    !WITHOUT_CONTROL_PLANE.contains(&zone)
}

/// A network's zones: written, else the region's first three (on AWS of those that can hold a control plane). Empty where they aren't known.
pub fn of_network(platform: &Platform, catalog: &Catalog, network: &Network) -> Vec<SmolStr> {
    if !network.zones.is_empty() {
        return network.zones.iter().map(|zone| zone.value.clone()).collect();
    }
    let Some((target, region)) = region(platform, network.decl) else { return Vec::new() };
    let cloud = target.cloud.value;
    let zones = catalog.zones(cloud.as_str(), region).into_iter();
    zones.filter(|zone| cloud != Cloud::Aws || control_plane_zone(zone)).take(DEFAULT_ZONES).collect()
}

/// A pool's zones: written, else its network's that offer all its machines; with an interconnect only the first of these. Empty where they
/// aren't known, or where none of the network's zones offers the machines.
pub fn of_pool(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Vec<SmolStr> {
    if !pool.zones.is_empty() {
        return pool.zones.iter().map(|zone| zone.value.clone()).collect();
    }
    let Some((target, region)) = region(platform, pool.decl) else { return Vec::new() };
    let mut zones = platform.network_of(pool.decl).map_or_else(Vec::new, |network| of_network(platform, catalog, network));
    for machine in &pool.machine {
        if let Some(offered) = offered_zones(catalog, target.cloud.value, region, machine) {
            zones.retain(|zone| offered.contains(zone));
        }
    }
    if has_fabric(pool) {
        zones.truncate(1);
    }
    zones
}

/// The zones of a region that offer a machine; `None` where that isn't known.
pub fn offered_zones(catalog: &Catalog, cloud: Cloud, region: &str, machine: &str) -> Option<Vec<SmolStr>> {
    let offering = catalog.offering(cloud.as_str(), region, machine)?;
    if offering.zones.is_empty() { None } else { Some(offering.zones) }
}

/// Whether a pool's nodes are joined by a fabric that was asked for.
pub fn has_fabric(pool: &Pool) -> bool {
    pool.interconnect.as_ref().is_some_and(|it| it.fabric.value != InterconnectType::None)
}

/// The target of a declaration with its region, where it has one.
pub fn region(platform: &Platform, of: mlpc_model::DeclId) -> Option<(&Target, &SmolStr)> {
    let target = platform.target_of(of)?;
    target.region.as_ref().map(|region| (target, &region.value))
}
