//! What AWS's documentation says of zones, where the catalog has no column for it, and searches in the catalog.

use mlpc_catalog::{Catalog, Machine};

/// Zones in which EKS puts no control plane. Source: EKS User Guide, "VPC and subnet requirements".
const WITHOUT_CONTROL_PLANE: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];

/// Whether a control plane can stand in a zone.
pub(crate) fn control_plane_zone(zone: &str) -> bool {
    !WITHOUT_CONTROL_PLANE.contains(&zone)
}

/// The smallest machine of these families that fits: by memory, then CPUs. RDS and ElastiCache offer the sizes of EC2's families up to 16xlarge,
/// but none of their bare metal.
pub(crate) fn smallest(catalog: &Catalog, families: &[&str], fits: impl Fn(&Machine) -> bool) -> Option<Machine> {
    let managed = |it: &Machine| families.contains(&it.family.as_str()) && !it.id.contains("metal") && !it.id.ends_with(".medium");
    let machines = catalog.machines("aws").filter(managed).filter(|it| fits(it));
    machines.min_by(|a, b| (a.memory, a.vcpus, &a.id).cmp(&(b.memory, b.vcpus, &b.id)))
}
