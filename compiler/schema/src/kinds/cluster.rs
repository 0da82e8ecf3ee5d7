//! `cluster`: a Kubernetes cluster.

use crate::{Field, Group, Kind, ReadOnly, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("cluster", Group::Place, "A Kubernetes cluster: version, who reaches it, who logs in, what keeps its nodes.")
        .doc("On a `kubernetes` target the cluster exists, has no network, and its pools describe nodes that others make.")
        .lowers_to(
            "AWS `aws_eks_cluster`, `aws_eks_addon`, `aws_eks_access_entry`, `aws_iam_role`, `aws_kms_key`, `aws_cloudwatch_log_group`; Google Cloud \
             `google_container_cluster`; Azure `azurerm_kubernetes_cluster`. A default `StorageClass`, encrypted.",
        )
        .field(shared::target("The target it is made in.").derived("that of its network"))
        .field(shared::network("The network its nodes stand in. Not for a `kubernetes` target."))
        .field(Field::new("version", Type::Version, "Its Kubernetes minor version; on GKE a full patch may be named.").required())
        .field(shared::access().derived("the platform's"))
        .field(shared::login().derived("the platform's, else `cloud`"))
        .field(admin())
        .field(Field::new(
            "add-ons",
            Type::list(Type::Text),
            "Managed extras of the cloud: `gcsfuse`, `persistent-disk`, `efs`, `fsx-lustre`, `managed-prometheus`, `dcgm` …",
        ))
        .field(Field::new(
            "autoscaler",
            Type::words(&["native", "cluster-autoscaler", "karpenter", "none"]),
            "Who adds and removes nodes. Karpenter, on EKS, makes NodePools of all pools that don't need a node group.",
        ).derived("`native`; on EKS `cluster-autoscaler`, on a `kubernetes` target `none`"))
        .field(gpu_stack())
        .field(shared::key("Encrypts its secrets, logs and disks.").derived("a key of its own"))
        .field(logs())
        .field(Field::new("channel", Type::words(&["none", "rapid", "regular", "stable"]), "Release channel of GKE; on AKS automatic upgrades.")
            .default(r#""none""#))
        .field(maintenance())
        .field(shared::existing_id())
        .field(shared::protect(false))
        .field(shared::labels())
        .field(shared::cloud_name())
        .read(ReadOnly::deferred("endpoint", Type::Url, "URL of its API server."))
        .read(ReadOnly::deferred("ca", Type::Text, "Certificate of its authority, in base64."))
        .reads(shared::lowered())
}

fn admin() -> Field {
    let group = vec![Field::new("principal", Type::Principal, "A person, group or service.").nth(0).required()];
    Field::new("admin", Type::Group(group), "Who may do everything in the cluster.").repeats()
}

fn gpu_stack() -> Field {
    let group = vec![
        Field::new(
            "mode",
            Type::words(&["managed", "operator", "plugin", "none"]),
            "Its owner: the cloud, the operator, device plugins on the node image's driver, or somebody else.",
        )
        .nth(0)
        .required(),
        Field::new("driver", Type::Version, "Version of the GPU driver."),
    ];
    Field::new("gpu-stack", Type::Group(group), "Who installs GPU drivers and device plugins: one owner.")
        .derived("`managed` on GKE, `none` where the cluster exists, else `operator`")
}

fn logs() -> Field {
    let group = vec![
        Field::new(
            "sources",
            Type::list(Type::words(&["api", "audit", "authenticator", "controller-manager", "scheduler"])),
            "What is logged.",
        )
        .rest()
        .default(r#""api" "audit" "authenticator" "controller-manager" "scheduler""#),
        Field::new("keep", Type::Duration, "How long the logs are kept.").default(r#""90d""#),
    ];
    Field::new("logs", Type::Group(group), "Logs of the control plane.")
        .default(r#""api" "audit" "authenticator" "controller-manager" "scheduler" keep="90d""#)
}

fn maintenance() -> Field {
    let group = vec![
        Field::new("start", Type::Text, "Day and hour in UTC: `sun 03:00`, `daily 09:00`.").nth(0).required(),
        Field::new("duration", Type::Duration, "Length of the window.").default(r#""4h""#),
    ];
    Field::new("maintenance", Type::Group(group), "When the cloud may upgrade and restart.")
}
