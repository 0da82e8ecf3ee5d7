//! MLP0505: windows, objectives and alerts that make no sense together.

use mlpc_analysis::slo::{can_fire, events_to_page, for_period, least_objective, workbook};
use mlpc_catalog::BurnRateWindow;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Platform, Slo, Val};
use mlpc_units::{Duration, Rational};
use rustc_hash::FxHashMap;

use super::phrases::{name, time};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0505",
    name: "senseless-window",
    severity: Severity::Error,
    title: "window, objective or alerts that make no sense together",
    since: "0.1",
    explain: include_str!("senseless_window.md"),
};

/// The component that computes objectives, with the field that says how long it keeps samples.
const KEEPER: (&str, &str) = ("kube-prometheus-stack", "retention");

/// Indicators that count requests, so that few of them make each one weigh much.
const OF_REQUESTS: &[&str] = &["availability", "latency", "ttft"];

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    if platform.slos.is_empty() {
        return;
    }
    let workbook = workbook(cx.catalog);
    let mut by_window: FxHashMap<Duration, Vec<BurnRateWindow>> = FxHashMap::default();
    for slo in &platform.slos {
        let pairs = by_window.entry(slo.window.value).or_insert_with(|| for_period(&workbook, slo.window.value));
        let wanted = |pair: &&BurnRateWindow| slo.alert.iter().any(|speed| speed.value.as_str() == pair.severity);
        let asked: Vec<&BurnRateWindow> = workbook.iter().filter(wanted).collect();
        let pairs: Vec<&BurnRateWindow> = pairs.iter().filter(wanted).collect();
        if pairs.is_empty() {
            out.extend(too_short(cx, slo, &asked));
        } else if let Some(found) = never_fires(cx, slo, &pairs) {
            out.push(found);
        } else {
            out.extend(too_few_events(cx, slo, &pairs));
        }
        out.extend(forgotten(cx, slo));
    }
}

/// No window of an alert is shorter than that of the objective.
fn too_short(cx: &CheckCx<'_>, slo: &Slo, asked: &[&BurnRateWindow]) -> Option<Diagnostic> {
    let shortest = asked.iter().map(|pair| pair.long).min()?;
    let message = format!(
        "the objective of `{}` is measured over {}; its shortest alert looks back {}",
        name(cx, slo.of.value),
        time(slo.window.value),
        time(shortest)
    );
    let found = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(slo.window.origin), format!("no longer than {}", time(shortest)))
        .subject(slo.address.clone());
    Some(found.help("measure it over days: `window \"30d\"` is what most do"))
}

/// An alert waits for more errors than there can be.
fn never_fires(cx: &CheckCx<'_>, slo: &Slo, pairs: &[&BurnRateWindow]) -> Option<Diagnostic> {
    let (fires, never): (Vec<_>, Vec<_>) = pairs.iter().copied().partition(|pair| can_fire(pair.burn_rate, slo.objective.value));
    let fastest = never.first()?;
    let errors = slo.objective.value.complement()?;
    let threshold = fastest.burn_rate.checked_mul(errors.percent()?)?;
    let rate = words::number(fastest.burn_rate);
    let message = format!(
        "the {} over {} for `{}` waits for {rate} × {} = {} % of errors, so it never fires",
        fastest.severity,
        time(fastest.long),
        name(cx, slo.of.value),
        words::percent(errors),
        words::number(threshold),
    );
    let severity = if fires.is_empty() { Severity::Error } else { Severity::Warning };
    let found = Diagnostic::new(&RULE, message)
        .severity(severity)
        .label_opt(cx.span(slo.objective.origin), format!("allows {} of errors", words::percent(errors)))
        .subject(slo.address.clone());
    let found = match fires.first() {
        Some(slower) => {
            let after = slower.long;
            found.note(format!(
                "the {} over {} still fires, at {} times the rate",
                slower.severity,
                time(after),
                words::number(slower.burn_rate)
            ))
        }
        None => found.note("no other alert of it fires either"),
    };
    let least = up_to_hundredths(least_objective(fastest.burn_rate)?.percent()?)?;
    Some(found.help(format!("promise more than {least} %: above it {rate} times the allowed errors are fewer than all")))
}

/// Two digits after the point, never less than it is.
fn up_to_hundredths(percent: Rational) -> Option<Rational> {
    percent.scaled(2)?.ceil().scaled(-2)
}

/// A single bad request fires the alert.
fn too_few_events(cx: &CheckCx<'_>, slo: &Slo, pairs: &[&BurnRateWindow]) -> Option<Diagnostic> {
    let traffic = cx.platform.service(slo.of.value)?.traffic.as_ref()?;
    if slo.good.is_none() && !OF_REQUESTS.contains(&slo.sli.value.as_str()) {
        return None;
    }
    let scarce = pairs.iter().find_map(|pair| {
        let events = traffic.peak.per_second.checked_mul(pair.long.seconds())?;
        let single = events_to_page(pair.burn_rate, slo.objective.value)?;
        (events <= Rational::integer(single)).then_some((*pair, events, single))
    });
    let (pair, events, single) = scarce?;
    let errors = words::percent(slo.objective.value.complement()?);
    let message = format!(
        "even at its peak `{}` gets {} requests in {}; with {single} or fewer a single bad one is a {}",
        name(cx, slo.of.value),
        words::number(events),
        time(pair.long),
        pair.severity,
    );
    Some(
        Diagnostic::new(&RULE, message)
            .severity(Severity::Warning)
            .label_opt(
                cx.span(slo.objective.origin),
                format!("1 bad of {single} is more than {} × {errors}", words::number(pair.burn_rate)),
            )
            .label_opt(cx.span(traffic.peak.origin), format!("{} in {}", words::number(events), time(pair.long)))
            .subject(slo.address.clone())
            .subject(cx.address(slo.of.value))
            .help("promise less, add synthetic requests, or let misses be tickets: `alert \"ticket\"`"),
    )
}

/// Samples are gone before the window ends.
fn forgotten(cx: &CheckCx<'_>, slo: &Slo) -> Option<Diagnostic> {
    let cluster = cx.platform.cluster_of(slo.of.value)?;
    let (kind, field) = KEEPER;
    let keeper = cx.platform.components_of_kind(cluster.decl, kind).next().filter(|it| it.existing.is_none())?;
    // Where a ruler reads older samples from elsewhere, what Prometheus keeps itself does not matter.
    let elsewhere = |it: &mlpc_model::Component| {
        let mut found = false;
        if let Some(values) = &it.values {
            values.walk(&mut |item| found |= item.entries().iter().any(|(key, _)| key == "thanosRuler" || key == "remoteRead"));
        }
        found
    };
    if elsewhere(keeper) {
        return None;
    }
    let item = cx.platform.decl(keeper.decl)?.fields.get(field)?;
    let Val::Duration(kept) = item.val else { return None };
    if kept >= slo.window.value {
        return None;
    }
    let message = format!(
        "the objective of `{}` is measured over {}; `{}` keeps samples for {}",
        name(cx, slo.of.value),
        words::days(slo.window.value),
        keeper.address,
        words::days(kept)
    );
    let found = Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(cx.span(item.origin), format!("forgets after {}", words::days(kept)))
        .label_opt(cx.span(slo.objective.origin), format!("over {}", words::days(slo.window.value)))
        .subject(slo.address.clone())
        .subject(keeper.address.clone());
    let longer = slo.window.value.checked_add(Duration::parse("5d").ok()?)?;
    Some(found.help(format!("keep them longer than the window: `{field}=\"{longer}\"`")))
}
