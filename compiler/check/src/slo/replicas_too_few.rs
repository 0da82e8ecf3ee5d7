//! MLP0503: replicas that can't hold what is promised of them.

use mlpc_analysis::demand;
use mlpc_analysis::pool::amounts;
use mlpc_analysis::slo::{AVAILABILITY, Capacity, Limit, capacity, promise};
use mlpc_analysis::zones;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{AlertSpeed, CapacityType, ModelService, Platform, Pool, Slo};
use mlpc_units::{Ratio, Rational};

use super::phrases::minutes;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0503",
    name: "replicas-too-few",
    severity: Severity::Warning,
    title: "replicas that cannot hold the objective",
    since: "0.1",
    explain: include_str!("replicas_too_few.md"),
};

/// Above so many parts in a thousand one replica is too few, and above so many one zone (rule SLO-07).
const NEEDS_REPLICAS: i128 = 990;
const NEEDS_ZONES: i128 = 999;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for service in &platform.services {
        let pool = platform.pool(service.work.pool.value);
        let available = promise(platform, service.decl, AVAILABILITY);
        if let Some(slo) = available {
            out.extend(single_replica(cx, service, slo));
            out.extend(pool.and_then(|pool| single_zone(cx, service, slo, pool)));
            out.extend(pool.and_then(|pool| spot_only(cx, service, slo, pool)));
        }
        if let Some(slo) = available.or_else(|| platform.slos_of(service.decl).next()) {
            out.extend(one_down(cx, service, slo));
        }
    }
}

fn above(objective: Ratio, thousandths: i128) -> bool {
    Rational::new(thousandths, 1000).is_some_and(|limit| objective.fraction() > limit)
}

/// A finding with the objective as its first label.
fn finding(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo, message: String) -> Diagnostic {
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(slo.objective.origin), format!("{} of failure in {}", minutes(slo), words::days(slo.window.value)))
        .subject(service.address.clone())
        .subject(slo.address.clone())
}

/// While the only replica is replaced, nothing answers.
fn single_replica(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo) -> Option<Diagnostic> {
    let least = service.replicas.at_least().filter(|least| least.value < 2)?;
    if !above(slo.objective.value, NEEDS_REPLICAS) {
        return None;
    }
    let most = service.replicas.at_most().map_or(least.value, |most| most.value);
    let has = match (least.value, most) {
        (_, 1) => "has one replica",
        (0, _) => "may have no replica at all",
        _ => "may have one replica",
    };
    let message = format!("`{}` promises {}, but {has}", service.name, words::percent(slo.objective.value));
    let write = if service.replicas.count.is_some() { "replicas 2".to_owned() } else { format!("replicas min=2 max={}", most.max(2)) };
    let label = if least.value == 0 { "each start from none takes from the budget" } else { "its restart takes all of the service" };
    Some(
        finding(cx, service, slo, message)
            .label_opt(cx.span(least.origin), label)
            .help(format!("write `{write}`: then one answers while the other is replaced"))
            .help("or promise 99 % or less"),
    )
}

/// A zone that fails takes all replicas with it.
fn single_zone(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo, pool: &Pool) -> Option<Diagnostic> {
    let zones = zones::of_pool(cx.platform, cx.catalog, pool);
    let [zone] = zones.as_slice() else { return None };
    if !above(slo.objective.value, NEEDS_ZONES) {
        return None;
    }
    let message =
        format!("`{}` promises {}, but all of pool `{}` is in zone {zone}", service.name, words::percent(slo.objective.value), pool.name);
    let at = pool.zones.first().and_then(|zone| cx.span(zone.origin)).or_else(|| cx.kind_and_name(pool.decl));
    let found = finding(cx, service, slo, message)
        .label_opt(at, "one zone")
        .label_opt(cx.span(service.work.pool.origin), "runs there")
        .subject(pool.address.clone());
    Some(found.help("give the pool a second zone, or run the service on a pool that has several").help("or promise 99.9 % or less"))
}

/// Spot nodes go with minutes of notice, all of a kind at once.
fn spot_only(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo, pool: &Pool) -> Option<Diagnostic> {
    let types = &pool.capacity.types;
    let spot = types.first().filter(|_| types.iter().all(|it| it.value == CapacityType::Spot))?;
    // Who is told by a ticket alone has not promised to be up at any hour.
    if !slo.alert.iter().any(|it| it.value == AlertSpeed::Page) {
        return None;
    }
    let message = format!("`{}` promises {}, but runs on spot nodes alone", service.name, words::percent(slo.objective.value));
    let found = finding(cx, service, slo, message)
        .label_opt(cx.span(spot.origin), "taken back at short notice, all of a kind at once")
        .label_opt(cx.span(service.work.pool.origin), "runs there")
        .subject(pool.address.clone());
    Some(found.help("run it on a pool with `capacity \"on-demand\"`").help("or let misses be tickets: `alert \"ticket\"`"))
}

/// The others can't take what one replica leaves.
fn one_down(cx: &CheckCx<'_>, service: &ModelService, slo: &Slo) -> Option<Diagnostic> {
    let capacity = capacity(cx.platform, service)?;
    let left = capacity.replicas.checked_sub(1).filter(|left| *left > 0)?;
    let places = Rational::integer(capacity.places(left));
    // With all of them it holds, else that is an overload at any time.
    if !capacity.holds(capacity.replicas) || capacity.in_flight <= places {
        return None;
    }
    let message = format!(
        "`{}` has {} requests in flight at its peak; with one of {} replicas down there is room for {left} × {} = {places}",
        service.name,
        words::number(capacity.in_flight),
        capacity.replicas,
        capacity.concurrency,
    );
    let found = Diagnostic::new(&RULE, message)
        .label_opt(traffic(cx, service), format!("{} in flight", words::number(capacity.in_flight)))
        .label_opt(most(cx, service, &capacity), format!("{} at most", capacity.replicas))
        .label_opt(cx.span(slo.objective.origin), format!("promises {} of {}", slo.sli.value, words::percent(slo.objective.value)))
        .subject(service.address.clone())
        .subject(slo.address.clone());
    let needed = capacity.needed()?;
    Some(found.help(more(cx, service, &capacity, needed)))
}

/// Where the load is written.
pub(super) fn traffic(cx: &CheckCx<'_>, service: &ModelService) -> Option<mlpc_source::Span> {
    cx.field(service.decl, "traffic")
}

/// Where the number of replicas is set.
pub(super) fn most(cx: &CheckCx<'_>, service: &ModelService, capacity: &Capacity<'_>) -> Option<mlpc_source::Span> {
    match capacity.limit {
        Limit::Replicas => cx.span(service.replicas.at_most()?.origin),
        Limit::Quota { quota, .. } => cx.span(quota.pool.origin),
    }
}

/// How many replicas the whole pool takes at its maximum, if nothing else runs there.
fn fitting<'a>(cx: &CheckCx<'a>, service: &ModelService) -> Option<(i64, &'a Pool)> {
    let pool = cx.platform.pool(service.work.pool.value)?;
    let workload = cx.platform.workload(service.decl)?;
    let each = demand::of(cx.platform, workload)?.piece;
    let of_pool = amounts(cx.platform, cx.catalog, pool);
    let fit = each.iter().filter_map(|(resource, each)| {
        let amount = of_pool.iter().find(|amount| amount.resource == *resource)?;
        amount.at_most.checked_ratio(*each)?.floor().to_i64()
    });
    Some((fit.min()?, pool))
}

/// What would give room for so many replicas.
pub(super) fn more(cx: &CheckCx<'_>, service: &ModelService, capacity: &Capacity<'_>, needed: i64) -> String {
    if let Some((fit, pool)) = fitting(cx, service).filter(|(fit, _)| needed > *fit) {
        return format!(
            "{needed} replicas would hold it with one down, and pool `{}` has room for {fit} at most: let it grow, or take other machines, a \
             larger `concurrency` or a shorter `service-time`",
            pool.name
        );
    }
    let least = service.replicas.at_least().map_or(0, |least| least.value);
    let replicas =
        if service.replicas.count.is_some() { format!("replicas {needed}") } else { format!("replicas min={least} max={needed}") };
    match capacity.limit {
        Limit::Replicas => format!("write `{replicas}`, which holds it with one replica down"),
        Limit::Quota { noun, each, .. } => {
            let amount = each.checked_mul(Rational::integer(needed)).map_or_else(String::new, words::quantity);
            format!("{needed} replicas hold it with one down: a quota of {amount} {noun} and `{replicas}`")
        }
    }
}
