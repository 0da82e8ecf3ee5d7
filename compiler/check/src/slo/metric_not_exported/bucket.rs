//! MLP0506 where a histogram has no bucket at an objective's threshold.

use mlpc_catalog::Catalog;
use mlpc_diag::{Diagnostic, Fix};
use mlpc_model::{At, Slo};
use mlpc_source::Span;
use mlpc_units::{Duration, Rational};

use super::exported::Found;
use super::{finding, of};
use crate::slo::phrases::{name, time};
use crate::{CheckCx, words};

/// Upper bounds of buckets.
struct Bounds {
    /// In seconds, from the least.
    seconds: Vec<Rational>,
    /// Where they are declared.
    at: Option<Span>,
    /// Who fixed them, where they aren't declared.
    source: Option<String>,
}

/// A finding where a threshold is none of the bounds; silent where these aren't known, as of native histograms, which need none.
pub(super) fn check(cx: &CheckCx<'_>, slo: &Slo, histogram: &str, found: &Found<'_>) -> Option<Diagnostic> {
    let under = slo.under.as_ref()?;
    let bounds = bounds(cx, histogram, found)?;
    let wanted = under.value.seconds();
    if bounds.seconds.contains(&wanted) || bounds.seconds.is_empty() {
        return None;
    }
    let below = bounds.seconds.iter().rev().find(|bound| **bound < wanted).copied();
    let above = bounds.seconds.iter().find(|bound| **bound > wanted).copied();
    let message = format!(
        "{} of `{}` is measured under {}, but `{histogram}` has no bucket there",
        slo.sli.value,
        name(cx, of(slo)),
        time(under.value)
    );
    let between = match (below.and_then(duration), above.and_then(duration)) {
        (Some(below), Some(above)) => format!("between {} and {}", time(below), time(above)),
        (Some(below), None) => format!("above its last, {}", time(below)),
        (None, Some(above)) => format!("below its first, {}", time(above)),
        (None, None) => "no bucket".to_owned(),
    };
    let mut diagnostic = finding(slo, message)
        .label_opt(cx.span(under.origin), between)
        .label_opt(bounds.at, format!("its {} buckets", bounds.seconds.len()));
    if let Some(source) = bounds.source {
        diagnostic = diagnostic.note(format!("its bounds are fixed in the source ({source})"));
    }
    diagnostic = match (below.and_then(duration), above.and_then(duration)) {
        (Some(below), above) => {
            let other = above.map_or_else(String::new, |above| format!("; the next above is {}", time(above)));
            let help = format!("write `under=\"{below}\"`, the next bound below{other}");
            match fix(cx, under, below) {
                Some(fix) => diagnostic.help_fix(help, fix),
                None => diagnostic.help(help),
            }
        }
        (None, Some(above)) => diagnostic.help(format!("write `under=\"{above}\"`, its first bound")),
        (None, None) => diagnostic,
    };
    if found.histogram.is_some() {
        let more = format!("or add the bucket to the image and to `histogram \"{histogram}\"`: {}", words::number(wanted));
        diagnostic = diagnostic.help(more);
    }
    Some(diagnostic)
}

fn bounds(cx: &CheckCx<'_>, histogram: &str, found: &Found<'_>) -> Option<Bounds> {
    if let Some(declared) = found.histogram {
        let mut seconds: Vec<Rational> = declared.buckets.iter().map(|bound| bound.value).collect();
        seconds.sort_unstable();
        let at = declared.buckets.first().and_then(|bound| cx.span(bound.origin));
        return Some(Bounds { seconds, at, source: None });
    }
    of_catalog(cx.catalog, found.system.as_ref()?, histogram)
}

fn of_catalog(catalog: &Catalog, system: &str, histogram: &str) -> Option<Bounds> {
    let detail = catalog.metric_detail(system, histogram)?;
    let exponent = match detail.unit.as_str() {
        "s" => 0,
        "ms" => -3,
        _ => return None,
    };
    let seconds = detail.bounds.iter().map(|bound| bound.scaled(exponent)).collect::<Option<Vec<_>>>()?;
    Some(Bounds { seconds, at: None, source: Some(detail.provenance.source.to_string()) })
}

/// A bound as a duration, where it is one.
fn duration(seconds: Rational) -> Option<Duration> {
    seconds.scaled(3).filter(|milliseconds| milliseconds.is_integer())?.to_i64().map(Duration::from_milliseconds)
}

/// The stricter bound in place of what is written, where it is written out.
fn fix(cx: &CheckCx<'_>, under: &At<Duration>, bound: Duration) -> Option<Fix> {
    let span = cx.span(under.origin)?;
    let text = cx.sources.text(span);
    let quoted = format!("\"{}\"", written(text)?);
    let new = text.replacen(&quoted, &format!("\"{bound}\""), 1);
    Some(Fix::replace(format!("measure under {bound}"), span, new))
}

/// The duration between the only quotes of a text.
fn written(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('"')?;
    let (inner, after) = rest.split_once('"')?;
    (!after.contains('"') && Duration::parse(inner).is_ok()).then_some(inner)
}
