//! The add-ons that every EKS cluster of ours has, and those that the spec asks for.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, PolicyDoc, Value};
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{Cluster, PoolClass};
use smol_str::SmolStr;

use crate::iam;
use crate::partition::aws_policy;

/// An add-on of EKS.
struct AddOn {
    name: &'static str,
    comment: Option<&'static str>,
    /// Whether it needs nodes before it counts as installed.
    on_nodes: bool,
    /// Service account and managed policy of its identity.
    identity: Option<(&'static str, &'static str)>,
}

const ALWAYS: &[AddOn] = &[
    AddOn { name: "vpc-cni", comment: Some("Enforces network policies, too."), on_nodes: false, identity: None },
    AddOn { name: "kube-proxy", comment: None, on_nodes: false, identity: None },
    AddOn { name: "eks-pod-identity-agent", comment: Some("Gives pods their roles."), on_nodes: false, identity: None },
    AddOn { name: "coredns", comment: None, on_nodes: true, identity: None },
    AddOn {
        name: "aws-ebs-csi-driver",
        comment: None,
        on_nodes: true,
        identity: Some(("ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy")),
    },
    AddOn { name: "metrics-server", comment: Some("What autoscaling on CPU reads."), on_nodes: true, identity: None },
];

/// Those that `add-ons` may name.
const ON_DEMAND: &[(&str, AddOn)] = &[
    (
        "efs",
        AddOn {
            name: "aws-efs-csi-driver",
            comment: None,
            on_nodes: true,
            identity: Some(("efs-csi-controller-sa", "service-role/AmazonEFSCSIDriverPolicy")),
        },
    ),
    (
        "fsx-lustre",
        AddOn {
            name: "aws-fsx-csi-driver",
            comment: None,
            on_nodes: true,
            identity: Some(("fsx-csi-controller-sa", "AmazonFSxFullAccess")),
        },
    ),
];

pub(super) fn lower(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster) {
    let nodes = first_nodes(cx, scope);
    for add_on in ALWAYS {
        lower_one(cx, scope, add_on, &nodes);
    }
    for name in &spec.add_ons {
        if let Some((_, add_on)) = ON_DEMAND.iter().find(|(word, _)| *word == name.value) {
            lower_one(cx, scope, add_on, &nodes);
            continue;
        }
        let known: Vec<_> = ON_DEMAND.iter().map(|(word, _)| format!("`{word}`")).collect();
        cx.out.push(
            Diagnostic::new(&codes::NOT_AVAILABLE, format!("EKS has no add-on for `{}`", name.value))
                .label_opt(cx.origins.span(name.origin), "not available on AWS")
                .help(format!("on AWS there are {}; others are components, or belong to other clouds", known.join(" and ")))
                .subject(scope.decl.address.clone()),
        );
    }
}

/// The node groups that add-ons can start on: CPU pools that begin with nodes.
fn first_nodes(cx: &Lowering<'_>, scope: &Scope<'_>) -> Vec<Address> {
    let pools = cx.platform.pools_of(scope.id).filter(|pool| pool.class() == PoolClass::Cpu && pool.existing.is_none());
    let with_nodes = pools.filter(|pool| pool.nodes.at_least().is_some_and(|n| n.value > 0));
    with_nodes.map(|pool| Address::new("aws_eks_node_group", &pool.name)).collect()
}

fn lower_one(cx: &mut Lowering<'_>, scope: &Scope<'_>, add_on: &AddOn, nodes: &[Address]) {
    let cluster = scope.address("aws_eks_cluster", None);
    let version = version(cx, scope, add_on.name, &cluster);
    let mut attrs = Map::new()
        .with("cluster_name", Value::reference(&cluster, "name"))
        .with("addon_name", add_on.name)
        .with("addon_version", Value::reference(&version, "version"));
    if add_on.name == "vpc-cni" {
        let settings = Map::new().with("enableNetworkPolicy", "true");
        attrs.push("configuration_values", Value::Json(Box::new(Value::Map(settings))));
    }
    // What EKS installed before the add-on existed is taken over; what people changed afterwards is kept.
    attrs.push("resolve_conflicts_on_create", "OVERWRITE");
    attrs.push("resolve_conflicts_on_update", "PRESERVE");
    let attrs = attrs.with_opt("tags", scope.tags(None));
    let attrs = match add_on.identity {
        Some((account, policy)) => attrs.with("pod_identity_association", Value::block(identity(cx, scope, add_on.name, account, policy))),
        None => attrs,
    };
    let mut resource = scope.managed(cx, "aws_eks_addon", Some(add_on.name), "what every cluster needs to run pods", attrs);
    resource.comment = add_on.comment.map(SmolStr::new_static);
    if add_on.on_nodes {
        let reason = Some(SmolStr::new_static("Without nodes it never becomes healthy."));
        resource.life.after.extend(nodes.iter().enumerate().map(|(at, it)| (it.clone(), reason.clone().filter(|_| at == 0))));
    }
    cx.add(resource);
}

/// Looks up the version that EKS installs by default on the cluster's Kubernetes, so that an upgrade of the one upgrades the other.
fn version(cx: &mut Lowering<'_>, scope: &Scope<'_>, name: &'static str, cluster: &Address) -> Address {
    let attrs = Map::new().with("addon_name", name).with("kubernetes_version", Value::reference(cluster, "version"));
    let source = scope.source(cx, "aws_eks_addon_version", Some(name), "the version that goes with the cluster's", attrs);
    let address = source.address.clone();
    cx.add(source);
    address
}

fn identity(cx: &mut Lowering<'_>, scope: &Scope<'_>, name: &'static str, account: &str, policy: &str) -> Map {
    iam::role(cx, scope, name, "the role of an add-on's pods", super::pod_identity_trust(scope));
    iam::attach(cx, scope, name, name, &aws_policy(scope, policy));
    if name == "aws-ebs-csi-driver"
        && let Some(key) = super::key_arn(cx, scope)
    {
        let mut doc = PolicyDoc::new(scope.part(name), scope.decl.address.clone());
        doc.statements.extend(super::use_key(key));
        iam::inline(cx, scope, name, doc);
    }
    Map::new().with("role_arn", Value::reference(&scope.address("aws_iam_role", Some(name)), "arn")).with("service_account", account)
}
