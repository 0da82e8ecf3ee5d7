//! MLP0502: a latency objective below that of what is called on the way.

use mlpc_analysis::slo::{Promise, path, promise, promises};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Platform, Slo};
use mlpc_units::{Duration, Ratio};

use super::phrases::{name, need, time};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0502",
    name: "latency-below-dependency",
    severity: Severity::Warning,
    title: "latency objective below that of a serial dependency",
    since: "0.1",
    explain: include_str!("latency_below_dependency.md"),
};

/// A dependency with the time that is promised of it.
struct Step<'a> {
    needed: Promise<'a>,
    slo: &'a Slo,
    under: Duration,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for own in &platform.slos {
        let (Some(alike), Some(under)) = (alike(&own.sli.value), own.under) else { continue };
        let find = |id: DeclId| alike.iter().find_map(|sli| promise(platform, id, sli)).filter(|slo| slo.under.is_some());
        let needs = promises(platform, own.of.value, find);
        let Some(may_be_slow) = own.objective.complement() else { continue };
        let steps = needs.into_iter().filter_map(|needed| {
            let slo = needed.slo?;
            Some(Step { slo, under: slo.under?.value, needed })
        });
        // What fewer requests need than may be slow can be as slow as it likes.
        let steps: Vec<Step<'_>> = steps.filter(|step| step.needed.share > may_be_slow).collect();
        let slower = steps.iter().filter(|step| step.under > under.value && step.slo.objective.value <= own.objective.value);
        if let Some(slowest) = slower.max_by(|a, b| a.under.cmp(&b.under)) {
            out.push(diagnose_step(cx, own, under.value, slowest));
        } else if let Some(found) = diagnose_sum(cx, own, under.value, &steps) {
            out.push(found);
        }
    }
}

/// The indicators of a dependency that an indicator includes: an answer takes as long as the answers it waits for, at least until their first
/// token.
fn alike(sli: &str) -> Option<&'static [&'static str]> {
    match sli {
        "latency" => Some(&["latency", "ttft"]),
        "ttft" => Some(&["ttft", "latency"]),
        _ => None,
    }
}

/// `99 % under 50 ms`.
fn promised(objective: Ratio, under: Duration) -> String {
    format!("{} under {}", words::percent(objective), time(under))
}

fn diagnose_step(cx: &CheckCx<'_>, own: &Slo, under: Duration, step: &Step<'_>) -> Diagnostic {
    let (service, other) = (name(cx, own.of.value), name(cx, step.slo.of.value));
    let message = format!(
        "`{service}` promises {}, but waits for `{other}`, which promises {}",
        promised(own.objective.value, under),
        promised(step.slo.objective.value, step.under)
    );
    let excess = step.under.checked_sub(under).map_or_else(String::new, |more| format!(": {} more", time(more)));
    Diagnostic::new(&RULE, message)
        .label_opt(own.under.as_ref().and_then(|at| cx.span(at.origin)), format!("{} for all of it", time(under)))
        .label_opt(step.slo.under.as_ref().and_then(|at| cx.span(at.origin)), format!("{} for this part{excess}", time(step.under)))
        .label_opt(need(cx, own.of.value, &step.needed), "waits for it")
        .subject(cx.address(own.of.value))
        .subject(own.address.clone())
        .subject(cx.address(step.slo.of.value))
        .help(format!("promise {} or more of `{service}`, or less than {} of `{other}`", time(step.under), time(under)))
        .help("what it does not wait for is `optional=#true`")
}

fn diagnose_sum(cx: &CheckCx<'_>, own: &Slo, under: Duration, steps: &[Step<'_>]) -> Option<Diagnostic> {
    let whole = path(steps.iter().map(|step| (step.under, step.slo.objective.value)))?;
    if whole.total <= under {
        return None;
    }
    let service = name(cx, own.of.value);
    let sum: Vec<String> = steps.iter().map(|step| time(step.under)).collect();
    let total = if steps.len() > 1 { format!("{} = {}", sum.join(" + "), time(whole.total)) } else { time(whole.total) };
    let message = format!("`{service}` promises {}, but what it waits for may take {total}", promised(own.objective.value, under));
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Advice)
        .label_opt(own.under.as_ref().and_then(|at| cx.span(at.origin)), format!("{} for all of it", time(under)))
        .subject(cx.address(own.of.value))
        .subject(own.address.clone());
    for step in steps {
        let text = promised(step.slo.objective.value, step.under);
        diagnostic =
            diagnostic.label_opt(step.slo.under.as_ref().and_then(|at| cx.span(at.origin)), text).subject(cx.address(step.slo.of.value));
    }
    let sure = words::percent_at_most(whole.at_least);
    let surely = format!(
        "percentiles don't add: {} holds for at least {sure} of the requests, for more where slowness coincides",
        time(whole.total)
    );
    Some(
        diagnostic
            .note(surely)
            .help(format!("promise {} or more of `{service}`, or less of its parts, or call them at once", time(whole.total))),
    )
}
