//! MLP0506: an indicator over a metric that isn't exported, or not with such a label or bucket.

mod bucket;
mod exported;

use mlpc_analysis::slo::{Measured, Selector, measured, selector};
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{At, DeclId, Platform, Slo};
use mlpc_sema::nearest;
use smol_str::SmolStr;

use self::exported::{Answer, Exported, Found};
use super::phrases::name;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0506",
    name: "metric-not-exported",
    severity: Severity::Error,
    title: "indicator over a metric, label or bucket that is not there",
    since: "0.1",
    explain: include_str!("../metric_not_exported.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for slo in &platform.slos {
        let exported = Exported::of(cx, slo.of.value);
        if let (Some(good), Some(total)) = (&slo.good, &slo.total) {
            let of_good = counter(cx, slo, &exported, good);
            // One metric that is wrong in both is one mistake.
            let same = of_good.is_some() && metric_of(good) == metric_of(total);
            out.extend(of_good);
            out.extend(if same { None } else { counter(cx, slo, &exported, total) });
        } else if slo.under.is_some() {
            out.extend(histogram(cx, slo, &exported));
        }
    }
}

/// The metric of a selector, else the whole text.
fn metric_of(written: &At<SmolStr>) -> &str {
    selector(&written.value).map_or(written.value.as_str(), |it| it.metric)
}

/// What an SLO is of.
fn of(slo: &Slo) -> DeclId {
    slo.of.value
}

fn finding(slo: &Slo, message: String) -> Diagnostic {
    Diagnostic::new(&RULE, message).subject(slo.address.clone())
}

/// A counter with its labels, as a selector.
fn counter(cx: &CheckCx<'_>, slo: &Slo, exported: &Exported<'_>, written: &At<SmolStr>) -> Option<Diagnostic> {
    let span = cx.span(written.origin);
    let Some(read) = selector(&written.value) else {
        let message = format!("{} of `{}` counts by an expression where one counter is meant", slo.sli.value, name(cx, of(slo)));
        let found = finding(slo, message).label_opt(span, "not a selector of one metric");
        return Some(found.help("write the counter alone, such as `requests_total{code=~\"2..\"}`: `rate` and `sum` are added"));
    };
    let found = match exported.find(cx, read.metric) {
        Answer::Found(found) => found,
        other => return missing(cx, slo, exported, written, read.metric, other),
    };
    if !countable(&found, &read) {
        let message = format!("{} of `{}` counts `{}`, which is a {}", slo.sli.value, name(cx, of(slo)), read.metric, found.kind);
        let found = finding(slo, message).label_opt(span, "a rate of it says nothing");
        return Some(found.help("name a counter, or the `_count` or a `_bucket` of a histogram"));
    }
    let unknown = read.labels.iter().find(|label| !found.may_have(label))?;
    let known = found.labels.clone().unwrap_or_default();
    let message =
        format!("{} of `{}` selects by `{unknown}`, a label that `{}` does not have", slo.sli.value, name(cx, of(slo)), read.metric);
    let has = if known.is_empty() { "it has no labels".to_owned() } else { format!("it has {}", words::list(&known)) };
    let diagnostic = finding(slo, message).label_opt(span, has);
    let diagnostic = match nearest(unknown, &known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    };
    Some(match &found.system {
        None => diagnostic.help(format!("if the image exports it, say so: `counter \"{}\" {}`", read.metric, all_labels(&known, unknown))),
        Some(_) => diagnostic.help("a label that isn't there matches nothing, or everything where it must not be something"),
    })
}

/// `"code" "method"`.
fn all_labels(known: &[SmolStr], more: &str) -> String {
    let labels = known.iter().map(SmolStr::as_str).chain([more]);
    labels.map(|label| format!("\"{label}\"")).collect::<Vec<_>>().join(" ")
}

/// Whether a rate of it counts events: a counter, or a series of a histogram.
fn countable(found: &Found<'_>, read: &Selector<'_>) -> bool {
    match found.kind.as_str() {
        "histogram" | "summary" => read.metric.ends_with("_count") || read.metric.ends_with("_bucket"),
        "gauge" => false,
        _ => true,
    }
}

/// A histogram with a bucket at the threshold: the one written, else the engine's.
fn histogram(cx: &CheckCx<'_>, slo: &Slo, exported: &Exported<'_>) -> Option<Diagnostic> {
    let Some(written) = &slo.metric else {
        let engine = cx.platform.service(of(slo))?.engine.name.value;
        let Some(Measured::Histogram(metric)) = measured(engine, &slo.sli.value) else { return None };
        return match exported.find(cx, metric) {
            Answer::Found(found) => bucket::check(cx, slo, metric, &found),
            Answer::OtherVersion { since, until, version } => {
                Some(other_version(cx, slo, cx.kind_and_name(slo.decl), metric, (since, until, version)))
            }
            _ => None,
        };
    };
    let found = match exported.find(cx, &written.value) {
        Answer::Found(found) => found,
        other => return missing(cx, slo, exported, written, &written.value, other),
    };
    if found.kind != "histogram" {
        let message = format!("{} of `{}` needs a histogram; `{}` is a {}", slo.sli.value, name(cx, of(slo)), written.value, found.kind);
        let found = finding(slo, message).label_opt(cx.span(written.origin), format!("a {}", found.kind));
        return Some(found.help("name a histogram: only its buckets tell how many requests were faster"));
    }
    if let Some(base) = mlpc_analysis::slo::base_name(&written.value) {
        let message =
            format!("{} of `{}` names a series, `{}`, where the histogram is meant", slo.sli.value, name(cx, of(slo)), written.value);
        let found = finding(slo, message).label_opt(cx.span(written.origin), "a series of it");
        return Some(found.help(format!("write `metric=\"{base}\"`")));
    }
    bucket::check(cx, slo, &written.value, &found)
}

/// A metric that isn't there.
fn missing(
    cx: &CheckCx<'_>,
    slo: &Slo,
    exported: &Exported<'_>,
    written: &At<SmolStr>,
    metric: &str,
    answer: Answer<'_>,
) -> Option<Diagnostic> {
    let span = cx.span(written.origin);
    let of = of(slo);
    let start = format!("{} of `{}` is measured by `{metric}`", slo.sli.value, name(cx, of));
    let found = match answer {
        Answer::Found(_) | Answer::Unknown => return None,
        Answer::OtherVersion { since, until, version } => return Some(other_version(cx, slo, span, metric, (since, until, version))),
        Answer::Elsewhere(systems) => {
            let cluster = cx.platform.cluster_of(of).map_or("its cluster", |cluster| cluster.name.as_str());
            let systems = words::list(&systems);
            finding(slo, format!("{start}, which {systems} exports; `{cluster}` has no {systems}"))
                .label_opt(span, "exported by nothing there")
                .help(format!("declare `{systems}`, or measure by what {} exports", exported.by))
        }
        Answer::Nowhere => {
            let found = finding(slo, format!("{start}, which {} does not export", exported.by)).label_opt(span, "always absent");
            let names = exported.names(cx.catalog);
            let found = match nearest(metric, &names) {
                Some(near) => suggest(cx, found, span, metric, &near),
                None if names.is_empty() => found,
                None => found.help(format!("it exports {}", words::list(&names))),
            };
            own_metrics(cx, of, metric, found)
        }
    };
    Some(found.subject(cx.address(of)))
}

/// A name that is nearly what is written.
fn suggest(cx: &CheckCx<'_>, found: Diagnostic, span: Option<mlpc_source::Span>, metric: &str, near: &str) -> Diagnostic {
    let help = format!("did you mean `{near}`?");
    let literal = span.filter(|span| cx.sources.text(*span).matches(metric).count() == 1);
    match literal {
        Some(span) => {
            let new = cx.sources.text(span).replacen(metric, near, 1);
            found.help_fix(help, Fix::replace(format!("write `{near}`"), span, new))
        }
        None => found.help(help),
    }
}

/// Of an image of one's own: where it says what it exports.
fn own_metrics(cx: &CheckCx<'_>, of: DeclId, metric: &str, found: Diagnostic) -> Diagnostic {
    let Some(service) = cx.platform.service(of).filter(|service| service.work.image.is_some()) else { return found };
    match &service.metrics {
        Some(_) => found
            .label_opt(cx.field(service.decl, "metrics"), "what the image exports")
            .help(format!("if the image exports it, say so in `metrics`: `counter \"{metric}\"`")),
        None => {
            found.help(format!("say what the image exports and where, or nothing reads it: `metrics port=9090 {{ counter \"{metric}\" }}`"))
        }
    }
}

fn other_version(
    cx: &CheckCx<'_>,
    slo: &Slo,
    span: Option<mlpc_source::Span>,
    metric: &str,
    versions: (Option<mlpc_units::Version>, Option<mlpc_units::Version>, mlpc_units::Version),
) -> Diagnostic {
    let (since, until, version) = versions;
    let of = of(slo);
    let which = match (&since, &until) {
        (Some(since), _) if version < *since => format!("has it from {since}"),
        (_, Some(until)) => format!("has it before {until}"),
        _ => "has it in other versions".to_owned(),
    };
    let engine = cx.platform.service(of).map_or("it", |service| service.engine.name.value.as_str());
    let message = format!("{} of `{}` is measured by `{metric}`; {engine} {which}, the image is {version}", slo.sli.value, name(cx, of));
    let image = cx.platform.service(of).and_then(|service| service.work.image.as_ref()).and_then(|image| cx.span(image.origin));
    let found = finding(slo, message).label_opt(span, "not in this version").label_opt(image, format!("version {version}"));
    found.subject(cx.address(of)).help("use an image of a version that has it, or name the metric that this one has")
}
