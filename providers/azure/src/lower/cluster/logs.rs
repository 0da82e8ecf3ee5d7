//! The control plane's logs: a workspace that keeps them, and what is sent there.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, whole_days};
use mlpc_model::{Cluster, LogSource};

use super::PART;
use crate::group::named;
use crate::tags::tags;

/// The resource type of workspaces.
const WORKSPACE: &str = "azurerm_log_analytics_workspace";
/// Azure resource naming rules, `workspaces`: 63 characters.
const NAME: usize = 63;
/// Days that a workspace keeps logs, the least and the most (azurerm, `retention_in_days`).
const RETENTION: (i64, i64) = (30, 730);

/// Makes the workspace and the setting; nothing where no log is asked for.
pub(super) fn lower(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster) {
    if spec.logs.sources.is_empty() {
        return;
    }
    let keep = spec.logs.keep;
    let (least, most) = RETENTION;
    let attrs = named(scope, scope.derived_name(Some("logs"), NAME))
        .with("sku", "PerGB2018")
        .with("retention_in_days", whole_days(keep.value).clamp(least, most))
        .from_field(keep.origin)
        .with("local_authentication_enabled", false)
        .with("tags", tags(scope));
    scope.make(cx, WORKSPACE, Some(PART), "where the control plane's logs are kept", attrs);
    let logs = spec.logs.sources.iter().map(|source| Map::new().with("category", category(source.value)).from_field(source.origin));
    let attrs = Map::new()
        .with("name", "control-plane")
        .with("target_resource_id", Value::reference(&super::address(scope), "id"))
        .with("log_analytics_workspace_id", Value::reference(&scope.address(WORKSPACE, Some(PART)), "id"))
        .with("log_analytics_destination_type", "Dedicated")
        .with("enabled_log", Value::Blocks(logs.collect()));
    scope.make(cx, "azurerm_monitor_diagnostic_setting", Some(PART), "which logs are kept", attrs);
}

/// Categories of AKS (Azure Monitor, "Supported log categories for Microsoft.ContainerService/managedClusters"). Of the audit log reads are left
/// out: they are most of it, and by far most of its price.
const fn category(source: LogSource) -> &'static str {
    match source {
        LogSource::Api => "kube-apiserver",
        LogSource::Audit => "kube-audit-admin",
        LogSource::Authenticator => "guard",
        LogSource::ControllerManager => "kube-controller-manager",
        LogSource::Scheduler => "kube-scheduler",
    }
}
