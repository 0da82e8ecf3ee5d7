//! MLP0312: data that must stay under one law ends up under another, directly or over a chain.

use std::collections::BTreeMap;

use mlpc_analysis::flow::{Flow, Reached};
use mlpc_analysis::residency::{Jurisdictions, Site, Stay, residency_of, site_of};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, Dataset, DeclId, Platform, Tenant};
use smol_str::SmolStr;

use super::path;
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0312",
    name: "outside-jurisdiction",
    severity: Severity::Error,
    title: "data outside the jurisdiction in which it must stay",
    since: "0.1",
    explain: include_str!("outside_jurisdiction.md"),
};

/// Kinds that hold or handle a tenant's data.
const PLACED: [&str; 7] = ["bucket", "database", "cache", "filesystem", "model-service", "training", "pipeline"];

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let asked = platform.tenants.iter().any(|it| it.data.residency.is_some()) || platform.datasets.iter().any(|it| it.residency.is_some());
    if !asked {
        return;
    }
    let laws = Jurisdictions::of(cx.catalog);
    for tenant in &platform.tenants {
        let Some(residency) = &tenant.data.residency else { continue };
        let placed = platform.owned_by(tenant.decl).filter(|(_, decl)| PLACED.contains(&decl.kind.as_str()));
        out.extend(placed.filter_map(|(id, _)| of_tenant(cx, &laws, tenant, residency, id)));
    }
    chains(cx, &laws, out);
}

/// A store or workload of a tenant at a place outside its jurisdiction.
fn of_tenant(cx: &CheckCx<'_>, laws: &Jurisdictions, tenant: &Tenant, residency: &At<SmolStr>, id: DeclId) -> Option<Diagnostic> {
    let site = site_of(cx.platform, id)?;
    let stay = laws.stay(&site, &residency.value);
    let address = cx.address(id);
    let subject = format!("`{address}`");
    let diagnostic = told(cx, &stay, &site, residency, &subject, &format!("tenant `{}`", tenant.name))?;
    let decl = cx.platform.decl(id)?;
    let at = ["region", "pool", "in", "target"].iter().find_map(|field| {
        let item = decl.fields.get(field)?;
        cx.span(item.origin).filter(|span| span.file == decl.head.file && span.range.start >= decl.head.range.start)
    });
    Some(
        diagnostic
            .label_opt(at.or_else(|| cx.kind_and_name(id)), format!("in {}", site.name()))
            .subject(address)
            .subject(tenant.address.clone()),
    )
}

/// The finding about a place, without the label that leads to it; `None` where data stays.
fn told(cx: &CheckCx<'_>, stay: &Stay, site: &Site<'_>, residency: &At<SmolStr>, what: &str, whose: &str) -> Option<Diagnostic> {
    let (name, must) = (site.name(), &residency.value);
    let diagnostic = match stay {
        Stay::Inside => return None,
        Stay::Outside(law) => {
            Diagnostic::new(&RULE, format!("{what} ends up in {name} (jurisdiction {law}), but data of {whose} must stay in {must}"))
                .help(format!("use a target or region in {must}, or change `residency` if the data may leave"))
        }
        Stay::Unknown => {
            let target = &site.target.name;
            Diagnostic::new(&RULE, format!("{what} ends up in {name}, whose jurisdiction isn't known; data of {whose} must stay in {must}"))
                .severity(Severity::Warning)
                .help(format!("say whose law holds there: `jurisdiction=\"{must}\"` in target `{target}`"))
        }
    };
    Some(diagnostic.label_opt(cx.span(residency.origin), format!("must stay in {must}")).subject(site.target.address.clone()))
}

/// What data reaches over reads, writes and answers, residency by residency.
fn chains(cx: &CheckCx<'_>, laws: &Jurisdictions, out: &mut Diagnostics) {
    let platform = cx.platform;
    let flow = Flow::of(platform);
    let mut sources: BTreeMap<&SmolStr, Vec<&Dataset>> = BTreeMap::new();
    for dataset in &platform.datasets {
        if let Some(residency) = residency_of(platform, dataset) {
            sources.entry(&residency.value).or_default().push(dataset);
        }
    }
    for (residency, datasets) in sources {
        for dataset in &datasets {
            out.extend(of_dataset(cx, laws, dataset));
        }
        let mut found: Vec<DeclId> = Vec::new();
        let reached = flow.spread(datasets.iter().map(|dataset| dataset.decl), |step, _| {
            let own = platform.dataset(step.to).is_some_and(|dataset| dataset.derived.is_some() && dataset.residency.is_some());
            if own {
                return false;
            }
            let outside = site_of(platform, step.to).is_some_and(|site| laws.stay(&site, residency) != Stay::Inside);
            if outside {
                found.push(step.to);
            }
            !outside
        });
        out.extend(found.into_iter().filter_map(|to| reaches(cx, laws, to, &reached)));
    }
}

/// A dataset that says itself where it must stay, in a store that lies elsewhere. What its tenant says, its store is judged by.
fn of_dataset(cx: &CheckCx<'_>, laws: &Jurisdictions, dataset: &Dataset) -> Option<Diagnostic> {
    let residency = residency_of(cx.platform, dataset)?;
    let site = site_of(cx.platform, dataset.decl)?;
    let by_store = cx.platform.tenant_of(dataset.store.value).and_then(|tenant| tenant.data.residency.as_ref());
    if by_store.is_some_and(|it| it.value == residency.value) {
        return None;
    }
    let what = format!("`{}`", dataset.address);
    let diagnostic = told(cx, &laws.stay(&site, &residency.value), &site, residency, &what, &what)?;
    Some(diagnostic.label_opt(cx.span(dataset.store.origin), format!("in {}", site.name())).subject(dataset.address.clone()))
}

/// A place that data reached. What the tenant's own residency says of it is reported already.
fn reaches(cx: &CheckCx<'_>, laws: &Jurisdictions, to: DeclId, reached: &Reached) -> Option<Diagnostic> {
    let steps = reached.path(to);
    let source = cx.platform.dataset(steps.first()?.from)?;
    let residency = residency_of(cx.platform, source)?;
    let by_own = cx.platform.tenant_of(to).and_then(|tenant| tenant.data.residency.as_ref());
    let placed = cx.platform.decl(to).is_some_and(|decl| PLACED.contains(&decl.kind.as_str()));
    if placed && by_own.is_some_and(|it| it.value == residency.value) {
        return None;
    }
    let site = site_of(cx.platform, to)?;
    let what = format!("data of `{}` that comes to `{}`", source.address, cx.address(to));
    let owner = cx.platform.decl(source.tenant.value)?;
    let diagnostic = told(cx, &laws.stay(&site, &residency.value), &site, residency, &what, &format!("tenant `{}`", owner.name))?;
    Some(path::shown(cx, diagnostic, &steps).subject(cx.address(to)).subject(source.address.clone()).subject(owner.address.clone()))
}
