//! MLP0507: a service that must have an objective has none, or nobody is told when one is missed.

use std::collections::BTreeMap;

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DeclId, Platform, Required, Slo};

use super::phrases::name;
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0507",
    name: "objective-missing",
    severity: Severity::Warning,
    title: "no objective where one is required, or nobody told of its misses",
    since: "0.1",
    explain: include_str!("objective_missing.md"),
};

/// How many objectives are shown.
const MOST_LABELS: usize = 3;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let settings = platform.settings.as_ref();
    let required = settings.and_then(|settings| settings.require.iter().find(|it| it.value == Required::Slo));
    for service in platform.services.iter().filter(|_| required.is_some()) {
        if platform.slos_of(service.decl).next().is_some() {
            continue;
        }
        let message = format!("`{}` has no objective; the platform requires one of each model-service", service.name);
        let found = Diagnostic::new(&RULE, message)
            .label_opt(cx.kind_and_name(service.decl), "no `slo`")
            .label_opt(required.and_then(|it| cx.span(it.origin)), "required here")
            .subject(service.address.clone());
        out.push(found.help("say what it promises: `slo \"availability\" objective=\"99.5%\"` in it"));
    }
    // One finding a tenant: one line mends all of its objectives.
    let mut unheard: BTreeMap<Option<DeclId>, Vec<&Slo>> = BTreeMap::new();
    if settings.is_some_and(|settings| cx.unread(settings.decl, "on-call")) {
        return;
    }
    for slo in platform.slos.iter().filter(|slo| platform.on_call(slo.decl).is_none()) {
        // A tenant whose name couldn't be read has none.
        if platform.tenant_of(slo.decl).is_some_and(|tenant| tenant.name.is_empty()) {
            continue;
        }
        let tenant = platform.tenant_of(slo.decl).map(|tenant| tenant.decl);
        if !tenant.is_some_and(|tenant| cx.unread(tenant, "on-call")) {
            unheard.entry(tenant).or_default().push(slo);
        }
    }
    for slos in unheard.values() {
        out.extend(nobody_told(cx, slos));
    }
}

/// Objectives of one tenant, or of the platform, whose misses reach nobody.
fn nobody_told(cx: &CheckCx<'_>, slos: &[&Slo]) -> Option<Diagnostic> {
    let first = slos.first()?;
    let service = name(cx, first.of.value);
    let what = match slos.len() {
        1 => format!("`{service}` misses its objective"),
        n => format!("one of {n} objectives is missed"),
    };
    let runbook = if slos.iter().all(|slo| slo.runbook.is_none()) { ", and no runbook says what to do" } else { "" };
    let mut found = Diagnostic::new(&RULE, format!("nobody is told when {what}{runbook}"));
    for slo in slos.iter().take(MOST_LABELS) {
        found = found.label_opt(cx.kind_and_name(slo.decl), "its alerts reach nobody");
    }
    for slo in slos {
        found = found.subject(slo.address.clone()).subject(cx.address(slo.of.value));
    }
    let whose = cx.platform.tenant_of(first.decl).map_or("the platform".to_owned(), |tenant| format!("tenant `{}`", tenant.name));
    Some(found.help(format!(
        "give {whose} an on-call: `on-call \"pagerduty\" key=\"pager\" runbooks=\"https://…\"`, with `secret \"pager\"` for its key"
    )))
}
