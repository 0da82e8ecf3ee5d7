//! MLP0501: an objective above that of a hard dependency.

use mlpc_analysis::slo::{AVAILABILITY, budget_minutes, promise, promises, serial};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Platform, Slo};
use mlpc_units::{Ratio, Rational};

use super::link::Link;
use super::phrases::{budget, minutes, name, need, through, written};
use super::provider_sla;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0501",
    name: "objective-above-dependency",
    severity: Severity::Error,
    title: "objective above that of a hard dependency",
    since: "0.1",
    explain: include_str!("objective_above_dependency.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for own in platform.slos.iter().filter(|slo| slo.sli.value == AVAILABILITY) {
        let needs = promises(platform, own.of.value, |id| promise(platform, id, AVAILABILITY));
        let (promised, silent): (Vec<_>, Vec<_>) = needs.into_iter().partition(|needed| needed.slo.is_some());
        let links: Vec<Link<'_>> = promised.into_iter().filter_map(|needed| Link::of(cx, needed)).collect();
        let above = |link: &&Link<'_>| own.objective.value > link.ceiling;
        let weakest = links.iter().filter(above).min_by(|a, b| a.ceiling.cmp(&b.ceiling));
        let product = serial(links.iter().map(|link| link.ceiling));
        if let Some(weakest) = weakest {
            out.push(diagnose_link(cx, own, weakest));
        } else if let Some(product) = product.filter(|product| own.objective.value > *product) {
            out.push(diagnose_product(cx, own, &links, product));
        } else if let Some(found) = provider_sla::check(cx, &RULE, own, &links, &silent) {
            out.push(found);
        }
    }
}

fn diagnose_link(cx: &CheckCx<'_>, own: &Slo, link: &Link<'_>) -> Diagnostic {
    let (name, other) = (name(cx, own.of.value), link.name);
    let (objective, ceiling) = (words::percent(own.objective.value), words::percent(link.ceiling));
    let always = link.needed.share == Ratio::ONE;
    let share = words::percent(link.needed.share);
    let promised = words::percent(link.slo.objective.value);
    let through = through(cx, &link.needed).map_or_else(String::new, |first| format!("{first}, and through it "));
    let message = if always {
        format!("`{name}` promises {objective}, but needs {through}`{other}`, which promises {promised}")
    } else {
        format!("`{name}` promises {objective}, but needs {through}`{other}` for {share} of its requests, which leaves {ceiling}")
    };
    let every = if always { "every request needs it".to_owned() } else { format!("{share} of the requests need it") };
    let severity = if always { Severity::Error } else { Severity::Warning };
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(severity)
        .label_opt(cx.span(own.objective.origin), budget(own, " of failure"))
        .label_opt(cx.span(link.slo.objective.origin), budget(link.slo, ""))
        .label_opt(need(cx, own.of.value, &link.needed), every)
        .subject(cx.address(own.of.value))
        .subject(own.address.clone());
    for step in &link.needed.path {
        diagnostic = diagnostic.subject(cx.address(*step));
    }
    let diagnostic =
        diagnostic.help(format!("promise {ceiling} or less: `{other}` alone may fail for {}, whatever `{name}` does", minutes(link.slo)));
    let diagnostic = raise(own, link, name, diagnostic);
    match link.needed.entry {
        Some(entry) => {
            let to = written(cx, own.of.value, entry.on.value);
            diagnostic.help(format!("if `{name}` answers without it, say so: `depends-on \"{to}\" optional=#true`"))
        }
        None => diagnostic,
    }
}

/// Halfway between the objective and all of the time leaves half the budget.
fn raise(own: &Slo, link: &Link<'_>, name: &str, diagnostic: Diagnostic) -> Diagnostic {
    let other = link.name;
    let half = || {
        let missed = own.objective.complement()?.fraction().checked_div(Rational::integer(2))?;
        let halfway = Ratio::from_fraction(missed)?.complement()?;
        let all = budget_minutes(own.objective.value, own.window.value)?;
        let left = all.checked_div(Rational::integer(2))?;
        Some(format!(
            "or raise `{other}` above {}, so that something is left for `{name}` itself ({} leaves {} of {} minutes)",
            words::percent(own.objective.value),
            words::percent(halfway),
            words::number(left),
            words::number(all),
        ))
    };
    match half().filter(|_| link.needed.share == Ratio::ONE) {
        Some(text) => diagnostic.help(text),
        None => diagnostic,
    }
}

fn diagnose_product(cx: &CheckCx<'_>, own: &Slo, links: &[Link<'_>], product: Ratio) -> Diagnostic {
    let together = words::percent_at_most(product);
    let names: Vec<String> = links.iter().map(|link| format!("`{}`", link.name)).collect();
    let message = format!(
        "`{}` promises {}, but {} together hold {together}",
        name(cx, own.of.value),
        words::percent(own.objective.value),
        words::list(&names)
    );
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(cx.span(own.objective.origin), budget(own, " of failure"))
        .subject(cx.address(own.of.value))
        .subject(own.address.clone());
    for link in links {
        diagnostic = diagnostic.label_opt(cx.span(link.slo.objective.origin), budget(link.slo, "")).subject(cx.address(link.slo.of.value));
    }
    let weakest = links.iter().min_by(|a, b| a.ceiling.cmp(&b.ceiling));
    let raise = match weakest.filter(|weakest| links.iter().any(|link| link.ceiling > weakest.ceiling)) {
        Some(weakest) => format!("raise `{}`, the weakest of them", weakest.name),
        None => "raise all of them".to_owned(),
    };
    diagnostic
        .note("counted as if their failures were independent; failures with one cause cost less")
        .help(format!("promise {together} or less, or {raise}"))
        .help("what it can answer without is `optional=#true`")
}
