//! MLP0304: the workloads of a tenant together need more of a pool than it can get.

use std::collections::BTreeMap;

use mlpc_analysis::demand;
use mlpc_analysis::kueue::Tenants;
use mlpc_analysis::pool::{self, Reserved};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Platform, Pool, Quota, Tenant, WorkloadRef};
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use super::reserved::{self, amount, is_none};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0304",
    name: "demand-exceeds-quota",
    severity: Severity::Warning,
    title: "workloads need more than their tenant's quota",
    since: "0.1",
    explain: include_str!("demand_exceeds_quota.md"),
};

/// How many workloads are labelled.
const MOST_LABELS: usize = 4;

/// What a workload takes of one resource, at its minimum and at its peak.
struct Part<'a> {
    workload: WorkloadRef<'a>,
    piece: Quantity,
    least: i64,
    most: i64,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let tenants = Tenants::of(platform);
    for tenant in platform.tenants.iter().filter(|tenant| !cx.unread(tenant.decl, "quota")) {
        for quota in &tenant.quotas {
            let Some(pool) = platform.pool(quota.pool.value) else { continue };
            let by_resource = parts(cx, &tenants, tenant, pool);
            // What is short at the minimum is short at the peak, too; of several resources one tells the story.
            let finding = [false, true].into_iter().find_map(|at_peak| {
                by_resource.iter().find_map(|(resource, parts)| {
                    let at_most = tenants.at_most(tenant, pool, resource)?;
                    let needed = sum(parts, at_peak).filter(|needed| *needed > at_most)?;
                    let demand = Demand { tenant, pool, quota, resource, at_most };
                    Some(diagnose(cx, &demand, parts, needed, at_peak))
                })
            });
            out.extend(finding);
        }
    }
}

/// A tenant's demand of one resource of a pool.
struct Demand<'a> {
    tenant: &'a Tenant,
    pool: &'a Pool,
    quota: &'a Quota,
    resource: &'a Reserved,
    at_most: Quantity,
}

/// By resource, what the tenant's workloads on a pool take. One that can't run even alone is MLP0305's.
fn parts<'a>(cx: &CheckCx<'a>, tenants: &Tenants, tenant: &Tenant, pool: &Pool) -> Vec<(Reserved, Vec<Part<'a>>)> {
    let mut by_name: BTreeMap<SmolStr, (Reserved, Vec<Part<'a>>)> = BTreeMap::new();
    let workloads = cx.platform.workloads_of(tenant.decl).filter(|workload| workload.shared().pool.value == pool.decl);
    for workload in workloads {
        let Some(demand) = demand::of(cx.platform, workload) else { continue };
        for (resource, piece) in demand.piece {
            let fits = tenants.at_most(tenant, pool, &resource).is_some_and(|at_most| piece <= at_most);
            if fits {
                let key = match &resource {
                    Reserved::Gpus => "gpus".into(),
                    Reserved::Cpu => "cpu".into(),
                    Reserved::Memory => "memory".into(),
                    Reserved::Slices(profile) => profile.clone(),
                };
                let (_, parts) = by_name.entry(key).or_insert_with(|| (resource, Vec::new()));
                parts.push(Part { workload, piece, least: demand.least, most: demand.most });
            }
        }
    }
    by_name.into_values().collect()
}

fn of(part: &Part<'_>, at_peak: bool) -> Option<Quantity> {
    part.piece.checked_mul(Rational::integer(if at_peak { part.most } else { part.least }))
}

fn sum(parts: &[Part<'_>], at_peak: bool) -> Option<Quantity> {
    let mut amounts = parts.iter().map(|part| of(part, at_peak));
    let first = amounts.next()??;
    amounts.try_fold(first, |sum, amount| sum.checked_add(amount?))
}

fn diagnose(cx: &CheckCx<'_>, demand: &Demand<'_>, parts: &[Part<'_>], needed: Quantity, at_peak: bool) -> Diagnostic {
    let Demand { tenant, pool: on, quota, resource, at_most } = demand;
    let when = if at_peak { "at its peak" } else { "at its minimum" };
    let (needs, gets) = (amount(resource, needed), amount(resource, *at_most));
    let at = pool::reserved(quota, resource).map_or_else(|| reserved::origin(quota), |it| it.origin);
    let borrowed = if is_none(quota.borrow.value) { "" } else { ", with what it can borrow" };
    let message = format!("{when} tenant `{}` needs {needs} of pool `{}`, but can get at most {gets}", tenant.name, on.name);
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(at), format!("at most {gets}{borrowed}"))
        .subject(tenant.address.clone())
        .subject(on.address.clone());
    let mut taking: Vec<(Quantity, &Part<'_>)> = parts.iter().filter_map(|part| Some((of(part, at_peak)?, part))).collect();
    taking.retain(|(amount, _)| !amount.value.is_zero());
    taking.sort_by_key(|(amount, _)| std::cmp::Reverse(*amount));
    for (taken, part) in taking.iter().take(MOST_LABELS) {
        let n = if at_peak { part.most } else { part.least };
        let text = format!("{n} × {} = {}", words::quantity(part.piece), amount(resource, *taken));
        diagnostic = diagnostic.label_opt(cx.kind_and_name(part.workload.decl()), text).subject(part.workload.address().clone());
    }
    if taking.len() > MOST_LABELS {
        diagnostic = diagnostic.note(format!("{} workloads take part; the largest are shown", taking.len()));
    }
    let missing = needed.checked_sub(*at_most).map_or_else(String::new, |missing| amount(resource, missing));
    let less = if at_peak { "lower the largest number of replicas" } else { "start fewer" };
    diagnostic.help(format!("reserve or borrow {missing} more, or {less}: what doesn't fit waits until something else is done"))
}
