//! `model-service`: Deployment, Service, metrics, disruption budget, scaling.

mod engine;
mod scaling;

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{DeclId, ModelService, Tenant};

pub(super) use engine::Container;

use super::not_yet;
use super::training::{queue_labels, service_account};
use crate::object::{DEPLOYMENT, DISRUPTION_BUDGET, Object, POD_MONITOR, SERVICE, Site, labels, match_labels, spec};
use crate::{Clusters, PoolFacts, env, pod};

/// The pods of a service.
pub(super) const NAME_LABEL: &str = "app.kubernetes.io/name";

/// Lowers a model-service.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(service), Some(decl)) = (platform.service(id), platform.decl(id)) else { return };
    let (Some(tenant), Some(pool)) = (platform.tenant_of(id), platform.pool(service.work.pool.value)) else { return };
    let Some(cluster) = clusters.get(pool.cluster.value) else { return };
    let Some(pool) = cluster.pool(pool.decl) else { return };
    let site = Site::of_tenant(platform, cluster, tenant, decl);
    if !not_yet::service(cx, decl, service, pool) {
        return;
    }
    let container = engine::container(cx, service);
    service_account(cx, &site, id);
    deployment(cx, &site, tenant, service, pool, &container);
    network_service(cx, &site, service, &container);
    if cluster.has("kube-prometheus-stack") {
        pod_monitor(cx, &site, service, &container);
    }
    let (Some(least), Some(most)) = (service.replicas.at_least(), service.replicas.at_most()) else { return };
    if most.value > 1 {
        disruption_budget(cx, &site, service);
    }
    if most.value > least.value {
        scaling::scaling(cx, &site, service, (least, most));
    }
}

fn selector(service: &ModelService) -> Map {
    Map::new().with(NAME_LABEL, &service.name)
}

fn deployment(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant, service: &ModelService, pool: &PoolFacts, container: &Container) {
    let platform = cx.platform;
    let mut pod_labels = selector(service);
    for entry in labels(platform, service.decl) {
        pod_labels.push_entry(entry);
    }
    let queue = site.cluster.has("kueue").then_some(super::tenant::queue::DEFAULT_QUEUE);
    let own = match queue {
        Some(queue) => queue_labels(pod_labels.clone(), queue, &service.work.priority.value),
        None => pod_labels.clone(),
    };
    let pod_spec = pod_spec(cx, site, tenant, service, pool, container);
    let of_pods = super::training::pod_labels(platform, service.decl, pod_labels);
    let template = Map::new().with("metadata", Map::new().with("labels", of_pods)).with("spec", pod_spec);
    let least = service.replicas.at_least();
    // Replicas that a scaler moves are its own: a number here would be set back at each apply.
    let fixed = least.filter(|least| service.replicas.at_most().is_some_and(|most| most.value == least.value));
    let mut body = Map::new();
    if let Some(replicas) = fixed {
        body = body.with("replicas", replicas.value).from_field(replicas.origin);
    }
    // A surge needs room that a full GPU pool doesn't have: one replica less while a new version comes.
    let rolling = Map::new().with("maxUnavailable", 1).with("maxSurge", i64::from(pool.node.as_ref().is_none_or(|it| it.gpus == 0)));
    let body = body
        .with("strategy", Map::new().with("type", "RollingUpdate").with("rollingUpdate", rolling))
        .with("selector", match_labels(selector(service)))
        .with("template", template);
    site.add(cx, Object { ty: DEPLOYMENT, name: &service.name, part: None, reason: "its replicas", labels: own, body: spec(body) });
}

fn pod_spec(
    cx: &mut Lowering<'_>,
    site: &Site<'_>,
    tenant: &Tenant,
    service: &ModelService,
    pool: &PoolFacts,
    container: &Container,
) -> Map {
    let work = &service.work;
    let node_gpus = pool.node.as_ref().map_or(0, |it| it.gpus);
    let parallel = service.engine.parallel();
    let requests = pod::requests(pool, work, if node_gpus > 0 { parallel.map_or(node_gpus, |gpus| gpus.min(node_gpus)) } else { 0 });
    let (pod_security, container_security) = pod::security(cx, site.cluster, tenant, container.ours);
    let environment = env::env(cx, site, work, container.env.clone());
    let (mut volumes, mut mounts) = pod::filesystems(cx.platform, &work.mounts);
    for (name, path, source) in &container.scratch {
        volumes.push(Map::new().with("name", *name).with("emptyDir", source.clone()).into());
        mounts.push(Map::new().with("name", *name).with("mountPath", *path).into());
    }
    let ports = container.ports.iter().map(|(name, port)| Value::Map(Map::new().with("name", *name).with("containerPort", *port)));
    let list = |items: Vec<Value>| (!items.is_empty()).then_some(Value::List(items));
    let main = Map::new()
        .with("name", &service.name)
        .with("image", &container.image)
        .with_opt("command", (!container.command.is_empty()).then(|| Value::texts(container.command.iter().cloned())))
        .with_opt("args", (!container.args.is_empty()).then(|| Value::texts(container.args.iter().cloned())))
        .with("ports", Value::List(ports.collect()))
        .with_opt("env", list(environment))
        .with("resources", pod::resources(&requests))
        .with_opt("volumeMounts", list(mounts));
    let mut main = main;
    for entry in container.probes.clone() {
        main.push_entry(entry);
    }
    let main = main.with("securityContext", container_security);
    let mut pod = Map::new()
        .with("serviceAccountName", &service.name)
        .with("automountServiceAccountToken", false)
        .with("priorityClassName", &work.priority.value);
    for entry in pod::placement(pool) {
        pod.push_entry(entry);
    }
    pod.with("topologySpreadConstraints", pod::spread(selector(service)))
        .with("securityContext", pod_security)
        .with("containers", Value::List(vec![main.into()]))
        .with_opt("volumes", list(volumes))
}

fn network_service(cx: &mut Lowering<'_>, site: &Site<'_>, service: &ModelService, container: &Container) {
    let port =
        Map::new().with("name", "http").with("port", 80).with("targetPort", container.ports.first().map_or("http", |(name, _)| *name));
    let body = spec(Map::new().with("selector", selector(service)).with("ports", Value::List(vec![port.into()])));
    let labels = labels(cx.platform, service.decl);
    site.add(cx, Object { ty: SERVICE, name: &service.name, part: None, reason: "its address inside the cluster", labels, body });
}

fn pod_monitor(cx: &mut Lowering<'_>, site: &Site<'_>, service: &ModelService, container: &Container) {
    let Some((port, path)) = &container.metrics else { return };
    let endpoint = Map::new().with("port", *port).with("path", path).with("interval", "30s");
    let body =
        spec(Map::new().with("selector", match_labels(selector(service))).with("podMetricsEndpoints", Value::List(vec![endpoint.into()])));
    site.add(cx, Object { ty: POD_MONITOR, name: &service.name, part: None, reason: "its metrics", labels: Map::new(), body });
}

fn disruption_budget(cx: &mut Lowering<'_>, site: &Site<'_>, service: &ModelService) {
    let body = spec(Map::new().with("maxUnavailable", 1).with("selector", match_labels(selector(service))));
    let reason = "all replicas but one stay while nodes are drained";
    site.add(cx, Object { ty: DISRUPTION_BUDGET, name: &service.name, part: None, reason, labels: Map::new(), body });
}
