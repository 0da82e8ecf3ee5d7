//! MLP0405: pods and gangs that don't go onto the nodes of their pool.

use mlpc_analysis::gang::{Gang, Packing, pack};
use mlpc_analysis::{capacity, zones};
use mlpc_catalog::Machine;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, Cloud, Platform, Pool, PoolClass, ShareMode, Training, WorkloadRef};
use mlpc_units::Rational;

use super::node_of;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0405",
    name: "gang-not-packed",
    severity: Severity::Error,
    title: "pods or gangs that don't go onto the pool's nodes",
    since: "0.1",
    explain: include_str!("gang_not_packed.md"),
};

/// Network below which training over several nodes waits for it (GPU-04), in Gbit/s.
const LEAST_GBPS: i64 = 100;

/// A pool of whole GPUs.
struct Nodes<'a> {
    pool: &'a Pool,
    /// GPUs of a node.
    per_node: i64,
    /// Most nodes; `None` without a maximum.
    most: Option<i64>,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let whole = |pool: &&Pool| pool.class() == PoolClass::Gpu && pool.share_mode() == ShareMode::Exclusive;
    for pool in platform.pools.iter().filter(whole) {
        let Some(cloud) = platform.target_of(pool.decl).map(|target| target.cloud.value) else { continue };
        let Some(per_node) = capacity::node(cx.catalog, cloud, pool).map(|node| node.gpus).filter(|gpus| *gpus > 0) else { continue };
        let limit = pool.limit.as_ref().and_then(|limit| limit.gpus).and_then(|gpus| gpus.value.checked_div(per_node));
        let most = pool.nodes.at_most().map(|at| limit.map_or(at.value, |limit| limit.min(at.value)));
        let nodes = Nodes { pool, per_node, most };
        for workload in platform.workloads_on(pool.decl) {
            let found = pod(cx, &nodes, workload).or_else(|| match workload {
                WorkloadRef::Service(service) => service.engine.parallel().and_then(|gpus| replica(cx, &nodes, workload, gpus)),
                WorkloadRef::Training(training) => gang(cx, &nodes, training),
                WorkloadRef::Pipeline(_) => None,
            });
            if let Some(diagnostic) = found {
                out.push(diagnostic.subject(workload.address().clone()).subject(pool.address.clone()));
            }
        }
    }
}

/// A pod that asks for more GPUs than a node has.
fn pod(cx: &CheckCx<'_>, nodes: &Nodes<'_>, workload: WorkloadRef<'_>) -> Option<Diagnostic> {
    let gpus = workload.shared().resources.as_ref()?.gpus.filter(|gpus| gpus.value > nodes.per_node)?;
    let queue = matches!(workload, WorkloadRef::Training(training) if training.is_queue());
    let message = format!("a pod of `{}` asks for {} GPUs; {} has {}", workload.name(), gpus.value, node_of(nodes.pool), nodes.per_node);
    let at = cx.field_of(workload.decl(), "resources", "gpus").or_else(|| cx.span(gpus.origin));
    Some(
        Diagnostic::new(&RULE, message)
            .severity(if queue { Severity::Advice } else { Severity::Error })
            .label_opt(at, format!("{} GPUs of one node", gpus.value))
            .label_opt(cx.machine_of(nodes.pool), format!("{} a node", nodes.per_node))
            .help(format!("ask for {} at most, in more pods", nodes.per_node)),
    )
}

/// A replica that is larger than the pool.
fn replica(cx: &CheckCx<'_>, nodes: &Nodes<'_>, workload: WorkloadRef<'_>, gpus: i64) -> Option<Diagnostic> {
    let most = nodes.most?;
    let capacity = most.saturating_mul(nodes.per_node);
    if gpus <= capacity {
        return None;
    }
    let entry = |name| cx.field_of(workload.decl(), "engine", name);
    let message =
        format!("a replica of `{}` takes {gpus} GPUs; pool `{}` has {} at most", workload.name(), nodes.pool.name, product(nodes, most));
    Some(
        Diagnostic::new(&RULE, message)
            .label_opt(entry("pipeline-parallel").or_else(|| entry("tensor-parallel")), format!("{gpus} GPUs a replica"))
            .label_opt(nodes.pool.nodes.at_most().and_then(|at| cx.span(at.origin)), format!("{} at most", n_of(most, "node")))
            .help(grow(nodes, gpus)),
    )
}

/// `2 nodes × 8 = 16`.
fn product(nodes: &Nodes<'_>, most: i64) -> String {
    format!("{} × {} = {}", n_of(most, "node"), nodes.per_node, most.saturating_mul(nodes.per_node))
}

fn n_of(n: i64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// `let the pool grow: `nodes min=0 max=3``.
fn grow(nodes: &Nodes<'_>, gpus: i64) -> String {
    let needed = gpus.saturating_add(nodes.per_node - 1).checked_div(nodes.per_node).unwrap_or(gpus);
    let min = nodes.pool.nodes.at_least().map_or(0, |at| at.value);
    format!("let the pool grow: `{}`", words::nodes(&nodes.pool.nodes, min, needed))
}

fn gang(cx: &CheckCx<'_>, nodes: &Nodes<'_>, training: &Training) -> Option<Diagnostic> {
    let (least, most) = (training.gang.at_least()?, training.gang.at_most()?);
    let written = training.work.resources.as_ref().and_then(|it| it.gpus);
    let pod = written.map_or_else(|| least.value.min(nodes.per_node), |it| it.value);
    let packed = |gpus: At<i64>| pack(Gang { gpus: gpus.value, pod }, nodes.per_node);
    // A queue takes any jobs, so only its size is judged as one.
    if training.is_queue() && written.is_none() {
        let whole = nodes.per_node.min(least.value);
        let even = |gpus: i64| Packing::Nodes {
            nodes: gpus.saturating_add(nodes.per_node - 1).checked_div(nodes.per_node).unwrap_or(1),
            stranded: if gpus > whole {
                gpus.checked_rem(nodes.per_node).map_or(0, |left| if left == 0 { 0 } else { nodes.per_node - left })
            } else {
                0
            },
        };
        return judge(cx, nodes, training, most, even(most.value));
    }
    judge(cx, nodes, training, least, packed(least)?).or_else(|| {
        let larger = packed(most).filter(|_| most.value != least.value)?;
        judge(cx, nodes, training, most, larger).map(|diagnostic| diagnostic.severity(Severity::Warning))
    })
}

fn judge(cx: &CheckCx<'_>, nodes: &Nodes<'_>, training: &Training, gang: At<i64>, packing: Packing) -> Option<Diagnostic> {
    let at = cx.span(gang.origin);
    match packing {
        // Said of the pod itself.
        Packing::PodTooLarge => None,
        Packing::Uneven { left } => Some(uneven(cx, nodes, training, gang, left)),
        Packing::Nodes { nodes: needed, .. } if nodes.most.is_some_and(|most| needed > most) => {
            let most = nodes.most?;
            let message = format!(
                "a gang of {} GPUs takes {}; pool `{}` has {} at most",
                gang.value,
                n_of(needed, "node"),
                nodes.pool.name,
                product(nodes, most)
            );
            Some(
                Diagnostic::new(&RULE, message)
                    .label_opt(at, format!("{} GPUs that start together", gang.value))
                    .label_opt(nodes.pool.nodes.at_most().and_then(|it| cx.span(it.origin)), format!("{} at most", n_of(most, "node")))
                    .help(format!("{}, or make the gang smaller", grow(nodes, needed.saturating_mul(nodes.per_node)))),
            )
        }
        // Jobs of a queue may be sweeps, which exchange nothing.
        Packing::Nodes { nodes: needed, .. } if needed > 1 && !training.is_queue() && slow(cx, nodes).is_some() => {
            let (why, instead) = slow(cx, nodes)?;
            let message = format!("a gang of {} GPUs spans {} without an interconnect", gang.value, n_of(needed, "node"));
            Some(
                Diagnostic::new(&RULE, message)
                    .severity(Severity::Warning)
                    .label_opt(at, format!("{} of {}", n_of(needed, "node"), nodes.per_node))
                    .label_opt(cx.machine_of(nodes.pool), why)
                    .help(instead),
            )
        }
        Packing::Nodes { nodes: needed, stranded } if stranded > 0 => {
            let per_node = nodes.per_node;
            let all = needed.saturating_mul(per_node);
            let message = format!("a gang of {} GPUs strands {stranded} of the {all} GPUs of {}", gang.value, n_of(needed, "node"));
            Some(
                Diagnostic::new(&RULE, message)
                    .severity(Severity::Advice)
                    .label_opt(at, format!("{} = {} × {per_node} − {stranded}", gang.value, needed))
                    .label_opt(cx.machine_of(nodes.pool), format!("{per_node} a node"))
                    .help(format!("write `gang {all}`, or a machine with fewer GPUs")),
            )
        }
        Packing::Nodes { .. } => None,
    }
}

/// A gang that isn't whole pods.
fn uneven(cx: &CheckCx<'_>, nodes: &Nodes<'_>, training: &Training, gang: At<i64>, left: i64) -> Diagnostic {
    let pod = gang.value.saturating_sub(left).min(nodes.per_node);
    let written = training.work.resources.as_ref().and_then(|it| it.gpus);
    let pod = written.map_or(pod, |it| it.value);
    let message = format!("a gang of {} GPUs isn't whole pods of {pod}: {left} are left over", gang.value);
    let at_pod = written.map(|it| cx.field_of(training.decl, "resources", "gpus").or_else(|| cx.span(it.origin)));
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(gang.origin), format!("{} = {} × {pod} + {left}", gang.value, gang.value.checked_div(pod).unwrap_or(0)));
    let diagnostic = match at_pod {
        Some(at) => diagnostic.label_opt(at, format!("pods of {pod}")),
        None => diagnostic.label_opt(cx.machine_of(nodes.pool), format!("{} a node, so pods of {pod}", nodes.per_node)),
    };
    let (below, above) = (gang.value.saturating_sub(left), gang.value.saturating_sub(left).saturating_add(pod));
    let even = common(gang.value, nodes.per_node);
    diagnostic
        .help(format!("write `gang {above}` or `gang {below}`"))
        .help(format!("or smaller pods: `resources gpus={even}` makes {} of them", gang.value.checked_div(even).unwrap_or(1)))
}

/// The largest size of pods that divides both the gang and a node.
fn common(gang: i64, per_node: i64) -> i64 {
    let (mut a, mut b) = (gang, per_node);
    while let Some(rest) = a.checked_rem(b) {
        (a, b) = (b, rest);
    }
    a.max(1)
}

/// Why nodes of a pool talk slowly, and what to write instead; nothing where they don't, or it isn't known.
fn slow(cx: &CheckCx<'_>, nodes: &Nodes<'_>) -> Option<(String, String)> {
    let pool = nodes.pool;
    let cloud = cx.platform.target_of(pool.decl)?.cloud.value;
    if zones::has_fabric(pool) || cloud == Cloud::Kubernetes {
        return None;
    }
    let machine: Machine = cx.machines(pool).into_iter().next()?;
    let gbps = machine.network_gbps.map_or_else(String::new, |gbps| format!("{} Gbit/s of TCP", words::number(gbps)));
    match (machine.rdma_kind(), cloud) {
        // Azure's InfiniBand comes without being asked for.
        (Some(kind), Cloud::Azure) if kind.starts_with("InfiniBand") && pool.interconnect.is_none() => None,
        (Some("EFA"), Cloud::Aws) => {
            Some(("has EFA, which isn't asked for".to_owned(), "write `interconnect \"efa\"`, and one zone".to_owned()))
        }
        (Some(kind), Cloud::Gcp) => {
            let name = if kind.starts_with("RoCE") { "rdma".to_owned() } else { kind.to_lowercase() };
            Some((format!("has {kind}, which isn't asked for"), format!("write `interconnect \"{name}\"`, and one zone")))
        }
        _ => {
            let slow = machine.network_gbps.is_some_and(|gbps| gbps < Rational::integer(LEAST_GBPS));
            slow.then(|| {
                let limit = format!("{gbps}; gradients of several nodes want {LEAST_GBPS} at least");
                (limit, format!("write a gang of {} at most, or machines with a fabric", nodes.per_node))
            })
        }
    }
}
