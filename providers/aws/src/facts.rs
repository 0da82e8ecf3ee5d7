//! What AWS's documentation says of zones, where the catalog has no column for it.

/// Zones in which EKS puts no control plane. Source: EKS User Guide, "VPC and subnet requirements".
const WITHOUT_CONTROL_PLANE: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];

/// Whether a control plane can stand in a zone.
pub(crate) fn control_plane_zone(zone: &str) -> bool {
    !WITHOUT_CONTROL_PLANE.contains(&zone)
}
