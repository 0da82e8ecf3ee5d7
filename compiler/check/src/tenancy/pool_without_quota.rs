//! MLP0303: something of a tenant runs on a pool on which the tenant has no quota.

use mlpc_analysis::demand;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Platform, Pool, PoolClass, ShareMode, Tenant, Val};
use mlpc_source::OriginId;
use rustc_hash::FxHashSet;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0303",
    name: "pool-without-quota",
    severity: Severity::Error,
    title: "pool on which the tenant has no quota",
    since: "0.1",
    explain: include_str!("pool_without_quota.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let has: FxHashSet<(DeclId, DeclId)> =
        platform.tenants.iter().flat_map(|tenant| tenant.quotas.iter().map(|quota| (tenant.decl, quota.pool.value))).collect();
    let unread: FxHashSet<DeclId> = platform.tenants.iter().map(|tenant| tenant.decl).filter(|id| cx.unread(*id, "quota")).collect();
    let mut judge = |user: DeclId, tenant: DeclId, pool: DeclId, at: OriginId| {
        if !has.contains(&(tenant, pool))
            && !unread.contains(&tenant)
            && let (Some(tenant), Some(pool)) = (platform.tenant(tenant), platform.pool(pool))
        {
            out.push(diagnose(cx, user, tenant, pool, at));
        }
    };
    for workload in platform.workloads() {
        let shared = workload.shared();
        judge(workload.decl(), shared.tenant.value, shared.pool.value, shared.pool.origin);
    }
    for component in &platform.components {
        let (Some(tenant), Some(decl)) = (component.tenant, platform.decl(component.decl)) else { continue };
        // Its own pool, and those of the profiles that it offers.
        for (_, item) in decl.fields.iter().filter(|(field, _)| field != "values") {
            item.walk(&mut |inner| {
                if let Val::Ref(pool) = inner.val
                    && platform.pool(pool).is_some()
                {
                    judge(component.decl, tenant.value, pool, inner.origin);
                }
            });
        }
    }
}

fn diagnose(cx: &CheckCx<'_>, user: DeclId, tenant: &Tenant, pool: &Pool, at: OriginId) -> Diagnostic {
    let address = cx.address(user);
    let mut diagnostic =
        Diagnostic::new(&RULE, format!("`{address}` runs on pool `{}`, on which tenant `{}` has no quota", pool.name, tenant.name))
            .label_opt(cx.span(at), "no quota there")
            .label_opt(cx.kind_and_name(tenant.decl), quotas(tenant))
            .subject(address)
            .subject(tenant.address.clone())
            .subject(pool.address.clone());
    let names: Vec<String> = tenant
        .quotas
        .iter()
        .filter_map(|quota| cx.platform.pool(quota.pool.value))
        .filter(|other| other.class() == pool.class())
        .map(|other| format!("`{}`", other.name))
        .collect();
    diagnostic = diagnostic.help(format!("reserve some of it for the tenant: `{}`", proposal(cx, user, pool)));
    if names.is_empty() { diagnostic } else { diagnostic.help(format!("or use a pool on which it has quota: {}", words::list(&names))) }
}

fn quotas(tenant: &Tenant) -> &'static str {
    match tenant.quotas.len() {
        0 => "has no quota at all",
        1 => "its one quota is for another pool",
        _ => "its quotas are for other pools",
    }
}

/// A quota that one would write.
fn proposal(cx: &CheckCx<'_>, user: DeclId, pool: &Pool) -> String {
    let demand = cx.platform.workload(user).and_then(|workload| demand::of(cx.platform, workload));
    let gpus = demand.and_then(|it| it.piece.first().cloned()).map_or_else(|| "1".to_owned(), |(_, amount)| amount.value.to_string());
    let amount = match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => "cpu=8 memory=\"32Gi\"".to_owned(),
        (PoolClass::Gpu, ShareMode::Mig) => {
            let profile = pool.share.as_ref().and_then(|share| share.profiles.iter().next());
            profile.map_or_else(|| "gpus=1".to_owned(), |(profile, _)| format!("\"{profile}\"=1"))
        }
        (PoolClass::Gpu, ShareMode::Exclusive | ShareMode::TimeSlice | ShareMode::Mps) => format!("gpus={gpus}"),
    };
    format!("quota \"{}\" {amount}", pool.name)
}
