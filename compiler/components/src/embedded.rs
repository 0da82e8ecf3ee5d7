//! The components that come with mlpc: one line each.

use crate::Folder;

/// A folder of `stdlib/components`, embedded.
macro_rules! folder {
    ($name:literal) => {
        Folder {
            name: $name,
            interface: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../stdlib/components/", $name, "/component.kdl")),
            template: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../stdlib/components/", $name, "/values.hbs")),
            chart: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../stdlib/components/", $name, "/chart.json")),
        }
    };
}

pub(crate) const FOLDERS: &[Folder<'static>] = &[
    folder!("aws-efa-k8s-device-plugin"),
    folder!("cluster-autoscaler"),
    folder!("external-secrets"),
    folder!("gpu-operator"),
    folder!("jobset"),
    folder!("karpenter"),
    folder!("keda"),
    folder!("kube-prometheus-stack"),
    folder!("kueue"),
    folder!("mlflow"),
];
