//! The role of a pool's nodes, and what its node group waits for.

use mlpc_graph::{Address, PolicyDoc};
use mlpc_lowering::{Lowering, Scope};
use smol_str::SmolStr;

use super::NodeGroup;
use crate::iam;
use crate::partition::aws_policy;

/// What a node may do itself: join, pull images, give pods addresses. Pods have roles of their own.
const POLICIES: [(&str, &str); 3] = [
    ("node-worker", "AmazonEKSWorkerNodePolicy"),
    ("node-images", "AmazonEC2ContainerRegistryPullOnly"),
    ("node-network", "AmazonEKS_CNI_Policy"),
];

/// Makes the role `NAME__part` of nodes of a cluster.
pub(crate) fn make_node_role(cx: &mut Lowering<'_>, scope: &Scope<'_>, cluster: &Scope<'_>, part: &str) {
    let trust = PolicyDoc::new(cluster.part("node-trust"), cluster.decl.address.clone())
        .comment("Trusted by the role of each pool's nodes.")
        .statement(iam::assume_by("ec2.amazonaws.com"));
    iam::role(cx, scope, part, "the role of its nodes", trust);
    for (policy_part, policy) in POLICIES {
        iam::attach(cx, scope, part, policy_part, &aws_policy(scope, policy));
    }
}

impl NodeGroup<'_> {
    pub(super) fn role(&self, cx: &mut Lowering<'_>) {
        make_node_role(cx, &self.scope, &self.cluster, "node");
    }

    /// Nodes join only with their policies, a network plugin and an agent for pods' roles.
    pub(super) fn after(&self) -> Vec<(Address, Option<SmolStr>)> {
        let reason = |text: &'static str| Some(SmolStr::new_static(text));
        let mut after: Vec<_> =
            POLICIES.iter().map(|(part, _)| (self.scope.address("aws_iam_role_policy_attachment", Some(part)), None)).collect();
        if let Some(first) = after.first_mut() {
            first.1 = reason("Nodes can neither join nor leave without their role's policies.");
        }
        if self.cluster.existing().is_none() {
            after.push((self.cluster.address("aws_eks_addon", Some("vpc-cni")), reason("Nodes are ready only with a network.")));
            after.push((self.cluster.address("aws_eks_addon", Some("kube-proxy")), None));
        }
        after
    }
}
