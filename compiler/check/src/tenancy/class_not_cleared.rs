//! MLP0311: data comes to a tenant that isn't cleared for its class, directly or over a chain of others.

use mlpc_analysis::flow::{Flow, Reached, Step};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DataClass, Dataset, DeclId, Platform, Tenant};

use super::path;
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0311",
    name: "class-not-cleared",
    severity: Severity::Error,
    title: "data of a class that a tenant isn't cleared for",
    since: "0.1",
    explain: include_str!("class_not_cleared.md"),
};

/// Classes that stay what they are wherever they go.
const PERSONAL: [DataClass; 2] = [DataClass::Phi, DataClass::Pii];

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for dataset in &platform.datasets {
        let Some(tenant) = platform.tenant(dataset.tenant.value) else { continue };
        if !cleared(tenant, dataset.class.value) && !cx.unread(tenant.decl, "data") {
            out.push(of_owner(cx, dataset, tenant));
        }
    }
    let used = |class: &DataClass| platform.datasets.iter().any(|dataset| dataset.class.value == *class);
    let classes: Vec<DataClass> = PERSONAL.into_iter().filter(used).collect();
    if classes.is_empty() {
        return;
    }
    let flow = Flow::of(platform);
    for class in classes {
        let sources = platform.datasets.iter().filter(|dataset| dataset.class.value == class).map(|dataset| dataset.decl);
        let mut found: Vec<(Step, DeclId)> = Vec::new();
        let reached = flow.spread(sources, |step, _| {
            if platform.dataset(step.to).is_some_and(|dataset| dataset.derived.is_some()) {
                return false;
            }
            let not_cleared = |tenant: &&Tenant| !cleared(tenant, class) && !cx.unread(tenant.decl, "data");
            let Some(tenant) = platform.tenant_of(step.to).filter(not_cleared) else { return true };
            found.push((*step, tenant.decl));
            false
        });
        out.extend(found.iter().filter_map(|(step, tenant)| reaches(cx, class, *step, platform.tenant(*tenant)?, &reached)));
    }
}

/// Whether a tenant may handle a class: it, or a stricter one, is among its own.
fn cleared(tenant: &Tenant, class: DataClass) -> bool {
    tenant.data.classes.iter().any(|of_tenant| of_tenant.value >= class)
}

fn of_owner(cx: &CheckCx<'_>, dataset: &Dataset, tenant: &Tenant) -> Diagnostic {
    let class = dataset.class.value.as_str();
    let message = format!("`{}` is {class}, for which its tenant `{}` isn't cleared", dataset.address, tenant.name);
    clearance(
        cx,
        Diagnostic::new(&RULE, message).label_opt(cx.span(dataset.class.origin), format!("{class} here")),
        tenant,
        dataset.class.value,
    )
    .subject(dataset.address.clone())
    .subject(tenant.address.clone())
}

fn reaches(cx: &CheckCx<'_>, class: DataClass, step: Step, tenant: &Tenant, reached: &Reached) -> Option<Diagnostic> {
    let steps = reached.path(step.to);
    let source = cx.platform.dataset(steps.first()?.from)?;
    let (to, word) = (cx.address(step.to), class.as_str());
    // Of its own data the owner's missing clearance is said already.
    if source.tenant.value == tenant.decl && steps.len() == 1 {
        return None;
    }
    let message = format!("{word} data of `{}` comes to `{to}`, but tenant `{}` isn't cleared for {word}", source.address, tenant.name);
    let diagnostic =
        path::shown(cx, Diagnostic::new(&RULE, message), &steps).label_opt(cx.span(source.class.origin), format!("{word} here"));
    let mut diagnostic =
        clearance(cx, diagnostic, tenant, class).subject(to).subject(tenant.address.clone()).subject(source.address.clone());
    if steps.len() > 1 {
        diagnostic = diagnostic
            .help("if no person can be told from what is passed on, say so where it is written: `derived \"anonymized\"` in that dataset");
    }
    Some(diagnostic)
}

/// What the tenant is cleared for, and how it would be for more.
fn clearance(cx: &CheckCx<'_>, diagnostic: Diagnostic, tenant: &Tenant, class: DataClass) -> Diagnostic {
    let classes: Vec<String> = tenant.data.classes.iter().map(|it| format!("\"{}\"", it.value.as_str())).collect();
    let word = class.as_str();
    let at = tenant.data.classes.first().and_then(|it| cx.span(it.origin)).or_else(|| cx.kind_and_name(tenant.decl));
    diagnostic.label_opt(at, format!("tenant `{}` is cleared for no more than this", tenant.name)).help(format!(
        "if tenant `{}` may handle it, clear it: `data {} \"{word}\"`",
        tenant.name,
        classes.join(" ")
    ))
}
