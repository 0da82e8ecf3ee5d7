//! Who reaches a store on the network: the nodes of the clusters in its network. Which pods on them do is settled in the cluster.

use mlpc_graph::Address;
use mlpc_lowering::{Lowering, Scope};

use super::{cluster, network};
use crate::security_group::{self, Peer, Rule, Rules};

/// The security group of a store, `NAME__KIND`, open at one port to the nodes of its network's clusters.
pub(crate) fn security_group(cx: &mut Lowering<'_>, scope: &Scope<'_>, network: &Scope<'_>, port: i64) -> Address {
    let platform = cx.platform;
    let clusters: Vec<_> = platform.clusters_in(network.id).filter_map(|it| Scope::new(platform, it.decl)).collect();
    let rules: Vec<_> = clusters
        .iter()
        .map(|it| Rule { part: &it.decl.name, protocol: "tcp", port: Some(port), peer: Peer::Group(cluster::node_security_group(it)) })
        .collect();
    let (vpc, rules) = (network::vpc(network), Rules { ingress: &rules, egress: &[] });
    let what = match scope.decl.kind.as_str() {
        "database" => "Database",
        "cache" => "Cache",
        _ => "Filesystem",
    };
    security_group::security_group(cx, scope, &scope.decl.kind, &vpc, what, rules)
}
