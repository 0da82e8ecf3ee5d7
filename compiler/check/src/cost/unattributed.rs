//! MLP0603: spend that no cost center bears.

use mlpc_analysis::cost::{Bill, CostReport, report};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Platform};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0603",
    name: "unattributed-spend",
    severity: Severity::Warning,
    title: "spend without a cost center",
    since: "0.1",
    explain: include_str!("unattributed.md"),
};

/// How many of the declarations that cost are named.
const NAMED: usize = 3;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let own = platform.settings.as_ref().is_some_and(|settings| settings.cost_center.is_some());
    let with = platform.tenants.iter().filter(|tenant| tenant.cost_center.is_some()).count();
    // Where no tenant has one, tenants are what spend is attributed by.
    if with == 0 || (own && with == platform.tenants.len()) {
        return;
    }
    let costs = report(platform, cx.catalog);
    for (tenant, bill) in platform.tenants.iter().zip(&costs.tenants) {
        if tenant.cost_center.is_none() && !cx.unread(tenant.decl, "cost-center") {
            let who = format!("tenant `{}`", tenant.name);
            out.extend(unattributed(cx, &costs, bill, &who, tenant.decl, "write `cost-center \"…\"` on the tenant"));
        }
    }
    if let Some(settings) =
        platform.settings.as_ref().filter(|settings| settings.cost_center.is_none() && !cx.unread(settings.decl, "cost-center"))
    {
        let help = "write `cost-center=\"…\"` on the platform: it bears what no tenant does";
        out.extend(unattributed(cx, &costs, &costs.platform, "the platform", settings.decl, help));
    }
}

fn unattributed(cx: &CheckCx<'_>, costs: &CostReport, bill: &Bill, who: &str, decl: DeclId, help: &str) -> Option<Diagnostic> {
    if bill.total.max.is_zero() {
        return None;
    }
    let mut lines: Vec<_> = bill.lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.cost.max));
    let named = lines.iter().take(NAMED).map(|line| match line.pool.and_then(|at| costs.pools.get(at)) {
        Some(pool) => format!("{} of {} {}", line.what, pool.name, words::amount(line.cost.max)),
        None => format!("{}: {} {}", cx.address(line.decl), line.what, words::amount(line.cost.max)),
    });
    let largest = named.collect::<Vec<_>>().join(", ");
    let rest = match lines.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = format!("no cost center bears what {who} costs: up to {} USD a month", words::cents(bill.total.max));
    Some(
        Diagnostic::new(&RULE, message)
            .label_opt(cx.head(decl), "no cost center")
            .note(format!("largest: {largest}{rest}"))
            .subject(cx.address(decl))
            .help(help),
    )
}
