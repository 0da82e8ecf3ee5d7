//! MLP0902: something asks for a component that its cluster doesn't have and that doesn't come by itself.

use std::collections::BTreeMap;

use mlpc_diag::{Diagnostic, Diagnostics, Edit, Fix, Rule, Safety, Severity};
use mlpc_model::{AutoscaleMetric, DeclId, Framework, Platform, Pool, PoolClass, Share, Tenant};
use mlpc_source::{OriginId, Span, TextRange};
use rustc_hash::FxHashSet;

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0902",
    name: "component-missing",
    severity: Severity::Error,
    title: "component that something needs isn't declared",
    since: "0.1",
    explain: include_str!("missing_component.md"),
};

/// One need: what asks for it, where, and why.
struct Need<'a> {
    component: &'static str,
    cluster: DeclId,
    asks: DeclId,
    at: Option<Span>,
    label: String,
    why: &'a str,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let installed: FxHashSet<(DeclId, &str)> = platform.components.iter().map(|it| (it.cluster.value, it.kind())).collect();
    let mut report = |need: Need<'_>| {
        if !installed.contains(&(need.cluster, need.component)) {
            out.push(missing(cx, platform, &need));
        }
    };
    for tenant in &platform.tenants {
        queues(cx, platform, tenant, &mut report);
    }
    for component in &platform.components {
        if let Some(tenant) = component.tenant.filter(|_| component.existing.is_none()) {
            report(Need {
                component: "kueue",
                cluster: component.cluster.value,
                asks: component.decl,
                at: cx.span(tenant.origin),
                label: "its pods count against these quotas".into(),
                why: "counts against a tenant's quotas",
            });
        }
    }
    for training in &platform.trainings {
        let Some(cluster) = platform.cluster_of(training.decl) else { continue };
        let (component, why) = match (training.is_queue(), training.framework.value) {
            (true, _) => ("kueue", "is a queue for jobs"),
            (false, Framework::Jobset) => ("jobset", "is a job of several pods"),
            (false, _) => continue,
        };
        let at = cx.kind_and_name(training.decl);
        report(Need { component, cluster: cluster.decl, asks: training.decl, at, label: format!("made of what {component} brings"), why });
    }
    for service in &platform.services {
        let written = service
            .autoscale
            .as_ref()
            .map(|it| it.metric)
            .filter(|it| matches!(it.value, AutoscaleMetric::InFlight | AutoscaleMetric::Queue));
        let Some((metric, cluster)) = written.zip(platform.cluster_of(service.decl)) else { continue };
        report(Need {
            component: "keda",
            cluster: cluster.decl,
            asks: service.decl,
            at: cx.span(metric.origin),
            label: "no metric of Kubernetes' own".into(),
            why: "scales on requests",
        });
    }
}

/// What of a tenant a `ResourceQuota` can't say: borrowing, and shares of two pools of one resource. One finding a cluster.
fn queues(cx: &CheckCx<'_>, platform: &Platform, tenant: &Tenant, report: &mut impl FnMut(Need<'_>)) {
    let mut seen: BTreeMap<(DeclId, PoolClass), &Pool> = BTreeMap::new();
    let mut asked: FxHashSet<DeclId> = FxHashSet::default();
    for quota in &tenant.quotas {
        let Some(pool) = platform.pool(quota.pool.value) else { continue };
        let cluster = pool.cluster.value;
        let mut need = |at: OriginId, label: String, why: &str| {
            if asked.insert(cluster) {
                report(Need { component: "kueue", cluster, asks: tenant.decl, at: cx.span(at), label, why });
            }
        };
        if !is_nothing(quota.borrow.value) {
            need(quota.borrow.origin, "borrowed through a queue".into(), "borrows");
        }
        // GPUs cut by MIG have names of their own.
        let is_one_resource = pool.class() == PoolClass::Cpu || (quota.profiles.is_empty() && quota.gpus.is_some());
        match seen.get(&(cluster, pool.class())) {
            Some(first) if is_one_resource => {
                let label = format!("a second share of what `{}` gives", first.address);
                need(quota.pool.origin, label, "has shares of two pools, of which a ResourceQuota holds only the sum");
            }
            Some(_) => {}
            None if is_one_resource => {
                seen.insert((cluster, pool.class()), pool);
            }
            None => {}
        }
    }
}

fn is_nothing(share: Share) -> bool {
    match share {
        Share::Amount(amount) => amount.value.is_zero(),
        Share::Ratio(ratio) => ratio.percent().is_some_and(mlpc_units::Rational::is_zero),
    }
}

fn missing(cx: &CheckCx<'_>, platform: &Platform, need: &Need<'_>) -> Diagnostic {
    let (asks, cluster) = (cx.address(need.asks), cx.address(need.cluster));
    let text = if platform.clusters.len() == 1 {
        need.component.to_owned()
    } else {
        let name = platform.decl(need.cluster).map_or("", |decl| decl.name.as_str());
        format!("{} cluster=\"{name}\"", need.component)
    };
    let mut found = Diagnostic::new(&RULE, format!("`{asks}` {}, which needs {}; `{cluster}` has none", need.why, need.component))
        .label_opt(need.at.or_else(|| cx.head(need.asks)), need.label.clone())
        .label_opt(cx.kind_and_name(need.cluster), format!("without {}", need.component));
    let help = format!("declare it: `{text}`");
    found = match end_of_file(cx, need.cluster) {
        Some((span, before)) => {
            let edit = Edit { span, text: format!("{before}{text}\n") };
            found.help_fix(help.clone(), Fix { title: format!("add `{text}`"), safety: Safety::Unsafe, edits: vec![edit] })
        }
        None => found.help(help),
    };
    found.subject(asks)
}

/// The end of the file that declares a cluster, and what must stand before a new line there.
fn end_of_file(cx: &CheckCx<'_>, cluster: DeclId) -> Option<(Span, &'static str)> {
    let file = cx.platform.decl(cluster)?.head.file;
    let text = &cx.sources.files.get(file)?.text;
    let end = u32::try_from(text.len()).ok()?;
    Some((Span::new(file, TextRange::empty(end)), if text.ends_with('\n') { "" } else { "\n" }))
}
