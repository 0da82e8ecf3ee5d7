//! `on-call`: whom alerts reach, as an AlertmanagerConfig: the platform's for all namespaces, a tenant's own for its namespace.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, secret_object};
use mlpc_model::{Decl, OnCall, OnCallService, Tenant};
use smol_str::{SmolStr, format_smolstr};

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
    add(cx, &site, on_call, &Config { name: "on-call", part: Some("on-call"), reason: "whom alerts reach", only: None });
}

/// A tenant's own routes.
pub(super) fn of_tenant(cx: &mut Lowering<'_>, cluster: &ClusterFacts, tenant: &Tenant, decl: &Decl) {
    let Some(on_call) = &tenant.on_call else { return };
    if cluster.release("kube-prometheus-stack").is_none() {
        return;
    }
    let platform = cx.platform;
    let mut site = Site::of_tenant(platform, cluster, tenant, decl);
    let mut config = Config { name: "on-call", part: None, reason: "whom the tenant's alerts reach", only: None };
    // A configuration reads Secrets of its own namespace. One beside Alertmanager speaks for all namespaces, so its route names the tenant's.
    let beside = monitoring_namespace(cx, cluster)
        .filter(|it| secret_object(platform, on_call.key.value).is_some_and(|there| there.namespace.as_ref() == Some(it)));
    let name = format_smolstr!("on-call-{}", tenant.name);
    if let Some(namespace) = beside {
        config = Config { name: &name, only: site.namespace.replace(namespace), ..config };
    }
    // A secret of the tenant's own is in its namespace already.
    if platform.tenant_of(on_call.key.value).is_none_or(|it| it.decl != tenant.decl) {
        secret::copy(cx, &site, on_call.key.value, Some("on-call"));
    }
    add(cx, &site, on_call, &config);
}

/// One configuration of Alertmanager.
struct Config<'c> {
    name: &'c str,
    part: Option<&'c str>,
    reason: &'static str,
    /// The only namespace whose alerts it routes, where its own doesn't settle that.
    only: Option<SmolStr>,
}

fn add(cx: &mut Lowering<'_>, site: &Site<'_>, on_call: &OnCall, made: &Config<'_>) {
    let Some(key) = secret::name_here(cx, site, on_call.key.value) else { return };
    let receiver = |name: &str, severity: &str| {
        let (list, config) = config(on_call.service.value, &key, severity);
        Value::Map(Map::new().with("name", name).with(list, Value::List(vec![config.into()])))
    };
    let matchers = |name: &str, value: &str| {
        let matcher = Map::new().with("name", name).with("matchType", "=").with("value", value);
        Value::List(vec![matcher.into()])
    };
    let page = Map::new().with("receiver", "page").with("matchers", matchers("severity", "page"));
    let route = Map::new()
        .with("receiver", "ticket")
        .with_opt("matchers", made.only.as_ref().map(|namespace| matchers("namespace", namespace)))
        .with("groupBy", Value::texts(["namespace", "slo", "alertname"]))
        .with("groupWait", "30s")
        .with("groupInterval", "5m")
        .with("repeatInterval", "12h")
        .with("routes", Value::List(vec![page.into()]));
    let receivers = vec![receiver("ticket", "warning"), receiver("page", "critical")];
    let body = spec(Map::new().with("route", route).with("receivers", Value::List(receivers)));
    site.add(cx, Object { ty: ALERTMANAGER_CONFIG, name: made.name, part: made.part, reason: made.reason, labels: Map::new(), body });
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
