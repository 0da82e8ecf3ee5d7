//! MLP0602: nodes whose price isn't known.

use mlpc_analysis::cost::{PoolCost, pool_cost};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Platform, Pool};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0602",
    name: "price-unknown",
    severity: Severity::Advice,
    title: "no price known for these nodes",
    since: "0.1",
    explain: include_str!("price_unknown.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in platform.pools.iter().filter(|pool| pool.existing.is_none() && pool.price.is_none()) {
        // A machine that can't be had there is another rule's finding. Nodes that others make are bought elsewhere; a budget speaks of them all
        // the same.
        let theirs = pool.machine.is_empty() && pool.node.is_some();
        if cx.unread(pool.decl, "price") || !(theirs || !pool.machine.is_empty() && offered(cx, pool)) {
            continue;
        }
        let cost = pool_cost(platform, cx.catalog, pool);
        if theirs && budgets(cx, &cost).is_empty() {
            continue;
        }
        // No price an hour: a pool without a maximum has one, and no cost.
        if let (Err(why), None) = (&cost.cost, cost.hourly) {
            out.push(diagnose(cx, pool, &cost, why));
        }
    }
}

/// Whether the catalog has all its machines in its region.
fn offered(cx: &CheckCx<'_>, pool: &Pool) -> bool {
    let Some((target, region)) = mlpc_analysis::zones::region(cx.platform, pool.decl) else { return false };
    pool.machine.iter().all(|machine| cx.catalog.offering(target.cloud.value.as_str(), region, machine).is_some())
}

fn diagnose(cx: &CheckCx<'_>, pool: &Pool, cost: &PoolCost, why: &str) -> Diagnostic {
    let budgets = budgets(cx, cost);
    let severity = if budgets.is_empty() { Severity::Advice } else { Severity::Warning };
    let message = match pool.nodes.at_most() {
        Some(most) if most.value == 1 => format!("what the node of `{}` costs isn't known", pool.name),
        Some(most) => format!("what the {} nodes of `{}` cost isn't known", words::whole(most.value), pool.name),
        None => format!("what the nodes of `{}` cost isn't known", pool.name),
    };
    let at = cx.field(pool.decl, "machine").or_else(|| cx.field(pool.decl, "accelerator")).or_else(|| cx.head(pool.decl));
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(severity)
        .label_opt(at, why.split(':').next().unwrap_or(why).to_owned())
        .subject(pool.address.clone());
    for decl in &budgets {
        diagnostic = diagnostic.label_opt(cx.field(*decl, "budget"), "says nothing about these nodes").subject(cx.address(*decl));
    }
    diagnostic.help("write what a node costs: `price \"… USD/h\"` on the pool")
}

/// Whose budgets these nodes count for: the tenants' that have a share, and the platform's.
fn budgets(cx: &CheckCx<'_>, cost: &PoolCost) -> Vec<DeclId> {
    let tenants = cost.shares.iter().filter_map(|share| cx.platform.tenant(share.tenant)).filter(|tenant| tenant.budget.is_some());
    let own = cx.platform.settings.iter().filter(|settings| settings.budget.is_some()).map(|settings| settings.decl);
    tenants.map(|tenant| tenant.decl).chain(own).collect()
}
