//! MLP0601: what a tenant or the platform costs is above its budget.

use mlpc_analysis::cost::{Bill, CostReport, Gap, Nodes, PoolCost, Spread, Unknown, monthly_usd, nodes_needed, report};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, DeclId, Platform, PoolClass};
use mlpc_source::OriginId;
use mlpc_units::{MONTH_HOURS, Money, Rational};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0601",
    name: "budget-exceeded",
    severity: Severity::Error,
    title: "cost above the budget",
    since: "0.1",
    explain: include_str!("budget_exceeded.md"),
};

/// How many lines are labelled.
const LARGEST: usize = 3;

/// Which of the three amounts is above the budget.
#[derive(Clone, Copy)]
enum When {
    Minimum,
    Expected,
    Maximum,
}

/// Somebody who pays.
struct Payer<'a> {
    /// The declaration with the budget.
    decl: DeclId,
    /// `research`; `None` is the platform.
    tenant: Option<&'a str>,
    total: Spread,
    budget: &'a At<Money>,
    lines: Vec<Paid<'a>>,
    unknown: usize,
}

/// A line of a bill.
struct Paid<'a> {
    what: &'a str,
    cost: Spread,
    origin: OriginId,
    pool: Option<&'a PoolCost>,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let of_platform = platform.settings.as_ref().and_then(|settings| settings.budget.as_ref().map(|budget| (settings.decl, budget)));
    if of_platform.is_none() && platform.tenants.iter().all(|tenant| tenant.budget.is_none()) {
        return;
    }
    let costs = report(platform, cx.catalog);
    for (tenant, bill) in platform.tenants.iter().zip(&costs.tenants) {
        let Some(budget) = &bill.budget else { continue };
        let (lines, unknown) = (lines(&costs, bill), unpriced(&bill.unknown));
        judge(cx, Payer { decl: tenant.decl, tenant: Some(&tenant.name), total: bill.total, budget, lines, unknown }, out);
    }
    if let Some((decl, budget)) = of_platform {
        let lines = all_lines(&costs);
        judge(cx, Payer { decl, tenant: None, total: costs.total, budget, lines, unknown: unpriced(costs.unknown()) }, out);
    }
}

/// How many things have no price. What is paid by use isn't meant: a budget can't know it.
fn unpriced<'a>(unknown: impl IntoIterator<Item = &'a Unknown>) -> usize {
    unknown.into_iter().filter(|it| it.gap == Gap::Price).count()
}

/// What one bill consists of.
fn lines<'a>(costs: &'a CostReport, bill: &'a Bill) -> Vec<Paid<'a>> {
    let paid = bill.lines.iter().map(|line| {
        let pool = line.pool.and_then(|at| costs.pools.get(at));
        Paid { what: &line.what, cost: line.cost, origin: line.origin, pool }
    });
    paid.collect()
}

/// Whole pools, and what else anybody pays for.
fn all_lines(costs: &CostReport) -> Vec<Paid<'_>> {
    let pools =
        costs.pools.iter().filter_map(|pool| Some(Paid { what: "", cost: pool.cost.clone().ok()?, origin: pool.origin, pool: Some(pool) }));
    let bills = costs.tenants.iter().chain([&costs.platform]);
    pools.chain(bills.flat_map(|bill| lines(costs, bill)).filter(|line| line.pool.is_none())).collect()
}

fn judge(cx: &CheckCx<'_>, payer: Payer<'_>, out: &mut Diagnostics) {
    let Some(budget) = monthly_usd(payer.budget) else { return };
    let when = if payer.total.min > budget {
        When::Minimum
    } else if payer.total.expected > budget {
        When::Expected
    } else if payer.total.max > budget {
        When::Maximum
    } else {
        return;
    };
    out.push(diagnose(cx, payer, budget, when));
}

fn diagnose(cx: &CheckCx<'_>, mut payer: Payer<'_>, budget: Rational, when: When) -> Diagnostic {
    let total = when.of(payer.total);
    let who = payer.tenant.map_or_else(|| "the platform".to_owned(), |name| format!("tenant `{name}`"));
    let (severity, costs) = match when {
        When::Minimum => (Severity::Error, format!("costs at least {} USD a month", words::cents(total))),
        When::Expected => (Severity::Warning, format!("costs {} USD a month at its declared peak", words::cents(total))),
        When::Maximum => (Severity::Warning, format!("can cost {} USD a month", words::cents(total))),
    };
    let short = total.checked_sub(budget).map_or_else(String::new, |short| format!("{} short", words::cents(short)));
    payer.lines.sort_by_key(|line| std::cmp::Reverse(when.of(line.cost)));
    payer.lines.truncate(LARGEST);
    let mut diagnostic = Diagnostic::new(&RULE, format!("{who} {costs}; its budget is {}", words::amount(budget)))
        .severity(severity)
        .label_opt(cx.field(payer.decl, "budget"), short)
        .subject(cx.address(payer.decl));
    for line in payer.lines.iter().filter(|line| !when.of(line.cost).is_zero()) {
        let origin = line.pool.and_then(|pool| at_nodes(cx, pool, when)).unwrap_or(line.origin);
        diagnostic = diagnostic.label_opt(cx.span(origin), explained(line, when, payer.tenant));
        if let Some(pool) = line.pool {
            diagnostic = diagnostic.subject(cx.address(pool.decl));
        }
    }
    diagnostic = diagnostic.note(note(&payer, when));
    for help in helps(cx, &payer, when) {
        diagnostic = diagnostic.help(help);
    }
    diagnostic
}

impl When {
    fn of(self, spread: Spread) -> Rational {
        match self {
            Self::Minimum => spread.min,
            Self::Expected => spread.expected,
            Self::Maximum => spread.max,
        }
    }

    fn nodes(self, nodes: Nodes) -> i64 {
        match self {
            Self::Minimum => nodes.min,
            Self::Expected => nodes.expected,
            Self::Maximum => nodes.max,
        }
    }
}

/// Where the number of nodes is written that makes the cost.
fn at_nodes(cx: &CheckCx<'_>, pool: &PoolCost, when: When) -> Option<OriginId> {
    let nodes = &cx.platform.pool(pool.decl)?.nodes;
    let bound = match when {
        When::Minimum | When::Expected => nodes.at_least().or(nodes.at_most()),
        When::Maximum => nodes.at_most(),
    };
    bound.map(|at| at.origin)
}

/// The arithmetic of a line: `2 × 55.04 USD/h × 730 h = 80 358.40; 32 of 32 GPUs are reserved by `research``.
fn explained(line: &Paid<'_>, when: When, tenant: Option<&str>) -> String {
    let cost = words::cents(when.of(line.cost));
    let pool = line.pool.and_then(|pool| Some((pool, pool.nodes?, pool.hourly?, pool.cost.clone().ok()?)));
    let Some((pool, nodes, (low, high), whole)) = pool else { return format!("{}: {cost}", line.what) };
    let hourly = if matches!(when, When::Maximum) { high } else { low };
    let peak = if matches!(when, When::Expected) { " at the peak" } else { "" };
    let product =
        format!("{}{peak} × {} USD/h × {MONTH_HOURS} h = {}", when.nodes(nodes), words::price(hourly), words::cents(when.of(whole)));
    match tenant {
        None => product,
        Some(name) if when.of(whole) == when.of(line.cost) => {
            let all = words::number(pool.capacity);
            format!("{product}; {all} of {all} {} are reserved by `{name}`", pool.unit)
        }
        Some(_) => format!("{product}; {}: {cost}", line.what),
    }
}

/// Whose prices they are, and what the other end is.
fn note(payer: &Payer<'_>, when: When) -> String {
    let mut listed: Vec<(String, mlpc_units::Date)> = Vec::new();
    for pool in payer.lines.iter().filter_map(|line| line.pool) {
        if let (Some(region), Some(day)) = (&pool.region, pool.as_of) {
            listed.push((region.to_string(), day));
        }
    }
    listed.sort();
    listed.dedup_by(|a, b| a.0 == b.0);
    let prices: Vec<String> = listed.into_iter().map(|(region, day)| format!("{region} as of {day}")).collect();
    let prices = if prices.is_empty() { "prices of the spec".to_owned() } else { format!("list prices of {}", words::list(&prices)) };
    let other = match when {
        When::Maximum => format!("at the minimum {}", words::cents(payer.total.min)),
        When::Minimum | When::Expected => format!("at the maximum {}", words::cents(payer.total.max)),
    };
    let unknown = match payer.unknown {
        0 => String::new(),
        1 => "; one thing without a price isn't counted".to_owned(),
        n => format!("; {n} things without a price aren't counted"),
    };
    format!("{prices}; {other}{unknown}")
}

fn helps(cx: &CheckCx<'_>, payer: &Payer<'_>, when: When) -> Vec<String> {
    match when {
        When::Minimum => payer.lines.iter().filter_map(|line| idle(cx, payer, line)).take(1).collect(),
        When::Expected => vec!["expect less traffic, or raise the budget".to_owned()],
        When::Maximum => {
            let largest = payer.lines.iter().find_map(|line| line.pool);
            let bound = largest.map(|pool| format!("let pool `{}` grow less, reserve less of it, or", pool.name));
            vec![format!("{} set the budget to {} at least", bound.unwrap_or_default(), words::cents(payer.total.max)).trim().to_owned()]
        }
    }
}

/// A GPU pool kept larger than its replicas need, and what its minimum could be.
fn idle(cx: &CheckCx<'_>, payer: &Payer<'_>, line: &Paid<'_>) -> Option<String> {
    let cost = line.pool?;
    let pool = cx.platform.pool(cost.decl).filter(|pool| pool.class() == PoolClass::Gpu)?;
    let (least, most) = (pool.nodes.at_least()?.value, pool.nodes.at_most()?.value);
    let needed = nodes_needed(cx.platform, cx.catalog, pool, mlpc_analysis::cost::least_replicas)?;
    if needed >= least || least == 0 {
        return None;
    }
    let kept = line.cost.min.checked_mul(Rational::new(i128::from(needed), i128::from(least))?)?;
    let then = words::cents(payer.total.min.checked_sub(line.cost.min)?.checked_add(kept)?);
    let nodes = format!("nodes min={needed} max={most}");
    Some(if needed == 0 {
        format!("nothing runs there all the time, so `{nodes}` brings the minimum to {then}")
    } else {
        format!(
            "what runs there all the time needs {needed} node{}, so `{nodes}` brings the minimum to {then}",
            if needed == 1 { "" } else { "s" }
        )
    })
}
