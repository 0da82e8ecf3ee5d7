//! Objects as resources of the graph: types with their API versions, addresses, metadata, order.

use mlpc_graph::{Address, Charge, Map, Placement, Resource, ResourceKind, ResourceName, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{Decl, Platform, Tenant};
use mlpc_source::OriginId;
use smol_str::SmolStr;

use crate::ClusterFacts;

/// A type of object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObjectType {
    /// `apps/v1`.
    pub(crate) api_version: &'static str,
    /// `Deployment`.
    pub(crate) kind: &'static str,
    /// The type in addresses: the kind, of custom resources with their group's first label.
    pub(crate) address: &'static str,
    /// The component whose release brings the type; none for Kubernetes' own.
    pub(crate) from: Option<&'static str>,
}

macro_rules! types {
    ($($name:ident = $api:literal $kind:literal $address:literal $(from $from:literal)?;)*) => {
        $(pub(crate) const $name: ObjectType = ObjectType {
            api_version: $api, kind: $kind, address: $address, from: types!(@ $($from)?),
        };)*
    };
    (@) => { None };
    (@ $from:literal) => { Some($from) };
}

types! {
    NAMESPACE = "v1" "Namespace" "Namespace";
    RESOURCE_QUOTA = "v1" "ResourceQuota" "ResourceQuota";
    LIMIT_RANGE = "v1" "LimitRange" "LimitRange";
    SERVICE_ACCOUNT = "v1" "ServiceAccount" "ServiceAccount";
    SERVICE = "v1" "Service" "Service";
    PRIORITY_CLASS = "scheduling.k8s.io/v1" "PriorityClass" "PriorityClass";
    STORAGE_CLASS = "storage.k8s.io/v1" "StorageClass" "StorageClass";
    NETWORK_POLICY = "networking.k8s.io/v1" "NetworkPolicy" "NetworkPolicy";
    ROLE = "rbac.authorization.k8s.io/v1" "Role" "Role";
    ROLE_BINDING = "rbac.authorization.k8s.io/v1" "RoleBinding" "RoleBinding";
    CLUSTER_ROLE_BINDING = "rbac.authorization.k8s.io/v1" "ClusterRoleBinding" "ClusterRoleBinding";
    DEPLOYMENT = "apps/v1" "Deployment" "Deployment";
    DISRUPTION_BUDGET = "policy/v1" "PodDisruptionBudget" "PodDisruptionBudget";
    AUTOSCALER = "autoscaling/v2" "HorizontalPodAutoscaler" "HorizontalPodAutoscaler";
    POD_MONITOR = "monitoring.coreos.com/v1" "PodMonitor" "monitoring.PodMonitor" from "kube-prometheus-stack";
    SERVICE_MONITOR = "monitoring.coreos.com/v1" "ServiceMonitor" "monitoring.ServiceMonitor" from "kube-prometheus-stack";
    PROMETHEUS_RULE = "monitoring.coreos.com/v1" "PrometheusRule" "monitoring.PrometheusRule" from "kube-prometheus-stack";
    ALERTMANAGER_CONFIG = "monitoring.coreos.com/v1alpha1" "AlertmanagerConfig" "monitoring.AlertmanagerConfig" from "kube-prometheus-stack";
    SCALED_OBJECT = "keda.sh/v1alpha1" "ScaledObject" "keda.ScaledObject" from "keda";
    EXTERNAL_SECRET = "external-secrets.io/v1" "ExternalSecret" "external-secrets.ExternalSecret" from "external-secrets";
    CLUSTER_SECRET_STORE = "external-secrets.io/v1" "ClusterSecretStore" "external-secrets.ClusterSecretStore" from "external-secrets";
    RESOURCE_FLAVOR = "kueue.x-k8s.io/v1beta2" "ResourceFlavor" "kueue.ResourceFlavor" from "kueue";
    TOPOLOGY = "kueue.x-k8s.io/v1beta2" "Topology" "kueue.Topology" from "kueue";
    CLUSTER_QUEUE = "kueue.x-k8s.io/v1beta2" "ClusterQueue" "kueue.ClusterQueue" from "kueue";
    LOCAL_QUEUE = "kueue.x-k8s.io/v1beta2" "LocalQueue" "kueue.LocalQueue" from "kueue";
    QUEUE_PRIORITY = "kueue.x-k8s.io/v1beta2" "WorkloadPriorityClass" "kueue.WorkloadPriorityClass" from "kueue";
    NODE_POOL = "karpenter.sh/v1" "NodePool" "karpenter.NodePool" from "karpenter";
    NODE_CLASS = "karpenter.k8s.aws/v1" "EC2NodeClass" "karpenter.EC2NodeClass" from "karpenter";
    GKE_NETWORK = "networking.gke.io/v1" "Network" "networking.Network";
    GKE_NETWORK_PARAMS = "networking.gke.io/v1" "GKENetworkParamSet" "networking.GKENetworkParamSet";
    JOB_SET = "jobset.x-k8s.io/v1alpha2" "JobSet" "jobset.JobSet" from "jobset";
}

/// Where an object stands, whose it is, and which declaration it is printed with.
#[derive(Clone, Debug)]
pub(crate) struct Site<'a> {
    /// The cluster.
    pub(crate) cluster: &'a ClusterFacts,
    /// The tenant that owns it.
    pub(crate) tenant: Option<&'a Tenant>,
    /// The namespace, of what has one.
    pub(crate) namespace: Option<SmolStr>,
    /// The declaration it is lowered from.
    pub(crate) decl: &'a Decl,
    /// The address under which it is printed: the declaration's, or that of what comes by itself.
    pub(crate) owner: SmolStr,
    /// The declaration's name in addresses; none for what a tenant or cluster has once.
    pub(crate) name: Option<SmolStr>,
    /// Whom it is charged to.
    pub(crate) charge: Charge,
}

/// One object of a [`Site`].
#[derive(Debug)]
pub(crate) struct Object<'a> {
    /// Its type.
    pub(crate) ty: ObjectType,
    /// Its name in the cluster.
    pub(crate) name: &'a str,
    /// What tells it from others of its type that the same declaration makes.
    pub(crate) part: Option<&'a str>,
    /// Why it is there, a noun phrase.
    pub(crate) reason: &'static str,
    /// Labels of its metadata.
    pub(crate) labels: Map,
    /// What follows `metadata`.
    pub(crate) body: Map,
}

impl<'a> Site<'a> {
    /// The site of a tenant's declaration in its namespace; `name` is none for the tenant's own objects.
    pub(crate) fn of_tenant(platform: &Platform, cluster: &'a ClusterFacts, tenant: &'a Tenant, decl: &'a Decl) -> Self {
        let charge = Charge { tenant: Some(tenant.name.clone()), cost_center: tenant.cost_center.as_ref().map(|it| it.value.clone()) };
        let name = (decl.kind != "tenant").then(|| decl.name.clone());
        Self {
            cluster,
            tenant: Some(tenant),
            namespace: Some(platform.namespace(tenant).clone()),
            decl,
            owner: decl.address.clone(),
            name,
            charge,
        }
    }

    /// The site of the platform's own objects on a cluster.
    pub(crate) fn of_platform(platform: &Platform, cluster: &'a ClusterFacts, decl: &'a Decl) -> Self {
        let cost_center = platform.settings.as_ref().and_then(|it| it.cost_center.as_ref()).map(|it| it.value.clone());
        let name = (decl.kind != "cluster").then(|| decl.name.clone());
        Self {
            cluster,
            tenant: None,
            namespace: None,
            decl,
            owner: decl.address.clone(),
            name,
            charge: Charge { tenant: None, cost_center },
        }
    }

    /// The same site in a namespace.
    pub(crate) fn within(mut self, namespace: impl Into<SmolStr>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// The same site for objects that belong to no namespace.
    pub(crate) fn cluster_wide(mut self) -> Self {
        self.namespace = None;
        self
    }

    /// The address of an object here.
    pub(crate) fn address(&self, ty: ObjectType, part: Option<&str>) -> Address {
        let tenant = self.tenant.map(|it| it.name.as_str());
        ResourceName { cluster: Some(&self.cluster.name), tenant, name: self.name.as_deref(), part }.address(ty.address)
    }

    /// Annotates the object that was added last.
    pub(crate) fn annotate(cx: &mut Lowering<'_>, annotations: Map) {
        let added = cx.graph.resources_mut().last_mut();
        if let Some(Value::Map(metadata)) = added.and_then(|it| it.attrs.get_mut("metadata")) {
            metadata.push("annotations", annotations);
        }
    }

    /// Adds an object, after its namespace and what brings its type.
    pub(crate) fn add(&self, cx: &mut Lowering<'_>, object: Object<'_>) -> Address {
        let origin = cx.origin(self.decl.origin, object.reason);
        let resource = self.resource(object, origin);
        let address = resource.address.clone();
        cx.add(resource);
        address
    }

    fn resource(&self, object: Object<'_>, origin: OriginId) -> Resource {
        let Object { ty, name, part, labels, body, .. } = object;
        let namespace = self.namespace.clone();
        let metadata = Map::with_capacity(3)
            .with("name", name)
            .with_opt("namespace", namespace.as_ref().map(Value::from))
            .with_opt("labels", (!labels.is_empty()).then_some(labels));
        let mut attrs = Map::with_capacity(3 + body.len());
        attrs.push("apiVersion", SmolStr::new_static(ty.api_version));
        attrs.push("kind", SmolStr::new_static(ty.kind));
        attrs.push("metadata", metadata);
        for entry in body {
            attrs.push_entry(entry);
        }
        let kind = ResourceKind::Object { api_version: SmolStr::new_static(ty.api_version), kind: SmolStr::new_static(ty.kind) };
        let mut resource = Resource::managed(self.address(ty, part), attrs, self.owner.clone(), origin);
        resource.kind = kind;
        resource.place =
            Placement { target: self.cluster.target.clone(), cluster: Some(self.cluster.name.clone()), namespace: namespace.clone() };
        resource.charge = self.charge.clone();
        if let Some(namespace) = &namespace {
            resource.life.after.extend(self.cluster.namespace_address(self.tenant, namespace).map(|it| (it, None)));
        }
        if let Some(release) = ty.from.and_then(|kind| self.cluster.release(kind)) {
            let after = (release.address.clone(), Some(SmolStr::new(format!("brings {}", ty.kind))));
            resource.life.after.push(after);
        }
        resource
    }
}

/// The address of a component's release on a cluster: `helm_release.main_kueue`.
pub fn release_address(cluster: &str, release: &str) -> Address {
    ResourceName { cluster: Some(cluster), tenant: None, name: Some(release), part: None }.address("helm_release")
}

/// A `spec` and nothing else.
pub(crate) fn spec(map: Map) -> Map {
    Map::new().with("spec", map)
}

/// A label selector's `matchLabels`.
pub(crate) fn match_labels(labels: Map) -> Map {
    Map::new().with("matchLabels", labels)
}

/// The labels that all of a declaration's objects and pods carry: ours first, then the user's.
pub(crate) fn labels(platform: &Platform, id: mlpc_model::DeclId) -> Map {
    let all = platform.labels(id);
    let ours = ["mlpc-platform", "mlpc-tenant", "mlpc-cost-center"];
    let first = ours.iter().filter_map(|key| all.get(*key).map(|value| (*key, value.as_str())));
    let rest = all.iter().filter(|(key, _)| !ours.contains(&key.as_str())).map(|(key, value)| (key.as_str(), value.as_str()));
    first.chain(rest).map(|(key, value)| (key, label_value(value))).collect()
}

/// A text as the value of a label: at most 63 letters, digits, `-`, `_` and `.`, the first and last a letter or digit. Cost centers are people's
/// own words, and tags of clouds allow more.
pub(crate) fn label_value(text: &str) -> SmolStr {
    let allowed = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.');
    if text.len() <= 63 && text.chars().all(allowed) && !text.starts_with(['-', '_', '.']) && !text.ends_with(['-', '_', '.']) {
        return text.into();
    }
    let mapped: String = text.chars().map(|ch| if allowed(ch) { ch } else { '-' }).take(63).collect();
    mapped.trim_matches(['-', '_', '.']).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_values_fit() {
        assert_eq!(label_value("4410"), "4410");
        assert_eq!(label_value("R&D (Zürich)"), "R-D--Z-rich");
        assert_eq!(label_value(&"x".repeat(80)).len(), 63);
        assert_eq!(label_value("---"), "");
    }
}
