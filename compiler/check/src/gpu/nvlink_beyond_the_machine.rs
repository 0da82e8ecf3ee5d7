//! MLP0416: GPUs that NVLink joins beyond their machine, used as one without what makes them so.

use mlpc_analysis::model::fit::Gpus;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, DeclId, Platform, Pool, PoolClass, ShareMode, Val, WorkloadRef};
use mlpc_source::Span;

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0416",
    name: "nvlink-beyond-the-machine",
    severity: Severity::Error,
    title: "NVLink beyond one machine without a compute domain, or beyond its domain",
    since: "0.1",
    explain: include_str!("nvlink_beyond_the_machine.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in platform.pools.iter().filter(|pool| pool.class() == PoolClass::Gpu && pool.share_mode() == ShareMode::Exclusive) {
        let Some(gpus) = Gpus::of_pool(platform, cx.catalog, pool, None) else { continue };
        // TPUs and Trainium have links beyond the machine, too, and systems of their own that join them.
        if gpus.linked <= gpus.per_node || gpus.accelerator.vendor != "nvidia" {
            continue;
        }
        let domain = compute_domain(platform, pool.cluster.value);
        for workload in platform.workloads_on(pool.decl) {
            let Some((wanted, at)) = wanted(cx, workload).filter(|(wanted, _)| *wanted > gpus.per_node) else { continue };
            let shared = matches!(workload, WorkloadRef::Service(_));
            let found = if shared && wanted > gpus.linked {
                Some(beyond(cx, pool, &gpus, wanted, at))
            } else if domain {
                None
            } else {
                let queue = matches!(workload, WorkloadRef::Training(training) if training.is_queue());
                let severity = if queue {
                    Severity::Advice
                } else if shared {
                    Severity::Error
                } else {
                    Severity::Warning
                };
                Some(without_domain(cx, pool, &gpus, wanted, at).severity(severity))
            };
            if let Some(diagnostic) = found {
                out.push(diagnostic.subject(workload.address().clone()).subject(pool.address.clone()));
            }
        }
    }
}

/// How many GPUs of a workload exchange data, and where that is written.
fn wanted(cx: &CheckCx<'_>, workload: WorkloadRef<'_>) -> Option<(i64, Option<Span>)> {
    match workload {
        WorkloadRef::Service(service) => {
            Some((service.engine.tensor_parallel.value, cx.field_of(service.decl, "engine", "tensor-parallel")))
        }
        WorkloadRef::Training(training) => training.gang.at_most().map(|At { value, origin }| (value, cx.span(origin))),
        WorkloadRef::Pipeline(_) => None,
    }
}

/// Whether a cluster has a `ComputeDomain`, written as an object of its own.
fn compute_domain(platform: &Platform, cluster: DeclId) -> bool {
    platform.resources.iter().filter(|resource| resource.cluster.is_some_and(|at| at.value == cluster)).any(|resource| {
        let mut found = false;
        if let Some(attributes) = &resource.attributes {
            attributes.walk(&mut |item| found |= matches!(&item.val, Val::Text(text) if text == "ComputeDomain"));
        }
        found
    })
}

fn beyond(cx: &CheckCx<'_>, pool: &Pool, gpus: &Gpus, wanted: i64, at: Option<Span>) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{wanted} GPUs share each layer; NVLink joins {} of these", gpus.linked))
        .label_opt(at, format!("{wanted} GPUs"))
        .label_opt(cx.machine_of(pool), format!("{} in a domain", gpus.linked))
        .help(format!("write `tensor-parallel={}` at most, and `pipeline-parallel` beyond", gpus.per_node))
}

fn without_domain(cx: &CheckCx<'_>, pool: &Pool, gpus: &Gpus, wanted: i64, at: Option<Span>) -> Diagnostic {
    let per_node = gpus.per_node;
    let nodes = wanted.saturating_add(per_node - 1).checked_div(per_node).unwrap_or(1);
    let message = format!("{wanted} GPUs on {nodes} machines of {per_node}: NVLink reaches beyond a machine only in a compute domain");
    Diagnostic::new(&RULE, message)
        .label_opt(at, format!("{nodes} machines"))
        .label_opt(cx.machine_of(pool), format!("{} in a rack's domain, {per_node} without one", gpus.linked))
        .help("install NVIDIA's DRA driver, and write a `ComputeDomain` as `resource \"kubernetes_manifest\"`: it starts IMEX on the machines of a job")
        .help(format!("or keep to {per_node} GPUs"))
}
