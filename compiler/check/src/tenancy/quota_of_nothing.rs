//! MLP0103, of a quota: it doesn't say what its pool is shared out in, and so reserves nothing. MLP0108: GPUs of nodes that have none.

use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_model::{Platform, Pool, PoolClass, Quota, Share, ShareMode, Tenant};
use mlpc_sema::codes::{missing_required, out_of_range};
use mlpc_source::OriginId;

use crate::CheckCx;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for tenant in platform.tenants.iter().filter(|tenant| !cx.unread(tenant.decl, "quota")) {
        for quota in &tenant.quotas {
            let Some(pool) = platform.pool(quota.pool.value) else { continue };
            let found = missing(cx, tenant, pool, quota).or_else(|| gpus_of_cpus(cx, pool, quota));
            out.extend(found.map(|it| it.subject(tenant.address.clone()).subject(pool.address.clone())));
        }
    }
}

/// Nothing that asks for a share ever starts on a quota without the amounts that count on its pool.
fn missing(cx: &CheckCx<'_>, tenant: &Tenant, pool: &Pool, quota: &Quota) -> Option<Diagnostic> {
    let needs = needs(pool, quota)?;
    let message = format!("the quota of tenant `{}` on {} needs {needs}: without, it reserves nothing", tenant.name, what(pool));
    let mut found = Diagnostic::new(&missing_required::RULE, message).label_opt(cx.span(quota.pool.origin), format!("no {needs} of it"));
    for (field, origin) in beside(pool, quota) {
        found = found.label_opt(cx.span(origin), format!("`{field}` is not what {} is shared out in", what(pool)));
    }
    let found = found.help(format!("write `{}`, with the amount that it has for sure", proposal(pool, quota)));
    let borrows = matches!(quota.borrow.value, Share::Amount(amount) if !amount.value.is_zero());
    Some(if borrows { found.help("to borrow alone, write 0 of its own") } else { found })
}

/// What a quota on this pool can't do without and doesn't say.
fn needs(pool: &Pool, quota: &Quota) -> Option<&'static str> {
    match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => match (quota.cpu, quota.memory) {
            (Some(_), Some(_)) => None,
            (Some(_), None) => Some("`memory`"),
            (None, Some(_)) => Some("`cpu`"),
            (None, None) => Some("`cpu` and `memory`"),
        },
        (PoolClass::Gpu, ShareMode::Mig) => quota.profiles.is_empty().then_some("slices"),
        (PoolClass::Gpu, ShareMode::Exclusive | ShareMode::TimeSlice | ShareMode::Mps) => quota.gpus.is_none().then_some("`gpus`"),
    }
}

/// The amounts that stand there and don't count on this pool.
fn beside(pool: &Pool, quota: &Quota) -> Vec<(&'static str, OriginId)> {
    let (cpu, memory) = (quota.cpu.map(|it| ("cpu", it.origin)), quota.memory.map(|it| ("memory", it.origin)));
    let gpus = quota.gpus.map(|it| ("gpus", it.origin));
    match pool.class() {
        PoolClass::Cpu => gpus.into_iter().collect(),
        PoolClass::Gpu => [cpu, memory, gpus].into_iter().flatten().collect(),
    }
}

fn proposal(pool: &Pool, quota: &Quota) -> String {
    let name = &pool.name;
    match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => {
            let cpu = quota.cpu.map_or_else(|| "8".to_owned(), |cpu| cpu.value.to_string());
            let memory = quota.memory.map_or_else(|| "32GiB".to_owned(), |memory| memory.value.to_string());
            format!("quota \"{name}\" cpu={cpu} memory=\"{memory}\"")
        }
        (PoolClass::Gpu, ShareMode::Mig) => {
            let cut = pool.share.iter().flat_map(|share| share.profiles.iter()).next();
            format!("quota \"{name}\" \"{}\"=1", cut.map_or("1g.10gb", |(profile, _)| profile.as_str()))
        }
        (PoolClass::Gpu, ShareMode::Exclusive | ShareMode::TimeSlice | ShareMode::Mps) => {
            // Who wrote a number under another unit's name most likely meant it.
            let meant = quota.cpu.and_then(|cpu| cpu.value.value.to_i64()).filter(|n| *n > 0).unwrap_or(1);
            format!("quota \"{name}\" gpus={meant}")
        }
    }
}

fn gpus_of_cpus(cx: &CheckCx<'_>, pool: &Pool, quota: &Quota) -> Option<Diagnostic> {
    let gpus = quota.gpus.filter(|gpus| pool.class() == PoolClass::Cpu && gpus.value != 0)?;
    let message = format!("`gpus` can't be {} in a quota on {}: its nodes have none", gpus.value, what(pool));
    Some(
        Diagnostic::new(&out_of_range::RULE, message)
            .label_opt(cx.span(gpus.origin), "too large")
            .label_opt(cx.kind_and_name(pool.decl), "no GPUs")
            .help("remove `gpus`, or name the GPU pool that is meant"),
    )
}

fn what(pool: &Pool) -> String {
    let class = match pool.class() {
        PoolClass::Cpu => "CPU",
        PoolClass::Gpu => "GPU",
    };
    format!("{class} pool `{}`", pool.name)
}
