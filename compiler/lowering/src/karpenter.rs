//! What Karpenter's objects in a cluster and its parts in the cloud must agree on: names that are known before anything is made.

use mlpc_model::Platform;
use smol_str::{SmolStr, format_smolstr};

use crate::{Scope, cluster_name};

/// The tag by which Karpenter finds the subnets of nodes.
pub const DISCOVERY_TAG: &str = "karpenter.sh/discovery";
/// The part of addresses and names of what its nodes are.
pub const NODE: &str = "karpenter-node";
/// The part of addresses and names of what announces interruptions.
pub const INTERRUPTIONS: &str = "interruptions";

/// IAM API reference, `CreateRole` and `CreateInstanceProfile`: 64 and 128 characters.
const ROLE_NAME: usize = 64;
/// SQS API reference, `CreateQueue`: 80 characters.
const QUEUE_NAME: usize = 80;

/// Whether Karpenter makes nodes of this cluster.
pub fn runs_on(platform: &Platform, cluster: &Scope<'_>) -> bool {
    platform.pools_of(cluster.id).any(|pool| platform.made_by_karpenter(pool))
}

/// The value of the tag on subnets: their network's name.
pub fn discovery(network: &Scope<'_>) -> SmolStr {
    network.joined("-", None).into()
}

/// The name of the role of its nodes, and of the profile that carries it.
pub fn node_role(cluster: &Scope<'_>) -> SmolStr {
    cluster.derived_name(Some(NODE), ROLE_NAME)
}

/// The name of the queue that announces interruptions of nodes.
pub fn queue(cluster: &Scope<'_>) -> SmolStr {
    cluster.derived_name(Some(INTERRUPTIONS), QUEUE_NAME)
}

/// A name of the key that encrypts a cluster's disks: its alias, or the id of one that exists.
pub fn disk_key(platform: &Platform, cluster: &Scope<'_>) -> SmolStr {
    let declared = platform.cluster(cluster.id).and_then(|it| it.key).and_then(|key| Scope::new(platform, key.value));
    match declared {
        Some(key) => match key.existing() {
            Some(id) => id.clone(),
            None => format_smolstr!("alias/{}", key.chosen_name().cloned().unwrap_or_else(|| key.joined("-", None).into())),
        },
        None => format_smolstr!("alias/{}-cluster", cluster_name(cluster)),
    }
}
