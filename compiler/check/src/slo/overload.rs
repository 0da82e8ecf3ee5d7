//! MLP0504: a peak that replicas or quota can't serve, or only with long waits.

use mlpc_analysis::slo::{Capacity, Limit, capacity, mean_wait, waits_longer};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{ModelService, Platform, Slo, Traffic};
use mlpc_units::{Duration, Rational};

use super::phrases::time;
use super::replicas_too_few::{more, most, traffic};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0504",
    name: "overload",
    severity: Severity::Error,
    title: "peak load above what replicas can serve",
    since: "0.1",
    explain: include_str!("overload.md"),
};

/// Enough replicas are looked for among so many more.
const MOST_TRIED: i64 = 64;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for service in &platform.services {
        let (Some(capacity), Some(load)) = (capacity(platform, service), &service.traffic) else { continue };
        if matches!(capacity.limit, Limit::Quota { .. }) && cx.unread(service.work.tenant.value, "quota") {
            continue;
        }
        if !capacity.holds(capacity.replicas) {
            out.push(overloaded(cx, service, load, &capacity));
            continue;
        }
        for slo in platform.slos_of(service.decl) {
            out.extend(waits(cx, service, load, &capacity, slo));
        }
    }
}

fn overloaded(cx: &CheckCx<'_>, service: &ModelService, load: &Traffic, capacity: &Capacity<'_>) -> Diagnostic {
    let places = Rational::integer(capacity.places(capacity.replicas));
    let message = format!(
        "`{}` has {} requests in flight at its peak; {} replica{} × {} make room for {}",
        service.name,
        words::number(capacity.in_flight),
        capacity.replicas,
        if capacity.replicas == 1 { "" } else { "s" },
        capacity.concurrency,
        words::number(places),
    );
    let little = format!(
        "{}/s × {} s = {} in flight",
        words::number(load.peak.per_second),
        words::number(load.service_time.seconds()),
        words::number(capacity.in_flight)
    );
    let limit = match capacity.limit {
        Limit::Replicas => format!("{} at most", capacity.replicas),
        Limit::Quota { each, most, noun, .. } => {
            format!(
                "{} {noun} with what may be borrowed: {} replicas of {}",
                words::quantity(most),
                capacity.replicas,
                words::quantity(each)
            )
        }
    };
    let mut found = Diagnostic::new(&RULE, message)
        .label_opt(traffic(cx, service), little)
        .label_opt(most(cx, service, capacity), limit)
        .label_opt(cx.field(service.decl, "concurrency"), "requests in one replica")
        .subject(service.address.clone());
    if let Limit::Quota { .. } = capacity.limit {
        found = found.subject(cx.address(service.work.tenant.value));
    }
    match capacity.needed() {
        Some(needed) => found.help(more(cx, service, capacity, needed)),
        None => found,
    }
}

/// Requests that wait so long for a place that their objective is missed (Erlang C).
fn waits(cx: &CheckCx<'_>, service: &ModelService, load: &Traffic, capacity: &Capacity<'_>, slo: &Slo) -> Option<Diagnostic> {
    let under = slo.under?.value;
    let allowed = slo.objective.value.complement()?.fraction();
    let wait = match slo.sli.value.as_str() {
        // The whole answer: what serving takes by itself comes off.
        "latency" => under.checked_sub(load.service_time.value)?,
        "ttft" => under,
        _ => return None,
    };
    if wait < Duration::from_milliseconds(0) {
        return Some(slower_than_promised(cx, service, load, slo, under));
    }
    let late = |replicas: i64| waits_longer(capacity.places(replicas), capacity.in_flight, load.service_time.value, wait);
    let share = late(capacity.replicas).filter(|share| *share > allowed)?;
    let message = format!(
        "at its peak {} % of the requests to `{}` wait longer than {} for a place; its objective allows {} %",
        words::number(share.scaled(2)?),
        service.name,
        time(wait),
        words::number(allowed.scaled(2)?),
    );
    let places = capacity.places(capacity.replicas);
    let found = Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(slo.under.as_ref().and_then(|at| cx.span(at.origin)), format!("leaves {} for waiting", time(wait)))
        .label_opt(traffic(cx, service), format!("{} in flight on {places} places", words::number(capacity.in_flight)))
        .label_opt(most(cx, service, capacity), format!("{} at most", capacity.replicas))
        .subject(service.address.clone())
        .subject(slo.address.clone())
        .note("an estimate (Erlang C): arrivals at random, service times spread exponentially, one queue for all replicas");
    let found = match mean_wait(places, capacity.in_flight, load.service_time.value) {
        Some(mean) => found.note(format!("the mean wait is {}", time(mean))),
        None => found,
    };
    let enough = fewest(capacity.replicas, |replicas| late(replicas).is_some_and(|share| share <= allowed));
    Some(match enough {
        Some(enough) => found.help(format!("{} or more replicas bring it below that: `{}`", enough, bounds(service, enough))),
        None => found.help("give each replica more places, or promise a longer time"),
    })
}

/// The fewest replicas above `too_few` that are enough, by halves: more never wait longer.
fn fewest(too_few: i64, enough: impl Fn(i64) -> bool) -> Option<i64> {
    let (mut below, mut above) = (too_few, too_few.checked_add(MOST_TRIED)?);
    if !enough(above) {
        return None;
    }
    while above.checked_sub(below)? > 1 {
        let middle = i64::midpoint(below, above);
        if enough(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    Some(above)
}

fn bounds(service: &ModelService, most: i64) -> String {
    let least = service.replicas.at_least().map_or(0, |least| least.value);
    if service.replicas.count.is_some() { format!("replicas {most}") } else { format!("replicas min={least} max={most}") }
}

fn slower_than_promised(cx: &CheckCx<'_>, service: &ModelService, load: &Traffic, slo: &Slo, under: Duration) -> Diagnostic {
    let takes = time(load.service_time.value);
    let message = format!("a request to `{}` takes {takes}; its objective allows {}", service.name, time(under));
    Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(slo.under.as_ref().and_then(|at| cx.span(at.origin)), format!("less than {takes}"))
        .label_opt(cx.span(load.service_time.origin), "without any wait")
        .subject(service.address.clone())
        .subject(slo.address.clone())
        .help(format!("promise more than {takes}, or state the time that one request takes on the machines it runs on"))
}
