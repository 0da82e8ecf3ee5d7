//! MLP0413: GPU nodes that are kept for nothing.

use mlpc_analysis::cost::pool_cost;
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{Decl, DeclId, Platform, Pool, PoolClass, Val};
use mlpc_units::{MONTH_HOURS, Rational};
use rustc_hash::FxHashSet;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0413",
    name: "idle-pool",
    severity: Severity::Advice,
    title: "GPU nodes kept for nothing",
    since: "0.1",
    explain: include_str!("idle_pool.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    // Which pool is meant by what couldn't be read is open.
    let is_open = |(id, decl): (DeclId, &Decl)| decl.kind != "cluster" && ["pool", "quota"].iter().any(|field| cx.unread(id, field));
    if platform.decls.iter_enumerated().any(is_open) {
        return;
    }
    let named = named_by_components(platform);
    for pool in platform.pools.iter().filter(|pool| pool.class() == PoolClass::Gpu && pool.existing.is_none()) {
        let used = named.contains(&pool.decl)
            || platform.workloads_on(pool.decl).next().is_some()
            || platform.quotas_on(pool.decl).next().is_some();
        if used || pool.dedicated.is_some() {
            continue;
        }
        if let Some(diagnostic) = judge(cx, pool) {
            out.push(diagnostic.subject(pool.address.clone()));
        }
    }
}

/// The pools that components name, in whatever field.
fn named_by_components(platform: &Platform) -> FxHashSet<DeclId> {
    let mut named = FxHashSet::default();
    for component in &platform.components {
        for (_, item) in platform.decl(component.decl).iter().flat_map(|decl| decl.fields.iter()) {
            item.walk(&mut |item| {
                if let Val::Ref(id) = item.val {
                    named.insert(id);
                }
            });
        }
    }
    named
}

fn judge(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let least = pool.nodes.at_least().filter(|least| least.value > 0)?;
    let hourly = pool_cost(cx.platform, cx.catalog, pool).hourly.map(|(low, _)| low)?;
    let monthly = hourly.checked_mul(Rational::integer(least.value))?.checked_mul(Rational::integer(MONTH_HOURS))?;
    let plural = if least.value == 1 { "" } else { "s" };
    let message = format!("nothing uses `{}`, and it keeps {} node{plural}: {} USD a month", pool.name, least.value, words::cents(monthly));
    let span = cx.span(least.origin);
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(span, format!("{} × {} USD/h × {MONTH_HOURS} h", least.value, words::price(hourly)))
        .note("no workload, component or quota names it");
    let most = pool.nodes.at_most().map_or(least.value, |at| at.value);
    let text = format!("write `nodes min=0 max={most}` until something runs there");
    let field = cx.field(pool.decl, "nodes");
    Some(match field {
        Some(span) => {
            let written = format!("nodes min=0 max={most}");
            diagnostic.help_fix(text, Fix::replace(format!("write `{written}`"), span, written).unsafely())
        }
        None => diagnostic.help(text),
    })
}
