//! MLP0508: maintenance or the end of reserved capacity takes more than the error budget has.

use mlpc_analysis::slo::{AVAILABILITY, budget_minutes, capacity, promise};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Cloud, Maintenance, ModelService, Platform, Slo};
use mlpc_units::{Date, Duration, Ratio, Rational};

use super::phrases::{minutes, time};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0508",
    name: "maintenance-exceeds-budget",
    severity: Severity::Warning,
    title: "maintenance takes more than the error budget",
    since: "0.1",
    explain: include_str!("maintenance_exceeds_budget.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for service in &platform.services {
        let Some(slo) = promise(platform, service.decl, AVAILABILITY) else { continue };
        out.extend(window(cx, service, slo));
        out.extend(expiry(cx, service, slo));
    }
}

/// Nodes are drained one by one while the window lasts, and what runs on them is short of a replica.
fn window(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo) -> Option<Diagnostic> {
    let pool = cx.platform.pool(service.work.pool.value)?;
    // Nodes of others, and nodes that don't upgrade by themselves, are drained when somebody says so; so are all of EKS.
    let asked = pool.existing.is_some() || !pool.upgrades.auto.value;
    if asked || cx.platform.target_of(pool.decl)?.cloud.value == Cloud::Aws {
        return None;
    }
    let cluster = cx.platform.cluster_of(pool.decl)?;
    let maintenance = cluster.maintenance.as_ref()?;
    let short = missing(cx, service)?;
    let windows = windows(maintenance, slo.window.value)?;
    let minute = Rational::integer(60);
    let each = maintenance.duration.seconds().checked_div(minute)?;
    let lost = each.checked_mul(windows)?.checked_mul(short)?;
    let budget = budget_minutes(slo.objective.value, slo.window.value)?;
    if lost <= budget {
        return None;
    }
    let share = words::percent(Ratio::from_fraction(short)?);
    let message = format!(
        "maintenance can take {} minutes of `{}` in {}; its objective allows {}",
        words::number(lost),
        service.name,
        words::days(slo.window.value),
        words::number(budget)
    );
    let replicas = service.replicas.at_most()?;
    let found = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(slo.objective.origin), format!("{} of failure in {}", minutes(slo), words::days(slo.window.value)))
        .label_opt(
            cx.span(maintenance.duration.origin),
            format!("{} windows of {} in {}", words::number(windows), time(maintenance.duration.value), words::days(slo.window.value)),
        )
        .label_opt(cx.span(replicas.origin), format!("with one down {share} of the requests find no place"))
        .subject(service.address.clone())
        .subject(slo.address.clone())
        .subject(cluster.address.clone());
    let needed = capacity(cx.platform, service).and_then(|capacity| capacity.needed()).unwrap_or(2);
    Some(
        found
            .note("if nodes are drained for as long as the windows last; the cloud may need less")
            .help(format!("run {needed} replicas, so that one can go without a loss, or shorten the window")),
    )
}

/// The share of requests that find no place with one replica down; `None` where all do.
fn missing(cx: &CheckCx<'_>, service: &ModelService) -> Option<Rational> {
    let most = service.replicas.at_most()?.value;
    if most <= 1 {
        return Some(Rational::ONE);
    }
    let share = capacity(cx.platform, service)?.turned_away(most.checked_sub(1)?)?;
    (share > Rational::ZERO).then_some(share)
}

/// How many maintenance windows fall into a time: one a day, or one a week.
fn windows(maintenance: &Maintenance, within: Duration) -> Option<Rational> {
    let daily = maintenance.start.value.starts_with("daily");
    let every = Duration::parse(if daily { "1d" } else { "7d" }).ok()?;
    Some(within.checked_ratio(every)?.floor())
}

/// When a reservation or block ends, its nodes go, and the service with them.
fn expiry(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo) -> Option<Diagnostic> {
    let pool = cx.platform.pool(service.work.pool.value)?;
    let until = pool.capacity.until.as_ref()?;
    let today = Date::parse(cx.today).ok()?;
    let days = today.days_until(until.value);
    // What ended before today is another rule's; what ends later than the next window has its time.
    if days < 0 || Rational::integer(days) >= slo.window.days() {
        return None;
    }
    let left = slo.window.days().checked_sub(Rational::integer(days))?;
    let ends = if days == 0 { "today".to_owned() } else { format!("in {}", plural(Rational::integer(days), "day")) };
    let message = format!(
        "the capacity of pool `{}` ends {ends}, and with it `{}`, which promises {} over {}",
        pool.name,
        service.name,
        words::percent(slo.objective.value),
        words::days(slo.window.value)
    );
    let found = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(slo.objective.origin), format!("{} of failure in {}", minutes(slo), words::days(slo.window.value)))
        .label_opt(
            cx.span(until.origin),
            format!("after it {} of the next {} are without nodes", plural(left, "day"), words::number(slo.window.days())),
        )
        .label_opt(cx.span(service.work.pool.origin), "runs there")
        .subject(service.address.clone())
        .subject(slo.address.clone())
        .subject(pool.address.clone());
    Some(found.help("extend the reservation and its `until`, or move the service to a pool that stays"))
}

fn plural(n: Rational, one: &str) -> String {
    if n == Rational::ONE { format!("1 {one}") } else { format!("{} {one}s", words::number(n)) }
}
