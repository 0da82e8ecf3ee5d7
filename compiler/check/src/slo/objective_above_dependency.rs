//! MLP0501: an objective above that of a hard dependency.

use mlpc_analysis::slo::{budget_minutes, serial, shared};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, DependsOn, ModelService, Platform, Slo};
use mlpc_units::{Ratio, Rational};

use crate::place::entry_referring;
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

/// The indicator that dependencies pass on to those who need them.
const AVAILABILITY: &str = "availability";

/// A dependency with what is promised of it.
struct Link<'a> {
    depends: &'a DependsOn,
    slo: &'a Slo,
    name: &'a str,
    /// What the share of requests that need it leaves possible.
    ceiling: Ratio,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for service in &platform.services {
        let Some(own) = availability(platform, service.decl) else { continue };
        let links: Vec<Link<'_>> = service.depends_on.iter().filter_map(|depends| link(platform, depends)).collect();
        let above = |link: &&Link<'_>| own.objective.value > link.ceiling;
        let weakest = links.iter().filter(above).min_by(|a, b| a.ceiling.cmp(&b.ceiling));
        let product = serial(links.iter().map(|link| link.ceiling));
        if let Some(weakest) = weakest {
            out.push(diagnose_link(cx, service, own, weakest));
        } else if let Some(product) = product.filter(|product| own.objective.value > *product) {
            out.push(diagnose_product(cx, service, own, &links, product));
        }
    }
}

/// What is promised of a declaration's availability.
fn availability(platform: &Platform, of: DeclId) -> Option<&Slo> {
    platform.slos_of(of).find(|slo| slo.sli.value == AVAILABILITY)
}

fn link<'a>(platform: &'a Platform, depends: &'a DependsOn) -> Option<Link<'a>> {
    if depends.optional.value {
        return None;
    }
    let slo = availability(platform, depends.on.value)?;
    let name = platform.decl(depends.on.value)?.name.as_str();
    Some(Link { depends, slo, name, ceiling: shared(slo.objective.value, depends.share.value)? })
}

fn diagnose_link(cx: &CheckCx<'_>, service: &ModelService, own: &Slo, link: &Link<'_>) -> Diagnostic {
    let (name, other) = (&service.name, link.name);
    let (objective, ceiling) = (words::percent(own.objective.value), words::percent(link.ceiling));
    let always = link.depends.share.value == Ratio::ONE;
    let share = words::percent(link.depends.share.value);
    let promised = words::percent(link.slo.objective.value);
    let message = if always {
        format!("`{name}` promises {objective}, but needs `{other}`, which promises {promised}")
    } else {
        format!("`{name}` promises {objective}, but needs `{other}` for {share} of its requests, which leaves {ceiling}")
    };
    let every = if always { "every request needs it".to_owned() } else { format!("{share} of the requests need it") };
    let severity = if always { Severity::Error } else { Severity::Warning };
    let diagnostic = Diagnostic::new(&RULE, message)
        .severity(severity)
        .label_opt(cx.span(own.objective.origin), format!("{} of failure in {}", minutes(own), words::days(own.window.value)))
        .label_opt(cx.span(link.slo.objective.origin), format!("{} in {}", minutes(link.slo), words::days(link.slo.window.value)))
        .label_opt(entry(cx, service, link.depends.on.value), every)
        .subject(service.address.clone())
        .subject(own.address.clone())
        .subject(cx.address(link.depends.on.value));
    let diagnostic =
        diagnostic.help(format!("promise {ceiling} or less: `{other}` alone may fail for {}, whatever `{name}` does", minutes(link.slo)));
    raise(own, link, name, diagnostic)
        .help(format!("if `{name}` answers without it, say so: `depends-on \"{}\" optional=#true`", written(cx, service, link)))
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
    match half().filter(|_| link.depends.share.value == Ratio::ONE) {
        Some(text) => diagnostic.help(text),
        None => diagnostic,
    }
}

fn diagnose_product(cx: &CheckCx<'_>, service: &ModelService, own: &Slo, links: &[Link<'_>], product: Ratio) -> Diagnostic {
    let together = words::percent_at_most(product);
    let names: Vec<String> = links.iter().map(|link| format!("`{}`", link.name)).collect();
    let message = format!(
        "`{}` promises {}, but {} together hold {together}",
        service.name,
        words::percent(own.objective.value),
        words::list(&names)
    );
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(cx.span(own.objective.origin), format!("{} of failure in {}", minutes(own), words::days(own.window.value)))
        .subject(service.address.clone())
        .subject(own.address.clone());
    for link in links {
        diagnostic = diagnostic
            .label_opt(cx.span(link.slo.objective.origin), format!("{} in {}", minutes(link.slo), words::days(link.slo.window.value)))
            .subject(cx.address(link.depends.on.value));
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

fn minutes(slo: &Slo) -> String {
    let minutes = budget_minutes(slo.objective.value, slo.window.value);
    minutes.map_or_else(|| "some".to_owned(), |minutes| format!("{} minutes", words::number(minutes)))
}

fn entry(cx: &CheckCx<'_>, service: &ModelService, on: DeclId) -> Option<mlpc_source::Span> {
    cx.span(entry_referring(cx.platform.decl(service.decl)?, "depends-on", on)?.origin)
}

/// The reference as it is written.
fn written(cx: &CheckCx<'_>, service: &ModelService, link: &Link<'_>) -> String {
    let decl = cx.platform.decl(link.depends.on.value);
    match decl {
        Some(decl) if decl.tenant != cx.platform.decl(service.decl).and_then(|it| it.tenant) => decl.scoped_name().to_owned(),
        Some(decl) => decl.name.to_string(),
        None => String::new(),
    }
}
