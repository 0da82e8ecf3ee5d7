//! MLP0803: a version of Kubernetes that the cloud creates no longer, or supports only for a fee.

use mlpc_analysis::kubernetes_versions::{Standing, newest, standing};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Cloud, Platform};

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0803",
    name: "version-unsupported",
    severity: Severity::Error,
    title: "version that the cloud no longer creates",
    since: "0.1",
    explain: include_str!("kubernetes_version.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let known = cx.catalog.kubernetes_versions(Cloud::Aws.as_str());
    for cluster in platform.clusters.iter().filter(|it| it.existing.is_none()) {
        if platform.target(cluster.target.value).is_none_or(|target| target.cloud.value != Cloud::Aws) {
            continue;
        }
        let version = &cluster.version.value;
        let (message, label, severity) = match standing(&known, version, cx.today) {
            Standing::Fine => continue,
            Standing::Newer(known) => (
                format!("nothing says that EKS creates clusters of {version}: `{}`", cluster.address),
                format!("newer than {}, the newest that the catalog knows of {}", known.version, known.provenance.as_of),
                Severity::Warning,
            ),
            Standing::Extended(support) => (
                format!("EKS supports {version} only for a fee since {}: `{}`", support.standard_until, cluster.address),
                format!("extended support until {}", support.extended_until),
                Severity::Warning,
            ),
            Standing::Gone(Some(support)) => (
                format!("EKS no longer creates clusters of {version}: `{}`", cluster.address),
                format!("extended support ended on {}", support.extended_until),
                Severity::Error,
            ),
            Standing::Gone(None) => (
                format!("EKS no longer creates clusters of {version}: `{}`", cluster.address),
                "long out of support".to_owned(),
                Severity::Error,
            ),
        };
        let help = match newest(&known, cx.today) {
            Some(newest) => format!("write `version=\"{newest}\"`; a cluster that is there goes up one minor version at a time"),
            None => "take a newer version; a cluster that is there goes up one minor version at a time".to_owned(),
        };
        out.push(
            Diagnostic::new(&RULE, message)
                .severity(severity)
                .label_opt(cx.span(cluster.version.origin), label)
                .help(help)
                .subject(cluster.address.clone()),
        );
    }
}
