//! The arithmetic behind pools and quotas: what there is, who reserves it, what it costs.

use mlpc_analysis::capacity;
use mlpc_model::{Cloud, DeclId, Pool, Quota, Share, Tenant, Val};
use mlpc_project::Compiled;
use mlpc_source::Span;
use mlpc_syntax::Node;
use mlpc_units::{Rational, group_digits};

use super::{facts, value};
use crate::{Analysis, Cursor};

/// Hours of a month, as prices count them.
const HOURS: i64 = 730;

/// What a declaration comes to: of a pool its nodes, GPUs and what is reserved.
pub(super) fn of_declaration(analysis: Analysis<'_>, compiled: &Compiled, id: DeclId) -> Option<String> {
    let platform = &compiled.platform;
    let pool = platform.pool(id)?;
    let nodes = pool.nodes.at_most()?.value;
    let target = platform.target_of(id)?;
    let machine = pool.machine.first().and_then(|it| facts::machine(&analysis.standard.catalog, target, it));
    let mut lines: Vec<String> = machine.into_iter().map(|it| format!("each node: {it}")).collect();
    if let Some((gpus, name)) = gpus(analysis, compiled, pool).filter(|(gpus, _)| *gpus > 0) {
        let total = gpus.saturating_mul(nodes);
        let reserved: i64 = platform.quotas_on(id).filter_map(|(_, quota)| quota.gpus).map(|it| it.value).sum();
        lines.push(format!("{reserved} of {total} {name} reserved ({nodes} nodes × {gpus}), {} free", total - reserved));
    } else {
        lines.push(format!("up to {nodes} nodes"));
    }
    Some(lines.join("\n\n"))
}

/// Over any part of a `quota`: what of the pool it reserves, who else does, what is free, what it costs.
pub(super) fn of_field(analysis: Analysis<'_>, at: Cursor, node: Node<'_>) -> Option<String> {
    if node.name() != "quota" {
        return None;
    }
    let (compiled, id) = value::enclosing(analysis, at, node).into_iter().next()?;
    let platform = &compiled.platform;
    let tenant = platform.tenant(id)?;
    let field = platform.decl(id)?.fields.get("quota")?;
    let written = value::group_at(field, &compiled.origins, Span::new(at.file, node.range()))?;
    let Some(Val::Ref(pool)) = written.get("pool").map(|item| &item.val) else { return None };
    let quota = platform.quota(id, *pool)?;
    gpu_line(analysis, compiled, tenant, quota, platform.pool(*pool)?)
}

fn gpu_line(analysis: Analysis<'_>, compiled: &Compiled, tenant: &Tenant, quota: &Quota, pool: &Pool) -> Option<String> {
    const SHOWN: usize = 4;
    let platform = &compiled.platform;
    let own = quota.gpus?.value;
    let (per_node, name) = gpus(analysis, compiled, pool).filter(|(gpus, _)| *gpus > 0)?;
    let nodes = pool.nodes.at_most()?.value;
    let total = per_node.checked_mul(nodes)?;
    let others: Vec<(&Tenant, i64)> = platform
        .quotas_on(pool.decl)
        .filter(|(other, _)| other.decl != tenant.decl)
        .filter_map(|(other, quota)| Some((other, quota.gpus?.value)))
        .collect();
    let free = others.iter().try_fold(total.checked_sub(own)?, |left, (_, n)| left.checked_sub(*n))?;
    let mut parts = vec![format!("{own} of {total} {name} of pool {} ({nodes} nodes × {per_node}) reserved here", pool.name)];
    parts.extend(others.iter().take(SHOWN).map(|(other, n)| format!("{} reserves {n}", other.name)));
    if let Some((_, rest)) = others.split_at_checked(SHOWN).filter(|(_, rest)| !rest.is_empty()) {
        parts.push(format!("{} more tenants {}", rest.len(), rest.iter().map(|(_, n)| n).sum::<i64>()));
    }
    parts.push(if free < 0 { format!("{} more than there are", -free) } else { format!("{free} free") });
    match quota.borrow.value {
        Share::Amount(amount) if amount.to_string() != "0" => parts.push(format!("may borrow {amount} while others idle")),
        Share::Ratio(ratio) if ratio.to_string() != "0%" => parts.push(format!("may borrow {ratio} of it while others idle")),
        Share::Amount(_) | Share::Ratio(_) => {}
    }
    let mut line = parts.join("; ");
    if let Some(cost) = monthly(analysis, compiled, pool, own, per_node) {
        line.push_str(&format!(" · {} USD/month if all run", group_digits(cost)));
    }
    Some(line)
}

/// GPUs of one node of a pool, and what they are called.
fn gpus(analysis: Analysis<'_>, compiled: &Compiled, pool: &Pool) -> Option<(i64, String)> {
    let node = capacity::node(&analysis.standard.catalog, cloud(compiled, pool)?, pool)?;
    let name = node.accelerator.and_then(|name| name.split(' ').next().map(str::to_owned));
    Some((node.gpus, name.unwrap_or_else(|| "GPUs".to_owned())))
}

fn cloud(compiled: &Compiled, pool: &Pool) -> Option<Cloud> {
    compiled.platform.target_of(pool.decl).map(|target| target.cloud.value)
}

/// List price of so many GPUs for a month, in whole US dollars.
fn monthly(analysis: Analysis<'_>, compiled: &Compiled, pool: &Pool, gpus: i64, per_node: i64) -> Option<i128> {
    let target = compiled.platform.target_of(pool.decl)?;
    let region = &target.region.as_ref()?.value;
    let machine = &pool.machine.first()?.value;
    let hourly = analysis.standard.catalog.offering(target.cloud.value.as_str(), region, machine)?.on_demand?;
    let share = Rational::new(i128::from(gpus), i128::from(per_node))?;
    let monthly = hourly.checked_mul(Rational::integer(HOURS))?.checked_mul(share)?;
    monthly.rounded().to_i64().map(i128::from)
}
