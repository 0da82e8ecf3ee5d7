//! MLP0307: a tenant is promised more isolation than its pools and clusters keep.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Dedicated, IsolationLevel, Platform, Pool, Quota, ShareMode, Tenant};
use rustc_hash::FxHashMap;

use super::strict;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0307",
    name: "isolation-not-kept",
    severity: Severity::Error,
    title: "isolation that is promised, but not kept",
    since: "0.1",
    explain: include_str!("isolation_not_kept.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let on_cluster = by_cluster(platform);
    for tenant in &platform.tenants {
        match tenant.isolation.level.value {
            IsolationLevel::Namespace => {}
            IsolationLevel::Node => {
                out.extend(pools_of(platform, tenant).filter_map(|(pool, quota)| shared_nodes(cx, tenant, pool, quota)));
            }
            IsolationLevel::Cluster => shared_clusters(cx, tenant, &on_cluster, out),
        }
    }
    for pool in &platform.pools {
        out.extend(other_on_dedicated(cx, pool));
        out.extend(shared_gpus(cx, pool));
    }
}

fn pools_of<'a>(platform: &'a Platform, tenant: &'a Tenant) -> impl Iterator<Item = (&'a Pool, &'a Quota)> {
    tenant.quotas.iter().filter_map(|quota| Some((platform.pool(quota.pool.value)?, quota)))
}

/// The tenants with quota on a cluster, each once.
fn by_cluster(platform: &Platform) -> FxHashMap<DeclId, Vec<&Tenant>> {
    let mut tenants: FxHashMap<DeclId, Vec<&Tenant>> = FxHashMap::default();
    for tenant in &platform.tenants {
        for (pool, _) in pools_of(platform, tenant) {
            let known = tenants.entry(pool.cluster.value).or_default();
            if known.last().is_none_or(|last| last.decl != tenant.decl) {
                known.push(tenant);
            }
        }
    }
    tenants
}

/// Isolation `node` on a pool that isn't the tenant's alone.
fn shared_nodes(cx: &CheckCx<'_>, tenant: &Tenant, pool: &Pool, quota: &Quota) -> Option<Diagnostic> {
    if pool.dedicated.as_ref().is_some_and(|it| it.value == Dedicated::Tenant(tenant.decl)) {
        return None;
    }
    let others: Vec<&Tenant> = cx.platform.quotas_on(pool.decl).map(|(other, _)| other).filter(|it| it.decl != tenant.decl).collect();
    let message = format!("tenant `{}` is promised nodes of its own, but pool `{}` is not dedicated to it", tenant.name, pool.name);
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(tenant.isolation.level.origin), "nodes shared with nobody")
        .label_opt(cx.span(quota.pool.origin), "but it uses this pool")
        .label_opt(
            cx.kind_and_name(pool.decl),
            match &pool.dedicated {
                Some(_) => "dedicated to others",
                None => "open to every tenant with quota",
            },
        )
        .subject(tenant.address.clone())
        .subject(pool.address.clone());
    if !others.is_empty() {
        diagnostic = diagnostic.note(format!("{} there, too", have_quota(&others)));
    }
    Some(if others.is_empty() && pool.dedicated.is_none() {
        diagnostic.help(format!("keep others off its nodes: `dedicated=\"{}\"` in pool `{}`", tenant.name, pool.name))
    } else {
        diagnostic.help(format!("give it a pool of its own with `dedicated=\"{}\"`", tenant.name))
    })
}

/// `tenants `ads` and `search` have quota`.
fn have_quota(tenants: &[&Tenant]) -> String {
    let names: Vec<String> = tenants.iter().map(|tenant| format!("`{}`", tenant.name)).collect();
    let (noun, verb) = if names.len() == 1 { ("tenant", "has") } else { ("tenants", "have") };
    format!("{noun} {} {verb} quota", words::list(&names))
}

/// Isolation `cluster` on a cluster that others use.
fn shared_clusters(cx: &CheckCx<'_>, tenant: &Tenant, on_cluster: &FxHashMap<DeclId, Vec<&Tenant>>, out: &mut Diagnostics) {
    let mut seen: Vec<DeclId> = Vec::new();
    for (pool, quota) in pools_of(cx.platform, tenant) {
        let cluster = pool.cluster.value;
        let others = on_cluster.get(&cluster).into_iter().flatten().copied().filter(|it| it.decl != tenant.decl);
        let others: Vec<&Tenant> = others.collect();
        let Some(first) = others.first().filter(|_| !seen.contains(&cluster)) else { continue };
        seen.push(cluster);
        let name = cx.platform.decl(cluster).map_or("", |decl| decl.name.as_str());
        let message =
            format!("tenant `{}` is promised a cluster of its own, but {} on cluster `{name}`, too", tenant.name, have_quota(&others));
        out.push(
            Diagnostic::new(&RULE, message)
                .label_opt(cx.span(tenant.isolation.level.origin), "a cluster shared with nobody")
                .label_opt(cx.span(quota.pool.origin), format!("a pool of cluster `{name}`"))
                .label_opt(cx.kind_and_name(first.decl), "uses it, too")
                .help(format!(
                    "give tenant `{}` pools of a cluster that nobody else uses, or ask for less: `isolation \"node\"`",
                    tenant.name
                ))
                .subject(tenant.address.clone())
                .subject(cx.address(cluster)),
        );
    }
}

/// Quota of one tenant on the pool dedicated to another.
fn other_on_dedicated(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let dedicated = pool.dedicated.as_ref()?;
    let Dedicated::Tenant(owner) = dedicated.value else { return None };
    let (other, quota) = cx.platform.quotas_on(pool.decl).find(|(tenant, _)| tenant.decl != owner)?;
    let owner = cx.platform.decl(owner)?;
    Some(
        Diagnostic::new(
            &RULE,
            format!("pool `{}` is dedicated to tenant `{}`, but tenant `{}` has quota on it", pool.name, owner.name, other.name),
        )
        .label_opt(cx.span(quota.pool.origin), format!("quota of tenant `{}`", other.name))
        .label_opt(cx.span(dedicated.origin), format!("for tenant `{}` alone", owner.name))
        .help("remove the quota, or the pool's `dedicated`")
        .subject(pool.address.clone())
        .subject(other.address.clone()),
    )
}

/// GPUs cut by time or MPS, which keep neither memory nor faults apart, under a tenant that must be kept apart.
fn shared_gpus(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let share = pool.share.as_ref()?;
    let how = match share.mode.value {
        ShareMode::TimeSlice => "by time slices",
        ShareMode::Mps => "by MPS",
        ShareMode::Exclusive | ShareMode::Mig => return None,
    };
    let tenants: Vec<&Tenant> = cx.platform.quotas_on(pool.decl).map(|(tenant, _)| tenant).collect();
    let (strict, reason) = tenants.iter().find_map(|tenant| Some((*tenant, strict::reason(tenant)?)))?;
    let other = tenants.iter().find(|tenant| tenant.decl != strict.decl)?;
    let message = format!("tenant `{}` ({reason}) shares GPUs of pool `{}` with tenant `{}` {how}", strict.name, pool.name, other.name);
    Some(
        Diagnostic::new(&RULE, message)
            .label_opt(cx.span(share.mode.origin), "one GPU, several tenants")
            .label_opt(cx.kind_and_name(strict.decl), reason)
            .label_opt(cx.kind_and_name(other.decl), "on the same GPUs")
            .note("a GPU shared this way keeps neither memory nor faults of its users apart")
            .help("cut the GPUs in slices (`share \"mig\"`), share whole ones, or give each tenant a pool of its own")
            .subject(pool.address.clone())
            .subject(strict.address.clone()),
    )
}
