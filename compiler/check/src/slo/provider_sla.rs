//! MLP0501, advice: an objective above what a provider's terms cover of the stores and control plane that it needs.

use mlpc_analysis::slo::{Promise, serial};
use mlpc_analysis::zones;
use mlpc_diag::{Diagnostic, Rule, Severity};
use mlpc_model::{Cloud, DeclId, Slo, WorkloadRef};
use mlpc_source::Span;
use mlpc_units::Ratio;

use super::link::Link;
use super::phrases::{budget, name, need};
use crate::{CheckCx, words};

/// Something that a provider runs, with its terms.
struct Covered {
    decl: DeclId,
    /// `database `features``.
    what: String,
    /// What the provider refunds below.
    terms: Ratio,
    /// What the share of requests that need it leaves possible.
    ceiling: Ratio,
    source: String,
    /// Where it is said that it is needed.
    need: Option<Span>,
    /// What to do instead of promising less.
    instead: Option<String>,
}

/// Advice where the objective is above the terms of one thing, or above the product of all that is promised and covered.
pub(super) fn check(cx: &CheckCx<'_>, rule: &'static Rule, own: &Slo, links: &[Link<'_>], silent: &[Promise<'_>]) -> Option<Diagnostic> {
    let mut covered: Vec<Covered> = silent.iter().filter_map(|needed| store(cx, own, needed)).collect();
    covered.extend(control_plane(cx, own));
    let weakest = covered.iter().min_by(|a, b| a.ceiling.cmp(&b.ceiling))?;
    let product = serial(covered.iter().map(|it| it.ceiling).chain(links.iter().map(|link| link.ceiling)))?;
    if own.objective.value <= product {
        return None;
    }
    let (service, objective) = (name(cx, own.of.value), words::percent(own.objective.value));
    let alone = own.objective.value > weakest.ceiling;
    let message = if alone {
        format!(
            "`{service}` promises {objective}, but needs {}, of which the provider covers {}",
            weakest.what,
            words::percent(weakest.terms)
        )
    } else {
        format!(
            "`{service}` promises {objective}, but what it needs holds {} together, providers' terms counted",
            words::percent_at_most(product)
        )
    };
    let mut diagnostic = Diagnostic::new(rule, message)
        .severity(Severity::Advice)
        .label_opt(cx.span(own.objective.origin), budget(own, " of failure"))
        .subject(cx.address(own.of.value))
        .subject(own.address.clone());
    for it in covered.iter().filter(|it| !alone || it.decl == weakest.decl) {
        diagnostic = diagnostic.label_opt(it.need, format!("{} by {}", words::percent(it.terms), it.source)).subject(cx.address(it.decl));
    }
    let limit = if alone { words::percent(weakest.ceiling) } else { words::percent_at_most(product) };
    let diagnostic =
        diagnostic.note("terms of refund, not a measurement: the provider may do better, and pays back a part where it does not");
    let instead = weakest.instead.as_ref().map_or_else(String::new, |instead| format!(", or {instead}"));
    Some(diagnostic.help(format!("promise {limit} or less{instead}")))
}

/// A store that something on the path needs and that promises nothing itself.
fn store(cx: &CheckCx<'_>, own: &Slo, needed: &Promise<'_>) -> Option<Covered> {
    let decl = needed.of()?;
    let (kind, zones) = match (cx.platform.database(decl), cx.platform.cache(decl)) {
        // Of what exists elsewhere nothing is known but what is claimed.
        (Some(it), _) if it.existing.is_none() => ("database", it.multi_zone.value),
        (_, Some(it)) if it.existing.is_none() => ("cache", it.replicas.value > 0),
        _ => return None,
    };
    let cloud = cx.platform.target_of(decl)?.cloud.value;
    let sla = |zones: bool| cx.catalog.service_sla(cloud.as_str(), kind, placement(zones));
    let found = sla(zones)?;
    let better = sla(true).filter(|better| !zones && better.availability > found.availability);
    Some(Covered {
        decl,
        what: format!("{kind} `{}`", name(cx, decl)),
        terms: found.availability,
        ceiling: needed.leaves(found.availability)?,
        source: found.provenance.source.to_string(),
        need: need(cx, own.of.value, needed),
        instead: better
            .map(|better| format!("put it in several zones, of which {} are covered", words::percent(better.availability)))
            .or_else(|| needed.entry.map(|_| "answer without it: `optional=#true`".to_owned())),
    })
}

/// The control plane, on which pods that run don't rest: it counts for what is admitted, and for services that start from none.
fn control_plane(cx: &CheckCx<'_>, own: &Slo) -> Option<Covered> {
    let service = cx.platform.service(own.of.value).is_some();
    let needs_it = match cx.platform.workload(own.of.value)? {
        WorkloadRef::Service(service) => {
            service.replicas.at_least().filter(|least| least.value == 0).and_then(|least| cx.span(least.origin))
        }
        WorkloadRef::Training(_) | WorkloadRef::Pipeline(_) => cx.kind_and_name(own.of.value),
    }?;
    let pool = cx.platform.pool(cx.platform.workload(own.of.value)?.shared().pool.value)?;
    let cluster = cx.platform.cluster_of(pool.decl).filter(|cluster| cluster.existing.is_none())?;
    let cloud = cx.platform.target_of(cluster.decl)?.cloud.value;
    // EKS always stands in several zones, others where their network does.
    let network = || cx.platform.network_of(cluster.decl).map(|network| zones::of_network(cx.platform, cx.catalog, network).len());
    let in_zones = cloud == Cloud::Aws || network()? > 1;
    let found = cx.catalog.service_sla(cloud.as_str(), "cluster", placement(in_zones))?;
    Some(Covered {
        decl: cluster.decl,
        what: format!("the control plane of `{}` to start", cluster.name),
        terms: found.availability,
        ceiling: found.availability,
        source: found.provenance.source.to_string(),
        need: Some(needs_it),
        instead: service.then(|| "keep it running: `replicas min=1` or more".to_owned()),
    })
}

const fn placement(in_zones: bool) -> &'static str {
    if in_zones { "multi-zone" } else { "single-zone" }
}
