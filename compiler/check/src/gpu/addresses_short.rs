//! MLP0411: addresses or pods a node that don't suffice for a pool's maximum nodes.

use mlpc_analysis::addresses::{NodeSubnet, most_nodes_gcp, most_pods, node_subnets};
use mlpc_analysis::capacity;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Autoscaler, Cloud, Network, Platform, Pool, ShareMode};
use mlpc_source::Span;

use super::node_of;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0411",
    name: "addresses-short",
    severity: Severity::Error,
    title: "subnet or pods a node too small for the pool",
    since: "0.1",
    explain: include_str!("addresses_short.md"),
};

/// How many pools are labelled.
const MOST_LABELS: usize = 4;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for network in &platform.networks {
        let found = match platform.target_of(network.decl).map(|target| target.cloud.value) {
            // The fullest subnet says it for all: they are alike.
            Some(Cloud::Aws) => {
                node_subnets(platform, cx.catalog, network).iter().max_by_key(|it| it.least()).and_then(|it| on_aws(cx, network, it))
            }
            Some(Cloud::Gcp) => on_gcp(cx, platform, network),
            Some(Cloud::Azure | Cloud::Kubernetes) | None => None,
        };
        if let Some(diagnostic) = found {
            out.push(diagnostic.subject(network.address.clone()));
        }
    }
    for pool in platform.pools.iter().filter(|pool| matches!(pool.share_mode(), ShareMode::TimeSlice | ShareMode::Mps)) {
        if let Some(diagnostic) = shares(cx, pool) {
            out.push(diagnostic.subject(pool.address.clone()));
        }
    }
}

/// Where the addresses of nodes are written.
fn written(cx: &CheckCx<'_>, network: &Network) -> Option<Span> {
    cx.field_of(network.decl, "subnets", "nodes").or_else(|| cx.field(network.decl, "cidr")).or_else(|| cx.kind_and_name(network.decl))
}

fn on_aws(cx: &CheckCx<'_>, network: &Network, subnet: &NodeSubnet) -> Option<Diagnostic> {
    let zone = subnet.zone.as_deref().unwrap_or("");
    let (has, nodes) = (subnet.has, subnet.nodes());
    let (severity, needed, message) = if subnet.least() > has {
        let message = format!("{nodes} nodes in {zone} take {} addresses at least; the subnet has {has}", words::whole(subnet.least()));
        (Severity::Error, subnet.least(), message)
    } else if subnet.least_with_surge() > has {
        let needed = subnet.least_with_surge();
        let message =
            format!("{nodes} nodes in {zone} fit the subnet's {has} addresses, but not while they are upgraded: {}", words::whole(needed));
        (Severity::Warning, needed, message)
    } else if subnet.full() > has {
        let needed = subnet.full();
        let message = format!(
            "{nodes} nodes in {zone} with their pods take {} addresses; the subnet has {}",
            words::whole(needed),
            words::whole(has)
        );
        (Severity::Warning, needed, message)
    } else {
        return None;
    };
    let mut diagnostic = Diagnostic::new(&RULE, message).severity(severity).label_opt(
        written(cx, network),
        format!("/{} in each zone: {} − 5 that AWS keeps", subnet.prefix, words::whole(has.saturating_add(5))),
    );
    for share in subnet.shares.iter().take(MOST_LABELS) {
        let Some(pool) = cx.platform.pool(share.pool) else { continue };
        let text = match (severity, share.surge) {
            (Severity::Error, _) => format!("{} there: each takes one address, and one for a pod", nodes_of(share.nodes)),
            _ if needed == subnet.full() => format!("{} there × (1 + {} pods)", nodes_of(share.nodes), share.pods),
            (_, surge) => format!("{} there, and {surge} while they are upgraded", nodes_of(share.nodes)),
        };
        diagnostic = diagnostic.label_opt(pool.nodes.at_most().and_then(|at| cx.span(at.origin)), text).subject(pool.address.clone());
    }
    let fits = (16..=28_u8).rev().find(|prefix| 1_i64.checked_shl(32 - u32::from(*prefix)).is_some_and(|all| all - 5 >= needed));
    Some(match fits {
        Some(prefix) => {
            diagnostic.help(format!("give nodes a /{prefix} in each zone: `subnets nodes={prefix}` in a `cidr` with room for it"))
        }
        None => diagnostic.help("spread the pool over more zones, or let it grow less"),
    })
}

fn nodes_of(n: i64) -> String {
    format!("{n} node{}", if n == 1 { "" } else { "s" })
}

fn on_gcp(cx: &CheckCx<'_>, platform: &Platform, network: &Network) -> Option<Diagnostic> {
    let (most, by_pods) = most_nodes_gcp(network)?;
    let pools =
        || platform.clusters_in(network.decl).flat_map(|cluster| platform.pools_of(cluster.decl)).filter(|pool| pool.existing.is_none());
    let wanted = pools().filter_map(|pool| pool.nodes.at_most()).fold(0_i64, |sum, at| sum.saturating_add(at.value));
    if wanted <= most {
        return None;
    }
    let why = if by_pods { "each takes a /24 of the pods' block" } else { "of the nodes' block" };
    let mut diagnostic =
        Diagnostic::new(&RULE, format!("{wanted} nodes on network `{}`; it has addresses for {}: {why}", network.name, words::whole(most)))
            .label_opt(written(cx, network), format!("addresses for {} nodes", words::whole(most)));
    for pool in pools().take(MOST_LABELS) {
        let at_most = pool.nodes.at_most();
        diagnostic = diagnostic
            .label_opt(at_most.and_then(|at| cx.span(at.origin)), at_most.map_or_else(String::new, |at| nodes_of(at.value)))
            .subject(pool.address.clone());
    }
    Some(diagnostic.help("give the network a larger `cidr`, or let the pools grow less"))
}

/// Shares of GPUs, for more pods than a node takes.
fn shares(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let cloud = cx.platform.target_of(pool.decl)?.cloud.value;
    let karpenter = cx.platform.cluster_of(pool.decl)?.autoscaler.is_some_and(|it| it.value == Autoscaler::Karpenter);
    if karpenter || pool.existing.is_some() {
        return None;
    }
    let machine = cx.machines(pool).into_iter().next()?;
    let most = most_pods(cloud, &machine)?;
    let node = capacity::node(cx.catalog, cloud, pool)?;
    let (_, offered) = node.devices.first()?;
    let replicas = pool.share.as_ref()?.replicas?;
    if *offered <= most {
        return None;
    }
    let message = format!("{} offers {} × {} = {offered} shares, and takes {most} pods", node_of(pool), node.gpus, replicas.value);
    let fitting = most.checked_div(node.gpus)?;
    Some(
        Diagnostic::new(&RULE, message)
            .label_opt(cx.span(replicas.origin), format!("{offered} pods could ask for one"))
            .label_opt(cx.machine_of(pool), format!("{most} pods a node"))
            .help(format!("write `replicas={fitting}` or fewer; pods of the system count, too")),
    )
}
