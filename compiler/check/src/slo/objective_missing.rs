//! MLP0507: a service that must have an objective has none, or nobody is told when one is missed.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Platform, Required};

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
    for slo in &platform.slos {
        if platform.on_call(slo.decl).is_some() {
            continue;
        }
        let service = name(cx, slo.of.value);
        let (message, label) = match &slo.runbook {
            None => {
                (format!("nobody is told when `{service}` misses its objective, and no runbook says what to do"), "alerts reach nobody")
            }
            Some(_) => (format!("nobody is told when `{service}` misses its objective"), "its runbook is known, its readers are not"),
        };
        let found = Diagnostic::new(&RULE, message)
            .label_opt(cx.kind_and_name(slo.decl), label)
            .subject(slo.address.clone())
            .subject(cx.address(slo.of.value));
        let tenant = platform.tenant_of(slo.decl).map_or("the platform".to_owned(), |tenant| format!("tenant `{}`", tenant.name));
        out.push(found.help(format!(
            "give {tenant} an on-call: `on-call \"pagerduty\" key=\"pager\" runbooks=\"https://…\"`, with `secret \"pager\"` for its key"
        )));
    }
}
