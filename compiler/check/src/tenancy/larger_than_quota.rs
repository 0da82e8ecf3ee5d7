//! MLP0305: one replica or one gang is larger than its tenant can ever get.

use mlpc_analysis::kueue::Tenants;
use mlpc_analysis::pool::{Amount, Reserved};
use mlpc_analysis::{demand, pool};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Platform, Pool, Quota, Tenant, WorkloadRef};
use mlpc_source::OriginId;
use mlpc_units::Quantity;
use rustc_hash::FxHashMap;

use super::reserved::{self, amount, is_none};
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0305",
    name: "larger-than-quota",
    severity: Severity::Error,
    title: "replica or gang larger than its tenant can ever get",
    since: "0.1",
    explain: include_str!("larger_than_quota.md"),
};

/// A workload of which not even one fits.
struct TooLarge<'a> {
    workload: WorkloadRef<'a>,
    tenant: &'a Tenant,
    pool: &'a Pool,
    quota: &'a Quota,
    resource: Reserved,
    piece: Quantity,
    at_most: Quantity,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let tenants = Tenants::of(platform);
    let capacities: FxHashMap<DeclId, Vec<Amount>> =
        platform.pools.iter().map(|pool| (pool.decl, pool::amounts(platform, cx.catalog, pool))).collect();
    // What is larger than the whole pool is MLP0405's: no quota would mend it.
    let in_pool = |pool: DeclId, resource: &Reserved, piece: Quantity| {
        let capacity = capacities.get(&pool).and_then(|all| all.iter().find(|amount| amount.resource == *resource));
        capacity.is_none_or(|amount| piece <= amount.at_most)
    };
    for workload in platform.workloads() {
        let shared = workload.shared();
        let (Some(tenant), Some(pool)) = (platform.tenant(shared.tenant.value), platform.pool(shared.pool.value)) else { continue };
        let (Some(quota), Some(demand)) = (platform.quota(tenant.decl, pool.decl), demand::of(platform, workload)) else {
            continue;
        };
        let too_large = demand.piece.into_iter().find_map(|(resource, piece)| {
            let at_most = tenants.at_most(tenant, pool, &resource)?;
            (piece > at_most && in_pool(pool.decl, &resource, piece)).then_some(TooLarge {
                workload,
                tenant,
                pool,
                quota,
                resource,
                piece,
                at_most,
            })
        });
        out.extend(too_large.map(|found| diagnose(cx, &found)));
    }
}

fn diagnose(cx: &CheckCx<'_>, found: &TooLarge<'_>) -> Diagnostic {
    let TooLarge { workload, tenant, pool, quota, resource, piece, at_most } = found;
    let what = match workload {
        WorkloadRef::Service(_) => "one replica of",
        WorkloadRef::Training(training) if training.is_queue() => "the largest job of",
        WorkloadRef::Training(_) => "the gang of",
        WorkloadRef::Pipeline(_) => "one run of",
    };
    let (asks, gets) = (amount(resource, *piece), amount(resource, *at_most));
    let message = format!(
        "{what} `{}` asks for {asks} of pool `{}`, but tenant `{}` can get at most {gets}",
        workload.address(),
        pool.name,
        tenant.name
    );
    let guaranteed = pool::reserved(quota, resource);
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(size(*workload).and_then(|at| cx.span(at)).or_else(|| cx.head(workload.decl())), format!("{asks} at once"))
        .label_opt(
            cx.span(guaranteed.map_or_else(|| reserved::origin(quota), |it| it.origin)),
            guaranteed.map_or_else(String::new, |it| format!("{} guaranteed", amount(resource, it.value))),
        )
        .subject(workload.address().clone())
        .subject(tenant.address.clone());
    if !is_none(quota.borrow.value) {
        diagnostic = diagnostic.label_opt(cx.span(quota.borrow.origin), format!("at most {gets} with what it can borrow"));
    }
    diagnostic = diagnostic.note("what is admitted as a whole waits for ever if the quota can never hold it");
    diagnostic.help(format!("reserve at least {asks} for the tenant, let it borrow the rest, or ask for less"))
}

/// Where a workload says its size.
fn size(workload: WorkloadRef<'_>) -> Option<OriginId> {
    let resources = workload.shared().resources.as_ref();
    let of_pod = || {
        let resources = resources?;
        let plain = resources.gpus.map(|it| it.origin).or(resources.cpu.map(|it| it.origin)).or(resources.memory.map(|it| it.origin));
        plain.or_else(|| resources.profiles.iter().next().map(|(_, n)| n.origin))
    };
    match workload {
        WorkloadRef::Training(training) => training.gang.at_least().map(|it| it.origin).or_else(of_pod),
        WorkloadRef::Service(service) => of_pod().or(Some(service.engine.tensor_parallel.origin)),
        WorkloadRef::Pipeline(_) => of_pod(),
    }
}
