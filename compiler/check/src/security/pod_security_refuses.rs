//! MLP0711: a tenant's `pod-security` refuses what its gangs need of their nodes (WIR-11).

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, InterconnectType, Platform, PodSecurity, Pool, Tenant, WorkloadRef};
use mlpc_source::OriginId;

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0711",
    name: "pod-security-refuses",
    severity: Severity::Error,
    title: "pod security standard that refuses what runs there",
    since: "0.1",
    explain: include_str!("pod_security_refuses.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for tenant in &platform.tenants {
        let Some(written) = tenant.pod_security else { continue };
        for workload in platform.workloads_of(tenant.decl) {
            let Some(pool) = platform.pool(workload.shared().pool.value) else { continue };
            let Some((fabric, at)) = pool.interconnect.as_ref().map(|it| (it.fabric.value, it.fabric.origin)) else { continue };
            let (needed, why) = needs(fabric);
            // Only a gang over several nodes talks over the fabric; a service or a gang on one node needs no device of it.
            if needed > written.value && spans_nodes(workload) {
                out.push(refused(cx, tenant, written, workload, (pool, at), (needed, why)));
                break;
            }
        }
    }
}

/// The strictest standard under which the devices of a fabric can be used, and why.
const fn needs(fabric: InterconnectType) -> (PodSecurity, &'static str) {
    match fabric {
        InterconnectType::None => (PodSecurity::Restricted, ""),
        InterconnectType::Efa => (PodSecurity::Baseline, "locked memory and images that run as root"),
        InterconnectType::GpudirectTcpx | InterconnectType::GpudirectTcpxo => {
            (PodSecurity::Privileged, "host paths and privileged side-cars")
        }
        InterconnectType::Rdma | InterconnectType::Infiniband => (PodSecurity::Privileged, "the capability IPC_LOCK"),
    }
}

/// Whether it is a training, which is what interconnects are for.
fn spans_nodes(workload: WorkloadRef<'_>) -> bool {
    matches!(workload, WorkloadRef::Training(_))
}

const fn word(standard: PodSecurity) -> &'static str {
    match standard {
        PodSecurity::Restricted => "restricted",
        PodSecurity::Baseline => "baseline",
        PodSecurity::Privileged => "privileged",
    }
}

fn refused(
    cx: &CheckCx<'_>,
    tenant: &Tenant,
    written: At<PodSecurity>,
    workload: WorkloadRef<'_>,
    (pool, at): (&Pool, OriginId),
    (needed, why): (PodSecurity, &str),
) -> Diagnostic {
    let fabric = cx.span(at);
    let message =
        format!("`pod-security \"{}\"` of `{}` refuses the pods of `{}`", word(written.value), tenant.address, workload.address());
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(written.origin), format!("{} at most", word(written.value)))
        .label_opt(fabric, format!("the fabric of `{}` needs {why}", pool.address))
        .label_opt(cx.span(workload.shared().pool.origin), "runs there")
        .help(format!("write `pod-security \"{}\"`, or leave it out: it follows from the pools", word(needed)))
        .subject(tenant.address.clone())
        .subject(workload.address().clone())
}
