//! MLP0707: a cluster whose audit log isn't kept.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{DataClass, LogSource, Platform};

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0707",
    name: "audit-logs-off",
    severity: Severity::Warning,
    title: "cluster without audit logs",
    since: "0.1",
    explain: include_str!("audit_logs_off.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for cluster in platform.clusters.iter().filter(|it| it.existing.is_none()) {
        if cluster.logs.sources.iter().any(|source| source.value == LogSource::Audit) {
            continue;
        }
        let tenants = platform.pools_of(cluster.decl).flat_map(|pool| platform.quotas_on(pool.decl)).map(|(tenant, _)| tenant);
        let health = tenants.into_iter().find_map(|tenant| {
            let class = tenant.data.classes.iter().find(|it| it.value == DataClass::Phi)?;
            Some((tenant, class))
        });
        let mut found =
            Diagnostic::new(&RULE, format!("nobody can tell afterwards who did what in `{}`: its audit log is off", cluster.address))
                .label_opt(cx.field(cluster.decl, "logs").or_else(|| cx.head(cluster.decl)), "without `audit`");
        if let Some((tenant, class)) = health {
            let label = format!("`{}` works on health data there", tenant.address);
            found = found.severity(Severity::Error).label_opt(cx.span(class.origin), label);
        }
        out.push(
            found
                .help("add `audit` to `logs`, or leave `logs` out: all of them are then kept for 90 days")
                .subject(cluster.address.clone()),
        );
    }
}
