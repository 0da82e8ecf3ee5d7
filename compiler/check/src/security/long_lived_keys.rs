//! MLP0706: a workload or cluster without the cloud's own identity: it runs with keys that live until somebody takes them back.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{ResourceGraph, Value};
use mlpc_model::Platform;

use super::written::written;
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0706",
    name: "workload-identity-missing",
    severity: Severity::Warning,
    title: "keys instead of a workload's identity",
    since: "0.1",
    explain: include_str!("long_lived_keys.md"),
};

/// Variables from which the clouds' SDKs take keys before they ask for the workload's identity.
const BEFORE_IDENTITY: &[(&str, &str)] = &[
    ("AWS_ACCESS_KEY_ID", "AWS"),
    ("AWS_SECRET_ACCESS_KEY", "AWS"),
    ("AWS_SESSION_TOKEN", "AWS"),
    ("GOOGLE_APPLICATION_CREDENTIALS", "Google Cloud"),
    ("AZURE_CLIENT_SECRET", "Azure"),
    ("AZURE_CLIENT_CERTIFICATE_PATH", "Azure"),
];

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for workload in platform.workloads() {
        let keys = workload.shared().env.iter().filter_map(|(name, item)| {
            let (_, cloud) = BEFORE_IDENTITY.iter().find(|(variable, _)| variable == name)?;
            Some((name, item, *cloud))
        });
        let keys: Vec<_> = keys.collect();
        let Some((name, _, cloud)) = keys.first() else { continue };
        let mut found =
            Diagnostic::new(&RULE, format!("`{}` works with {cloud} keys of its own instead of its identity", workload.address()));
        for (at, (_, item, cloud)) in keys.iter().enumerate() {
            let label = if at == 0 { format!("{cloud}'s SDKs take this before any identity") } else { "and this".to_owned() };
            found = found.label_opt(cx.span(item.origin), label);
        }
        out.push(
            found
                .help(format!(
                    "take `{name}` out, and say with `reads` and `writes` what it needs: its ServiceAccount's role gets just that"
                ))
                .subject(workload.address().clone()),
        );
    }
}

/// Clusters written by hand whose pods could have no identity but the node's.
pub(crate) fn check_resources(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for it in written(cx.platform, graph).iter().filter(|it| it.is_whole()) {
        let (switch, instead) = match it.kind() {
            "google_container_cluster" => {
                ("workload_identity_config.workload_pool", "workload_identity_config { workload_pool \"PROJECT.svc.id.goog\" }")
            }
            "azurerm_kubernetes_cluster" => {
                ("workload_identity_enabled", "workload_identity_enabled #true` and `oidc_issuer_enabled #true")
            }
            _ => continue,
        };
        let leaves = it.leaves();
        let on = leaves.iter().find(|leaf| leaf.path == switch).is_some_and(|leaf| *leaf.value != Value::Bool(false));
        if !on {
            out.push(
                Diagnostic::new(&RULE, format!("pods of `{}` have no identity but their node's", it.resource.address))
                    .label_opt(cx.head(it.decl), format!("no `{switch}`"))
                    .help(format!("write `{instead}`"))
                    .subject(cx.address(it.decl)),
            );
        }
    }
}
