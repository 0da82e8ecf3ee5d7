//! The order of resources within a declaration.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use mlpc_graph::{Resource, ResourceGraph, ResourceId};
use rustc_hash::FxHashMap;

/// Where a resource stands among those that wait for nothing: the thing itself before its parts, things of one subject together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Rank<'a> {
    subject: usize,
    /// Whether the declaration's own thing does without it: the cluster's role comes before those of its add-ons.
    aside: bool,
    /// For subjects whose parts share a name with their whole (a role and its policies), that name.
    together: &'a str,
    part: usize,
    name: &'a str,
}

/// Subjects of Terraform types: the prefix that they share, the types in order, and whether a name's types stand together.
const SUBJECTS: &[(&str, &[&str], bool)] = &[
    ("aws_ecr_", &["aws_ecr_repository"], true),
    ("aws_s3_", &["aws_s3_bucket"], true),
    ("aws_secretsmanager_", &["aws_secretsmanager_secret"], true),
    ("aws_vpc", &["aws_vpc"], false),
    ("aws_subnet", &[], false),
    ("aws_internet_gateway", &[], false),
    ("aws_eip", &[], false),
    ("aws_nat_gateway", &[], false),
    ("aws_route", &["aws_route_table", "aws_route", "aws_route_table_association"], false),
    ("aws_security_group", &["aws_security_group"], false),
    ("aws_vpc_security_group", &[], false),
    ("aws_vpc_endpoint", &[], false),
    ("aws_iam_", &["aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"], true),
    ("aws_kms_", &["aws_kms_key", "aws_kms_alias"], true),
    ("aws_cloudwatch_", &[], false),
    ("aws_launch_template", &[], false),
    ("aws_placement_group", &[], false),
    ("aws_eks_", &["aws_eks_cluster", "aws_eks_node_group", "aws_eks_addon", "aws_eks_access_entry"], false),
    ("aws_ssm_", &[], false),
    ("google_service_account", &["google_service_account"], true),
    ("google_project_iam_", &[], false),
    ("google_compute_network", &["google_compute_network"], false),
    (
        "google_compute_",
        &[
            "google_compute_subnetwork",
            "google_compute_firewall",
            "google_compute_router",
            "google_compute_address",
            "google_compute_router_nat",
        ],
        false,
    ),
    ("google_kms_", &["google_kms_key_ring", "google_kms_crypto_key", "google_kms_crypto_key_iam_member"], true),
    ("google_container_", &["google_container_cluster", "google_container_node_pool"], false),
    ("google_storage_", &["google_storage_bucket"], true),
    ("azurerm_resource_group", &["azurerm_resource_group"], false),
    ("azurerm_user_assigned_identity", &[], false),
    ("azurerm_key_vault", &["azurerm_key_vault", "azurerm_key_vault_key", "azurerm_key_vault_secret"], false),
    ("azurerm_virtual_network", &["azurerm_virtual_network"], false),
    ("azurerm_subnet", &["azurerm_subnet"], false),
    ("azurerm_public_ip", &[], false),
    ("azurerm_nat_gateway", &["azurerm_nat_gateway"], false),
    ("azurerm_storage_", &["azurerm_storage_account", "azurerm_storage_container"], false),
    ("azurerm_role_assignment", &[], false),
    ("azurerm_disk_encryption_set", &[], false),
    ("azurerm_kubernetes_cluster", &["azurerm_kubernetes_cluster"], false),
    ("azurerm_monitor_", &[], false),
];

/// Kinds of objects in the order in which `kubectl` users expect them: what others need first.
const OBJECTS: &[&str] = &[
    "Namespace",
    "PriorityClass",
    "WorkloadPriorityClass",
    "ResourceQuota",
    "LimitRange",
    "NetworkPolicy",
    "ServiceAccount",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ExternalSecret",
    "ConfigMap",
    "Topology",
    "ResourceFlavor",
    "Cohort",
    "ClusterQueue",
    "LocalQueue",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "Service",
];

impl<'a> Rank<'a> {
    /// For a resource of a Terraform root.
    pub(crate) fn of_terraform(resource: &'a Resource, leads: bool) -> Self {
        let kind = resource.address.kind();
        let name = resource.address.name();
        // What exists is looked up before anything is made of it.
        if let Some(kind) = kind.strip_prefix("data.") {
            return Self { subject: 0, aside: false, together: kind, part: 0, name };
        }
        // The longest prefix wins: a security group's rules aren't parts of the network.
        let subject = SUBJECTS.iter().enumerate().filter(|(_, it)| kind.starts_with(it.0)).max_by_key(|(_, it)| it.0.len());
        let Some((at, (_, types, by_name))) = subject else {
            return Self { subject: SUBJECTS.len() + 1, aside: false, together: kind, part: 0, name };
        };
        let part = types.iter().position(|it| *it == kind).unwrap_or(types.len());
        let together = if *by_name { name } else { "" };
        Self { subject: at + 1, aside: *by_name && !leads, together, part, name: if *by_name { kind } else { resource.address.as_str() } }
    }

    /// For an object in a cluster.
    pub(crate) fn of_object(resource: &'a Resource, _leads: bool) -> Self {
        let kind = resource.address.kind();
        let short = kind.rsplit_once('.').map_or(kind, |(_, kind)| kind);
        let subject = OBJECTS.iter().position(|it| *it == short).unwrap_or(OBJECTS.len());
        Self { subject, aside: false, together: kind, part: 0, name: resource.address.name() }
    }
}

/// The members in an order in which each follows what it needs among them, by rank where free. The rank is told whether the declaration's own
/// things, those whose names have no part, need the resource.
pub(crate) fn sorted<'a>(
    graph: &'a ResourceGraph,
    members: &[ResourceId],
    rank: impl Fn(&'a Resource, bool) -> Rank<'a>,
) -> Vec<ResourceId> {
    if let [_] | [] = members {
        return members.to_vec();
    }
    let local: FxHashMap<ResourceId, usize> = members.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut open = vec![0usize; members.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    for (at, id) in members.iter().enumerate() {
        for need in graph.needs(*id).iter().filter_map(|need| local.get(need)) {
            if let (Some(open), Some(list)) = (open.get_mut(at), needed_by.get_mut(*need)) {
                *open += 1;
                list.push(at);
            }
        }
    }
    let leads = leading(graph, members, &local);
    let ranked = |at: usize| {
        let resource = members.get(at).and_then(|id| graph.resources().get(*id))?;
        Some(Reverse((rank(resource, leads.get(at) == Some(&true)), at)))
    };
    let mut ready: BinaryHeap<_> = (0..members.len()).filter(|at| open.get(*at) == Some(&0)).filter_map(ranked).collect();
    let mut order = Vec::with_capacity(members.len());
    while let Some(Reverse((_, at))) = ready.pop() {
        order.extend(members.get(at));
        for next in needed_by.get(at).into_iter().flatten() {
            if let Some(open) = open.get_mut(*next) {
                *open -= 1;
                if *open == 0 {
                    ready.extend(ranked(*next));
                }
            }
        }
    }
    order
}

/// Which members are the declaration's own things or what these need.
fn leading(graph: &ResourceGraph, members: &[ResourceId], local: &FxHashMap<ResourceId, usize>) -> Vec<bool> {
    let mut leads = vec![false; members.len()];
    let is_own = |id: &&ResourceId| graph.resources().get(**id).is_some_and(|it| !it.address.name().contains("__"));
    let mut open: Vec<ResourceId> = members.iter().filter(is_own).copied().collect();
    while let Some(id) = open.pop() {
        let Some(seen) = local.get(&id).and_then(|at| leads.get_mut(*at)) else { continue };
        if !std::mem::replace(seen, true) {
            open.extend_from_slice(graph.needs(id));
        }
    }
    leads
}
