//! What of a Kubernetes object can't be changed in place, and the parts of its identity.

use crate::Answer;

/// Fields that the API server refuses to change; a field stands for all below it. Each group names the validation that refuses: of
/// kubernetes/kubernetes v1.35 the function, of others the rule in the CRD or the webhook.
const IMMUTABLE: &[(&str, &str)] = &[
    // pkg/apis/rbac/validation, ValidateRoleBindingUpdate and ValidateClusterRoleBindingUpdate.
    ("ClusterRoleBinding", "roleRef"),
    ("RoleBinding", "roleRef"),
    // pkg/registry/apps/daemonset and deployment, ValidateUpdate of their strategies.
    ("DaemonSet", "spec.selector"),
    ("Deployment", "spec.selector"),
    // pkg/apis/apps/validation, ValidateStatefulSetUpdate: what it lists may change, these are what else people set.
    ("StatefulSet", "spec.podManagementPolicy"),
    ("StatefulSet", "spec.selector"),
    ("StatefulSet", "spec.serviceName"),
    ("StatefulSet", "spec.volumeClaimTemplates"),
    // pkg/apis/batch/validation, ValidateJobSpecUpdate.
    ("Job", "spec.backoffLimitPerIndex"),
    ("Job", "spec.completionMode"),
    ("Job", "spec.managedBy"),
    ("Job", "spec.podFailurePolicy"),
    ("Job", "spec.selector"),
    ("Job", "spec.successPolicy"),
    ("Job", "spec.template"),
    // pkg/apis/core/validation: ValidatePersistentVolumeUpdate, ValidatePersistentVolumeClaimUpdate, ValidateSecretUpdate.
    ("PersistentVolume", "spec.csi"),
    ("PersistentVolume", "spec.nfs"),
    ("PersistentVolumeClaim", "spec.accessModes"),
    ("PersistentVolumeClaim", "spec.selector"),
    ("PersistentVolumeClaim", "spec.storageClassName"),
    ("PersistentVolumeClaim", "spec.volumeMode"),
    ("PersistentVolumeClaim", "spec.volumeName"),
    ("Secret", "type"),
    // pkg/apis/scheduling/validation, ValidatePriorityClassUpdate.
    ("PriorityClass", "preemptionPolicy"),
    ("PriorityClass", "value"),
    // pkg/apis/storage/validation, ValidateStorageClassUpdate. Mount options may change: they are for volumes to come.
    ("StorageClass", "parameters"),
    ("StorageClass", "provisioner"),
    ("StorageClass", "reclaimPolicy"),
    ("StorageClass", "volumeBindingMode"),
    // kueue v0.19, `self == oldSelf` in its CRDs.
    ("AdmissionCheck", "spec.controllerName"),
    ("LocalQueue", "spec.clusterQueue"),
    // jobset v1alpha2, `self == oldSelf` in its CRD; the jobs by its webhook (ValidateUpdate), unless the set is suspended.
    ("JobSet", "spec.failurePolicy"),
    ("JobSet", "spec.managedBy"),
    ("JobSet", "spec.network"),
    ("JobSet", "spec.replicatedJobs"),
    ("JobSet", "spec.startupPolicy"),
    ("JobSet", "spec.successPolicy"),
    ("JobSet", "spec.volumeClaimPolicies"),
];

/// Fields that can be changed in some states of the object and not in others.
const CONDITIONAL: &[(&str, &str)] = &[
    // kueue v0.19, rules in its CRDs: the topology can be set once; levels may change while the host name is the lowest.
    ("ResourceFlavor", "spec.topologyName"),
    ("Topology", "spec.levels"),
];

/// Whether a change at the dotted path replaces an object of this kind. Name, namespace and kind are its identity; server-side apply changes the rest.
pub(crate) fn replaces(kind: &str, path: &str) -> Answer {
    let below = |field: &str| path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let listed = |table: &[(&str, &str)]| table.iter().any(|(of, field)| *of == kind && below(field));
    let identity = ["kind", "metadata.name", "metadata.namespace"].contains(&path);
    if identity || listed(IMMUTABLE) {
        Answer::Yes
    } else if listed(CONDITIONAL) {
        Answer::Conditional
    } else {
        Answer::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_api_refuses_replaces() {
        let table = [
            ("LocalQueue", "spec.clusterQueue", Answer::Yes),
            ("JobSet", "spec.replicatedJobs[0].template", Answer::Yes),
            ("JobSet", "spec.ttlSecondsAfterFinished", Answer::No),
            ("StorageClass", "parameters.type", Answer::Yes),
            ("StorageClass", "mountOptions", Answer::No),
            ("ResourceFlavor", "spec.topologyName", Answer::Conditional),
            ("Deployment", "spec.template.spec", Answer::No),
            ("Deployment", "metadata.name", Answer::Yes),
        ];
        for (kind, path, wanted) in table {
            assert_eq!(replaces(kind, path), wanted, "{kind} {path}");
        }
    }
}
