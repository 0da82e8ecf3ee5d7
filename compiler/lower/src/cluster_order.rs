//! What stands in a cluster comes after the cluster, releases after its nodes and their own identity. At the end the same order, backwards,
//! takes the releases away while there are nodes to clean up on.

use std::collections::BTreeMap;

use mlpc_graph::{Address, ResourceKind};
use mlpc_lowering::Lowering;
use smol_str::SmolStr;

/// What a cluster's objects wait for.
#[derive(Default)]
struct Ready {
    cluster: Vec<Address>,
    nodes: Vec<Address>,
}

/// Adds the order to all objects and releases.
pub(crate) fn apply(cx: &mut Lowering<'_>) {
    let ready = ready(cx);
    for resource in cx.graph.resources_mut().iter_mut().filter(|it| it.in_cluster()) {
        let Some(ready) = resource.place.cluster.as_ref().and_then(|it| ready.get(it)) else { continue };
        let after = match resource.kind {
            ResourceKind::Helm(_) => ready.cluster.iter().chain(&ready.nodes),
            // What waits for a namespace or a release waits for the cluster through it.
            _ if resource.life.after.is_empty() => ready.cluster.iter().chain(&[]),
            _ => continue,
        };
        resource.life.after.extend(after.map(|it| (it.clone(), None)));
    }
}

fn ready(cx: &Lowering<'_>) -> BTreeMap<SmolStr, Ready> {
    let mut all = BTreeMap::<SmolStr, Ready>::new();
    // Only few resources make a cluster; they are looked for once, by the declaration that they are lowered from.
    let made = cx.graph.resources().iter().filter(|it| it.in_terraform());
    for resource in made {
        let nodes = match resource.address.kind() {
            // Nobody makes anything in a cluster whose administrators aren't let in yet, nor takes it away once they are out.
            "aws_eks_access_policy_association" => false,
            "aws_eks_cluster"
            | "data.aws_eks_cluster"
            | "azurerm_kubernetes_cluster"
            | "data.azurerm_kubernetes_cluster"
            | "google_container_cluster"
            | "data.google_container_cluster" => false,
            "aws_eks_node_group" | "azurerm_kubernetes_cluster_node_pool" | "google_container_node_pool" => true,
            _ => continue,
        };
        let decl = cx.platform.decl_by_address(&resource.owner);
        let Some(cluster) = decl.and_then(|it| cx.platform.cluster_of(it)) else { continue };
        let ready = all.entry(cluster.name.clone()).or_default();
        if nodes {
            ready.nodes.push(resource.address.clone());
        } else {
            ready.cluster.push(resource.address.clone());
        }
    }
    all
}
