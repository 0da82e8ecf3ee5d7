//! MLP0308: a tenant without what the platform requires of every tenant.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, Platform, Required, Tenant};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0308",
    name: "tenant-incomplete",
    severity: Severity::Error,
    title: "tenant without what the platform requires",
    since: "0.1",
    explain: include_str!("tenant_incomplete.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let Some(settings) = &platform.settings else { return };
    for tenant in &platform.tenants {
        let missing: Vec<&At<Required>> = settings.require.iter().filter(|required| !has(tenant, required.value)).collect();
        if !missing.is_empty() {
            out.push(diagnose(cx, tenant, &missing));
        }
    }
}

fn has(tenant: &Tenant, required: Required) -> bool {
    match required {
        Required::CostCenter => tenant.cost_center.is_some(),
        Required::Budget => tenant.budget.is_some(),
        Required::Members => !tenant.members.is_empty(),
        Required::Residency => tenant.data.residency.is_some(),
        // Of its services, not of itself: MLP0507.
        Required::Slo => true,
    }
}

fn diagnose(cx: &CheckCx<'_>, tenant: &Tenant, missing: &[&At<Required>]) -> Diagnostic {
    let nouns: Vec<&str> = missing.iter().map(|required| noun(required.value)).collect();
    let mut diagnostic = Diagnostic::new(&RULE, format!("tenant `{}` has no {}, which the platform requires", tenant.name, or(&nouns)))
        .label_opt(cx.head(tenant.decl), format!("no {}", or(&nouns)))
        .subject(tenant.address.clone());
    for required in missing {
        diagnostic = diagnostic.label_opt(cx.span(required.origin), "required of every tenant");
    }
    let examples: Vec<String> = missing.iter().map(|required| format!("`{}`", example(tenant, required.value))).collect();
    diagnostic.help(format!("add {}", words::list(&examples)))
}

/// `cost center or budget`.
fn or(nouns: &[&str]) -> String {
    words::list(nouns).replace(" and ", " or ")
}

const fn noun(required: Required) -> &'static str {
    match required {
        Required::CostCenter => "cost center",
        Required::Budget => "budget",
        Required::Members => "members",
        Required::Residency => "residency",
        Required::Slo => "objective",
    }
}

/// What one would write, with the tenant's own values where it has them.
fn example(tenant: &Tenant, required: Required) -> String {
    match required {
        Required::CostCenter => "cost-center=\"4400\"".to_owned(),
        Required::Budget => "budget \"1000 USD/month\"".to_owned(),
        Required::Members => format!("member \"group:{}\" role=\"developer\"", tenant.name),
        Required::Residency => {
            let classes: Vec<String> = tenant.data.classes.iter().map(|class| format!("\"{}\"", class.value.as_str())).collect();
            format!("data {} residency=\"EU\"", classes.join(" "))
        }
        Required::Slo => "slo \"availability\" objective=\"99.9%\"".to_owned(),
    }
}
