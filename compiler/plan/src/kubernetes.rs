//! What of a Kubernetes object can't be changed in place, and the parts of its identity.

use crate::Answer;

/// Kind and field; a field stands for all below it. Source: validation in kubernetes/kubernetes `pkg/apis/*/validation` ("field is immutable"), API
/// reference v1.34; for Kueue the `self == oldSelf` rules of its CRDs (v0.14).
const IMMUTABLE: &[(&str, &str)] = &[
    ("ClusterRoleBinding", "roleRef"),
    ("DaemonSet", "spec.selector"),
    ("Deployment", "spec.selector"),
    ("Job", "spec.completionMode"),
    ("Job", "spec.selector"),
    ("Job", "spec.template"),
    ("PersistentVolume", "spec.csi"),
    ("PersistentVolume", "spec.nfs"),
    ("PersistentVolumeClaim", "spec.accessModes"),
    ("PersistentVolumeClaim", "spec.storageClassName"),
    ("PersistentVolumeClaim", "spec.volumeName"),
    ("PriorityClass", "preemptionPolicy"),
    ("PriorityClass", "value"),
    ("RoleBinding", "roleRef"),
    ("Secret", "type"),
    ("StatefulSet", "spec.podManagementPolicy"),
    ("StatefulSet", "spec.selector"),
    ("StatefulSet", "spec.serviceName"),
    ("StatefulSet", "spec.volumeClaimTemplates"),
    ("StorageClass", "mountOptions"),
    ("StorageClass", "parameters"),
    ("StorageClass", "provisioner"),
    ("StorageClass", "reclaimPolicy"),
    ("StorageClass", "volumeBindingMode"),
    ("LocalQueue", "spec.clusterQueue"),
];

/// Whether a change at the dotted path replaces an object of this kind. Name, namespace and kind are its identity; server-side apply changes the rest.
pub(crate) fn replaces(kind: &str, path: &str) -> Answer {
    let below = |field: &str| path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let identity = ["kind", "metadata.name", "metadata.namespace"].contains(&path);
    if identity || IMMUTABLE.iter().any(|(of, field)| *of == kind && below(field)) { Answer::Yes } else { Answer::No }
}
