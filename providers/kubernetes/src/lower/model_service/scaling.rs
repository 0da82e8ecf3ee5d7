//! How the number of replicas follows the load: KEDA on metrics of requests, else Kubernetes' own autoscaler on CPU.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{At, AutoscaleMetric, AutoscaleTarget, EngineName, ModelService};
use mlpc_units::Rational;
use smol_str::{SmolStr, format_smolstr};

use crate::ClusterFacts;
use crate::lower::cluster::monitoring_namespace;
use crate::object::{AUTOSCALER, Object, SCALED_OBJECT, Site, spec};

/// Share of its CPU that a replica should have, unless the spec says otherwise.
const CPU_PERCENT: i64 = 70;
/// After less load, this long before a replica goes: GPU replicas take minutes to come back.
const COOL_DOWN: i64 = 300;

/// Adds the scaler of a service with bounds.
pub(super) fn scaling(cx: &mut Lowering<'_>, site: &Site<'_>, service: &ModelService, bounds: (At<i64>, At<i64>)) {
    match in_flight(cx, site, service) {
        Some(trigger) => scaled_object(cx, site, service, bounds, trigger),
        None if scales_itself(service.engine.name.value) => {}
        None => autoscaler(cx, site, service, bounds),
    }
}

fn scales_itself(engine: EngineName) -> bool {
    matches!(engine, EngineName::RayServe | EngineName::Kserve)
}

/// The trigger on requests, where the engine counts them, and KEDA and Prometheus are there.
fn in_flight(cx: &Lowering<'_>, site: &Site<'_>, service: &ModelService) -> Option<Value> {
    let metric = service.autoscale.as_ref().map_or(AutoscaleMetric::InFlight, |it| it.metric.value);
    let written = service.autoscale.as_ref().and_then(|it| it.target).and_then(|it| match it.value {
        AutoscaleTarget::Requests(requests) => Some(requests),
        AutoscaleTarget::Ratio(_) => None,
    });
    let target = written.or_else(|| service.concurrency.map(|it| it.value))?;
    let counted: &[&str] = match (service.engine.name.value, metric) {
        (EngineName::Vllm, AutoscaleMetric::InFlight) => &["vllm:num_requests_running", "vllm:num_requests_waiting"],
        (EngineName::Vllm, AutoscaleMetric::Queue) => &["vllm:num_requests_waiting"],
        (EngineName::Sglang, AutoscaleMetric::InFlight) => &["sglang:num_running_reqs", "sglang:num_queue_reqs"],
        (EngineName::Sglang, AutoscaleMetric::Queue) => &["sglang:num_queue_reqs"],
        _ => return None,
    };
    if !site.cluster.has("keda") {
        return None;
    }
    let address = prometheus(cx, site.cluster)?;
    let namespace = site.namespace.as_deref().unwrap_or_default();
    let job = format!("{namespace}/{}", service.name);
    let sums: Vec<_> = counted.iter().map(|name| format!(r#"sum({name}{{namespace="{namespace}",job="{job}"}})"#)).collect();
    let metadata = Map::new().with("serverAddress", address).with("query", sums.join(" + ")).with("threshold", target.to_string());
    Some(Map::new().with("type", "prometheus").with("metricType", "AverageValue").with("metadata", metadata).into())
}

/// Where the cluster's Prometheus answers. The chart cuts its own name at 26 characters.
fn prometheus(cx: &Lowering<'_>, cluster: &ClusterFacts) -> Option<SmolStr> {
    let release = cluster.release("kube-prometheus-stack")?;
    let namespace = monitoring_namespace(cx, cluster)?;
    let full = if release.name.contains("kube-prometheus-stack") {
        release.name.to_string()
    } else {
        format!("{}-kube-prometheus-stack", release.name)
    };
    let name: String = full.chars().take(26).collect();
    Some(format_smolstr!("http://{}-prometheus.{namespace}.svc:9090", name.trim_end_matches('-')))
}

fn target(service: &ModelService) -> Map {
    Map::new().with("apiVersion", "apps/v1").with("kind", "Deployment").with("name", &service.name)
}

fn scaled_object(cx: &mut Lowering<'_>, site: &Site<'_>, service: &ModelService, (least, most): (At<i64>, At<i64>), trigger: Value) {
    let body = spec(
        Map::new()
            .with("scaleTargetRef", target(service))
            .with("pollingInterval", 15)
            .with("cooldownPeriod", COOL_DOWN)
            .with("minReplicaCount", least.value)
            .from_field(least.origin)
            .with("maxReplicaCount", most.value)
            .from_field(most.origin)
            // Without metrics the number of replicas stays as it is.
            .with(
                "fallback",
                Map::new().with("failureThreshold", 3).with("replicas", most.value).with("behavior", "currentReplicasIfHigher"),
            )
            .with("triggers", Value::List(vec![trigger])),
    );
    site.add(
        cx,
        Object {
            ty: SCALED_OBJECT,
            name: &service.name,
            part: None,
            reason: "its replicas, by requests in flight",
            labels: Map::new(),
            body,
        },
    );
}

fn autoscaler(cx: &mut Lowering<'_>, site: &Site<'_>, service: &ModelService, (least, most): (At<i64>, At<i64>)) {
    let written = service.autoscale.as_ref().and_then(|it| it.target).and_then(|it| match it.value {
        AutoscaleTarget::Ratio(ratio) => ratio.percent().map(Rational::rounded).and_then(Rational::to_i64),
        AutoscaleTarget::Requests(_) => None,
    });
    let goal = Map::new().with("type", "Utilization").with("averageUtilization", written.unwrap_or(CPU_PERCENT));
    let metric = Map::new().with("type", "Resource").with("resource", Map::new().with("name", "cpu").with("target", goal));
    let body = spec(
        Map::new()
            .with("scaleTargetRef", target(service))
            .with("minReplicas", least.value)
            .from_field(least.origin)
            .with("maxReplicas", most.value)
            .from_field(most.origin)
            .with("metrics", Value::List(vec![metric.into()])),
    );
    site.add(cx, Object { ty: AUTOSCALER, name: &service.name, part: None, reason: "its replicas, by CPU", labels: Map::new(), body });
}
