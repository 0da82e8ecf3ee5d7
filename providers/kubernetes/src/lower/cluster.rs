//! `cluster`: what every cluster has once: storage class, administrators, priorities, secret stores, the platform's alert routes.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope, Subject, aks, subject, subject_prefix};
use mlpc_model::{Cloud, Cluster, DeclId, Platform};
use smol_str::{SmolStr, format_smolstr};

use super::on_call;
use crate::env::{PARAMETERS, SECRETS};
use crate::object::{
    CLUSTER_ROLE_BINDING, CLUSTER_SECRET_STORE, Object, PRIORITY_CLASS, QUEUE_PRIORITY, SERVICE_ACCOUNT, STORAGE_CLASS, Site, match_labels,
    spec,
};
use crate::{ClusterFacts, Clusters};

/// Lowers a cluster.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(facts), Some(cluster), Some(decl)) = (clusters.get(id), platform.cluster(id), platform.decl(id)) else { return };
    let site = Site::of_platform(platform, facts, decl);
    if makes_default_class(facts, cluster) {
        storage_class(cx, &site);
    }
    admins(cx, &site, cluster);
    priorities(cx, &site);
    if facts.has("external-secrets") && matches!(facts.cloud, Cloud::Aws | Cloud::Azure) {
        secret_stores(cx, &site, facts);
    }
    on_call::of_platform(cx, facts);
}

fn makes_default_class(facts: &ClusterFacts, cluster: &Cluster) -> bool {
    facts.cloud == Cloud::Aws && cluster.existing.is_none()
}

/// The default class of volumes, where we make it.
pub(super) fn default_class(platform: &Platform, facts: &ClusterFacts) -> Option<Address> {
    let (cluster, decl) = (platform.cluster(facts.id)?, platform.decl(facts.id)?);
    makes_default_class(facts, cluster).then(|| Site::of_platform(platform, facts, decl).address(STORAGE_CLASS, Some(GP3)))
}

/// The default class, and the type of its disks.
const GP3: &str = "gp3";

/// EKS has no default class of its own, and its `gp2` doesn't encrypt.
fn storage_class(cx: &mut Lowering<'_>, site: &Site<'_>) {
    let default = Map::new().with("storageclass.kubernetes.io/is-default-class", "true");
    let body = Map::new()
        .with("provisioner", "ebs.csi.aws.com")
        .with("parameters", Map::new().with("type", GP3).with("encrypted", "true"))
        .with("reclaimPolicy", "Delete")
        .with("volumeBindingMode", "WaitForFirstConsumer")
        .with("allowVolumeExpansion", true);
    site.add(
        cx,
        Object {
            ty: STORAGE_CLASS,
            name: GP3,
            part: Some(GP3),
            reason: "the default class of volumes, encrypted",
            labels: Map::new(),
            body,
        },
    );
    Site::annotate(cx, default);
}

fn admins(cx: &mut Lowering<'_>, site: &Site<'_>, cluster: &Cluster) {
    // An ARN is an administrator by its access entry alone.
    let people = cluster.admins.iter().filter(|it| !it.principal.starts_with("arn:"));
    let prefix = subject_prefix(cx.platform, site.cluster.id);
    let subjects: Vec<_> =
        people.filter_map(|it| subject(&it.principal.value, "platform", "admin", prefix)).map(|it| subject_map(&it)).collect();
    if subjects.is_empty() {
        return;
    }
    let role = Map::new().with("apiGroup", "rbac.authorization.k8s.io").with("kind", "ClusterRole").with("name", "cluster-admin");
    let body = Map::new().with("roleRef", role).with("subjects", Value::List(subjects));
    let reason = "what `admin` lets people do in the whole cluster";
    site.add(cx, Object { ty: CLUSTER_ROLE_BINDING, name: "mlpc-admins", part: Some("admins"), reason, labels: Map::new(), body });
}

/// A subject of a binding.
pub(super) fn subject_map(subject: &Subject) -> Value {
    let (kind, name) = match subject {
        Subject::Group(name) => ("Group", name),
        Subject::User(name) => ("User", name),
    };
    Map::new().with("apiGroup", "rbac.authorization.k8s.io").with("kind", kind).with("name", name).into()
}

fn priorities(cx: &mut Lowering<'_>, site: &Site<'_>) {
    for (name, rank) in cx.platform.priorities() {
        let class = Map::new().with("value", rank).with("globalDefault", false);
        let object = |ty, body| Object { ty, name: &name, part: Some(&name), reason: "a name for `priority`", labels: Map::new(), body };
        site.add(cx, object(PRIORITY_CLASS, class));
        if site.cluster.has("kueue") {
            site.add(cx, object(QUEUE_PRIORITY, Map::new().with("value", rank)));
        }
    }
}

/// The stores that the cluster's ExternalSecrets read, as the controller's own identity: the platform's secrets, and values known after apply.
fn secret_stores(cx: &mut Lowering<'_>, site: &Site<'_>, facts: &ClusterFacts) {
    let namespaces = Map::new().with("namespaceSelector", match_labels(Map::new().with("mlpc-platform", &cx.platform.name)));
    let stores = [
        (SECRETS, "secrets", "SecretsManager", "the way to the platform's secrets"),
        (PARAMETERS, "parameters", "ParameterStore", "the way to values known after apply"),
    ];
    let vault = if facts.cloud == Cloud::Azure { vault(cx, site, facts) } else { None };
    for (name, part, service, reason) in stores {
        let provider = match &vault {
            Some(vault) => Map::new().with("azurekv", vault.clone()),
            None => Map::new().with("aws", Map::new().with("service", service).with("region", &facts.region)),
        };
        let body = spec(Map::new().with("provider", provider).with("conditions", Value::List(vec![namespaces.clone().into()])));
        site.add(cx, Object { ty: CLUSTER_SECRET_STORE, name, part: Some(part), reason, labels: Map::new(), body });
    }
}

/// The target's vault, read as a service account of ours: the chart's own can't be annotated with what only an apply knows.
fn vault(cx: &mut Lowering<'_>, site: &Site<'_>, facts: &ClusterFacts) -> Option<Map> {
    let release = facts.release(aks::READER)?;
    let declared = release.decl.and_then(|id| cx.platform.component(id)).and_then(|it| it.namespace.as_ref());
    let namespace = declared.map_or(SmolStr::new_static(aks::READER), |it| it.value.clone());
    let identity = Scope::new(cx.platform, release.decl.unwrap_or(facts.id))?.address(aks::IDENTITY, Some(aks::READER));
    let target = Scope::new(cx.platform, cx.platform.target_of(facts.id)?.decl)?;
    let site = site.clone().within(namespace.clone());
    let body = Map::new().with("automountServiceAccountToken", false);
    let (name, reason) = (aks::READER_ACCOUNT, "as whom secrets are read");
    site.add(cx, Object { ty: SERVICE_ACCOUNT, name, part: Some("secrets"), reason, labels: Map::new(), body });
    Site::annotate(cx, aks::annotations(&identity));
    let account = Map::new().with("name", name).with("namespace", namespace);
    let vault = Map::new()
        .with("authType", "WorkloadIdentity")
        .with("vaultUrl", format_smolstr!("https://{}.vault.azure.net", aks::vault_name(&target, None)))
        .with("serviceAccountRef", account);
    Some(vault)
}

/// The namespace in which the platform's monitoring runs, where we install it.
pub(super) fn monitoring_namespace(cx: &Lowering<'_>, facts: &ClusterFacts) -> Option<SmolStr> {
    let release = facts.release("kube-prometheus-stack")?;
    let written = release.decl.and_then(|id| cx.platform.component(id)).and_then(|it| it.namespace.as_ref());
    Some(written.map_or(SmolStr::new_static("monitoring"), |it| it.value.clone()))
}
