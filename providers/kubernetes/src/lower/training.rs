//! `training`: without an image a LocalQueue for jobs that people submit, with one a JobSet.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, aks};
use mlpc_model::{DeclId, InterconnectType, Platform, Tenant, Training};
use mlpc_units::{Quantity, Rational};

use super::not_yet;
use super::tenant::queue::local_queue;
use crate::object::{JOB_SET, Object, SERVICE_ACCOUNT, Site, labels, spec};
use crate::{Clusters, PoolFacts, env, pod};

/// Lowers a training.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(training), Some(decl)) = (platform.training(id), platform.decl(id)) else { return };
    let (Some(tenant), Some(pool)) = (platform.tenant_of(id), platform.pool(training.work.pool.value)) else { return };
    let Some(cluster) = clusters.get(pool.cluster.value) else { return };
    let Some(facts) = cluster.pool(pool.decl) else { return };
    if !not_yet::training(cx, decl, training) {
        return;
    }
    let site = Site::of_tenant(platform, cluster, tenant, decl);
    service_account(cx, &site, id);
    if cluster.has("kueue") {
        local_queue(cx, &site, &training.name, None, "the queue its jobs are submitted to", &tenant.name);
    }
    if !training.is_queue() && cluster.has("jobset") {
        job_set(cx, &site, tenant, training, facts);
    }
}

/// The identity of a workload's pods. Its token is of no use to them, so none is mounted.
pub(super) fn service_account(cx: &mut Lowering<'_>, site: &Site<'_>, id: DeclId) {
    let labels = labels(cx.platform, id);
    let body = Map::new().with("automountServiceAccountToken", false);
    let name = site.decl.name.clone();
    site.add(cx, Object { ty: SERVICE_ACCOUNT, name: &name, part: None, reason: "the identity of its pods", labels, body });
    if let Some(identity) = aks::identity_of_workload(cx.platform, id) {
        Site::annotate(cx, aks::annotations(&identity));
    }
}

/// The labels of a workload's pods: those on AKS that act in Azure say so.
pub(super) fn pod_labels(platform: &Platform, id: DeclId, mut labels: Map) -> Map {
    if aks::identity_of_workload(platform, id).is_some() {
        let (key, value) = aks::USE;
        labels.push(key, value);
    }
    labels
}

/// The labels by which kueue takes a workload into a queue, at its priority.
pub(super) fn queue_labels(labels: Map, queue: &str, priority: &str) -> Map {
    labels.with("kueue.x-k8s.io/queue-name", queue).with("kueue.x-k8s.io/priority-class", priority)
}

fn job_set(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant, training: &Training, pool: &PoolFacts) {
    let platform = cx.platform;
    let gang = training.gang.at_least().map_or(1, |it| it.value);
    let per_node = pool.gpu_resource().map_or(gang, |(_, n)| n).max(1);
    let per_pod = gang.min(per_node).max(1);
    let pods = Rational::new(gang.into(), per_pod.into()).map_or(1, |it| it.ceil().to_i64().unwrap_or(1));
    let mut requests = pod::requests(pool, &training.work, per_pod);
    if let Some((name, n)) = pool.node.as_ref().and_then(|it| it.fabric.clone()) {
        let share = Rational::new(per_pod.into(), per_node.into()).and_then(|it| it.checked_mul(Rational::integer(n)));
        requests.extend(share.map(|it| (name, Quantity::count(it.floor()))));
    }
    let (pod_security, container_security) = pod::security(cx, site.cluster, tenant, false);
    let environment = env::env(cx, site, &training.work, gang_env(training, pool, pods));
    let (volumes, mounts) = pod::filesystems(platform, &training.work.mounts);
    let shared_memory = Map::new().with("name", "shm").with("emptyDir", Map::new().with("medium", "Memory"));
    let volumes: Vec<_> = [shared_memory.into()].into_iter().chain(volumes).collect();
    let mounts: Vec<_> = [Map::new().with("name", "shm").with("mountPath", "/dev/shm").into()].into_iter().chain(mounts).collect();
    let image = training.work.image.as_ref().and_then(|it| env::text(platform, &it.value)).unwrap_or_default();
    let command: Vec<_> = training.work.command.iter().filter_map(|it| env::text(platform, &it.value)).collect();
    let container = Map::new()
        .with("name", &training.name)
        .with("image", image)
        .with_opt("command", (!command.is_empty()).then(|| Value::texts(command)))
        .with_opt("env", (!environment.is_empty()).then_some(Value::List(environment)))
        .with("resources", pod::resources(&requests))
        .with("volumeMounts", Value::List(mounts))
        .with("securityContext", container_security);
    let labels = labels(platform, training.decl);
    let mut pod_spec = Map::new()
        .with("restartPolicy", "Never")
        .with("serviceAccountName", &training.name)
        .with("automountServiceAccountToken", false)
        .with("priorityClassName", &training.work.priority.value);
    for entry in pod::placement(pool) {
        pod_spec.push_entry(entry);
    }
    let pod_spec = pod_spec
        .with("securityContext", pod_security)
        .with("containers", Value::List(vec![container.into()]))
        .with("volumes", Value::List(volumes));
    let of_pods = pod_labels(platform, training.decl, labels.clone());
    let template = Map::new().with("metadata", Map::new().with("labels", of_pods)).with("spec", pod_spec);
    let deadline = training.max_duration.and_then(|it| it.seconds().ceil().to_i64());
    let job = Map::new()
        .with("parallelism", pods)
        .with("completions", pods)
        .with("backoffLimit", 0)
        .with_opt("activeDeadlineSeconds", deadline)
        .with("template", template);
    let replicated = Map::new().with("name", "workers").with("replicas", 1).with("template", spec(job));
    let body = spec(
        Map::new()
            // A gang lives and dies together: one failed pod starts all of them anew, from the last checkpoint.
            .with("failurePolicy", Map::new().with("maxRestarts", 3))
            .with("replicatedJobs", Value::List(vec![replicated.into()])),
    );
    let labels = if site.cluster.has("kueue") { queue_labels(labels, &training.name, &training.work.priority.value) } else { labels };
    site.add(cx, Object { ty: JOB_SET, name: &training.name, part: None, reason: "the job", labels, body });
}

/// Where a gang meets: its first pod, under the name that JobSet gives it; how many they are, and which one this is. Over EFA the fabric's
/// provider, too.
fn gang_env(training: &Training, pool: &PoolFacts, pods: i64) -> Vec<Value> {
    let plain = |name: &str, value: &str| Value::Map(Map::new().with("name", name).with("value", value));
    let mut env = Vec::new();
    if pods > 1 {
        let first = format!("{name}-workers-0-0.{name}", name = training.name);
        let index = Map::new().with("fieldPath", "metadata.annotations['batch.kubernetes.io/job-completion-index']");
        let rank = Map::new().with("name", "NODE_RANK").with("valueFrom", Map::new().with("fieldRef", index));
        env.extend([plain("MASTER_ADDR", &first), plain("MASTER_PORT", "29500"), plain("NNODES", &pods.to_string()), rank.into()]);
    }
    if pool.fabric == InterconnectType::Efa {
        env.push(plain("FI_PROVIDER", "efa"));
    }
    env
}
