//! `on-call`: whom alerts reach, as an AlertmanagerConfig: the platform's for all namespaces, a tenant's own for its namespace.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{Decl, OnCall, OnCallService, Tenant};
use smol_str::SmolStr;

use super::{cluster::monitoring_namespace, secret};
use crate::ClusterFacts;
use crate::env::VALUE;
use crate::object::{ALERTMANAGER_CONFIG, Object, Site, spec};

/// The platform's routes, in the namespace of Alertmanager, whose routes hold for all namespaces.
pub(super) fn of_platform(cx: &mut Lowering<'_>, cluster: &ClusterFacts) {
    let platform = cx.platform;
    let Some(settings) = &platform.settings else { return };
    let (Some(on_call), Some(decl)) = (&settings.on_call, platform.decl(settings.decl)) else { return };
    let Some(namespace) = monitoring_namespace(cx, cluster) else { return };
    let mut site = Site::of_platform(platform, cluster, decl).within(namespace);
    site.name = None;
    secret::copy(cx, &site, on_call.key.value, Some("on-call"));
    add(cx, &site, on_call, "whom alerts reach", Some("on-call"));
}

/// A tenant's own routes.
pub(super) fn of_tenant(cx: &mut Lowering<'_>, cluster: &ClusterFacts, tenant: &Tenant, decl: &Decl) {
    let Some(on_call) = &tenant.on_call else { return };
    if cluster.release("kube-prometheus-stack").is_none() {
        return;
    }
    let platform = cx.platform;
    let site = Site::of_tenant(platform, cluster, tenant, decl);
    // A secret of the tenant's own is in its namespace already.
    if platform.tenant_of(on_call.key.value).is_none_or(|it| it.decl != tenant.decl) {
        secret::copy(cx, &site, on_call.key.value, Some("on-call"));
    }
    add(cx, &site, on_call, "whom the tenant's alerts reach", None);
}

fn add(cx: &mut Lowering<'_>, site: &Site<'_>, on_call: &OnCall, reason: &'static str, part: Option<&str>) {
    let Some(key) = cx.platform.decl(on_call.key.value).map(|it| it.name.clone()) else { return };
    let receiver = |name: &str, severity: &str| {
        let (list, config) = config(on_call.service.value, &key, severity);
        Value::Map(Map::new().with("name", name).with(list, Value::List(vec![config.into()])))
    };
    let matcher = Map::new().with("name", "severity").with("matchType", "=").with("value", "page");
    let page = Map::new().with("receiver", "page").with("matchers", Value::List(vec![matcher.into()]));
    let route = Map::new()
        .with("receiver", "ticket")
        .with("groupBy", Value::texts(["namespace", "slo", "alertname"]))
        .with("groupWait", "30s")
        .with("groupInterval", "5m")
        .with("repeatInterval", "12h")
        .with("routes", Value::List(vec![page.into()]));
    let receivers = vec![receiver("ticket", "warning"), receiver("page", "critical")];
    let body = spec(Map::new().with("route", route).with("receivers", Value::List(receivers)));
    site.add(cx, Object { ty: ALERTMANAGER_CONFIG, name: "on-call", part, reason, labels: Map::new(), body });
}

fn config(service: OnCallService, key: &SmolStr, severity: &str) -> (&'static str, Map) {
    let secret = || Map::new().with("name", key).with("key", VALUE);
    match service {
        OnCallService::Pagerduty => {
            let link = Map::new().with("href", "{{ .CommonAnnotations.runbook_url }}").with("alt", "runbook");
            let config = Map::new()
                .with("routingKey", secret())
                .with("severity", severity)
                .with("pagerDutyLinkConfigs", Value::List(vec![link.into()]));
            ("pagerdutyConfigs", config)
        }
        OnCallService::Opsgenie => {
            let priority = if severity == "critical" { "P1" } else { "P3" };
            ("opsgenieConfigs", Map::new().with("apiKey", secret()).with("priority", priority))
        }
        OnCallService::Slack => {
            let text = "{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.runbook_url }}\n{{ end }}";
            ("slackConfigs", Map::new().with("apiURL", secret()).with("sendResolved", true).with("text", text))
        }
        OnCallService::Webhook => ("webhookConfigs", Map::new().with("urlSecret", secret()).with("sendResolved", true)),
    }
}
