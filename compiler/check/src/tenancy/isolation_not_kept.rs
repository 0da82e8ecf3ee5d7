//! MLP0307: a tenant is promised nodes, a cluster or GPUs of its own, and shares them.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DataClass, DeclId, Dedicated, IsolationLevel, Platform, ShareMode, Tenant};

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0307",
    name: "isolation-not-kept",
    severity: Severity::Error,
    title: "isolation that is promised and not kept",
    since: "0.1",
    explain: include_str!("isolation_not_kept.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let users = users(platform);
    for tenant in platform.tenants.iter().filter(|it| is_strict(it)) {
        let used = users.iter().filter(|(_, tenants)| tenants.contains(&tenant.decl)).map(|(pool, tenants)| (*pool, tenants));
        match tenant.isolation.level.value {
            IsolationLevel::Namespace => {}
            IsolationLevel::Node => {
                for (pool, _) in used.clone().filter(|(pool, _)| !is_dedicated(platform, *pool, tenant)) {
                    out.push(shared_nodes(cx, tenant, pool));
                }
            }
            IsolationLevel::Cluster => shared_clusters(cx, tenant, &users, out),
        }
        for (pool, tenants) in used {
            if let Some(other) = tenants.iter().find(|it| **it != tenant.decl).filter(|_| in_turns(platform, pool)) {
                out.push(shared_gpus(cx, tenant, pool, *other));
            }
        }
    }
}

/// Who uses each pool: by quota, or by a workload.
fn users(platform: &Platform) -> BTreeMap<DeclId, BTreeSet<DeclId>> {
    let mut users: BTreeMap<DeclId, BTreeSet<DeclId>> = BTreeMap::new();
    for tenant in &platform.tenants {
        for quota in &tenant.quotas {
            users.entry(quota.pool.value).or_default().insert(tenant.decl);
        }
    }
    for workload in platform.workloads() {
        let work = workload.shared();
        users.entry(work.pool.value).or_default().insert(work.tenant.value);
    }
    users
}

/// Whether a tenant may share no GPU with others: it is cleared for personal data, or asks for more than a namespace.
fn is_strict(tenant: &Tenant) -> bool {
    let personal = |class: DataClass| matches!(class, DataClass::Pii | DataClass::Phi);
    tenant.isolation.level.value != IsolationLevel::Namespace || tenant.data.classes.iter().any(|it| personal(it.value))
}

fn is_dedicated(platform: &Platform, pool: DeclId, tenant: &Tenant) -> bool {
    platform.pool(pool).and_then(|it| it.dedicated).is_some_and(|it| it.value == Dedicated::Tenant(tenant.decl))
}

/// Whether pods take turns on one GPU, with nothing between their memories.
fn in_turns(platform: &Platform, pool: DeclId) -> bool {
    platform.pool(pool).is_some_and(|it| matches!(it.share_mode(), ShareMode::TimeSlice | ShareMode::Mps))
}

fn shared_nodes(cx: &CheckCx<'_>, tenant: &Tenant, pool: DeclId) -> Diagnostic {
    let (own, pool_address) = (&tenant.address, cx.address(pool));
    Diagnostic::new(&RULE, format!("`{own}` is promised nodes of its own, but `{pool_address}` takes pods of others, too"))
        .label_opt(cx.span(tenant.isolation.level.origin), "nodes that it shares with nobody")
        .label_opt(cx.kind_and_name(pool), "not for this tenant alone")
        .help(format!("write `dedicated \"{}\"` in a pool of its own, or `isolation \"namespace\"`", tenant.name))
        .subject(own.clone())
        .subject(pool_address)
}

fn shared_clusters(cx: &CheckCx<'_>, tenant: &Tenant, users: &BTreeMap<DeclId, BTreeSet<DeclId>>, out: &mut Diagnostics) {
    let cluster_of = |pool: &DeclId| cx.platform.pool(*pool).map(|it| it.cluster.value);
    let own: BTreeSet<_> =
        users.iter().filter(|(_, tenants)| tenants.contains(&tenant.decl)).filter_map(|(pool, _)| cluster_of(pool)).collect();
    for cluster in own {
        let here = users.iter().filter(|(pool, _)| cluster_of(pool) == Some(cluster));
        let Some(other) = here.flat_map(|(_, tenants)| tenants).find(|it| **it != tenant.decl) else { continue };
        let (name, other_name) = (cx.address(cluster), cx.address(*other));
        out.push(
            Diagnostic::new(&RULE, format!("`{}` is promised a cluster of its own, but `{other_name}` uses `{name}`, too", tenant.address))
                .label_opt(cx.span(tenant.isolation.level.origin), "a cluster that it shares with nobody")
                .label_opt(cx.kind_and_name(*other), "uses it, too")
                .help("give one of them pools of another cluster, or write `isolation \"node\"`")
                .subject(tenant.address.clone())
                .subject(other_name),
        );
    }
}

fn shared_gpus(cx: &CheckCx<'_>, tenant: &Tenant, pool: DeclId, other: DeclId) -> Diagnostic {
    let (pool_address, other_address) = (cx.address(pool), cx.address(other));
    let message =
        format!("`{}` and `{other_address}` take turns on the GPUs of `{pool_address}`, which keeps nothing apart", tenant.address);
    Diagnostic::new(&RULE, message)
        .label_opt(cx.kind_and_name(pool), "shared by time-slicing or MPS")
        .label_opt(cx.kind_and_name(tenant.decl), "cleared for personal data, or promised more than a namespace")
        .help("give each of them a pool, or cut the GPUs with `share \"mig\"`")
        .subject(tenant.address.clone())
        .subject(pool_address)
}
