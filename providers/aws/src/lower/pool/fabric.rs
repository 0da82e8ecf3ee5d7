//! What nodes that talk over EFA need: placement close together, and a security group that lets the fabric through.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, pools};
use mlpc_model::PoolClass;
use smol_str::format_smolstr;

use super::NodeGroup;
use crate::lower::network;
use crate::security_group::{Peer, Rule, Rules, security_group};

/// The resource that pods request for the fabric.
const EFA_RESOURCE: &str = "vpc.amazonaws.com/efa";

impl NodeGroup<'_> {
    pub(super) fn fabric(&self, cx: &mut Lowering<'_>) {
        if !self.efa {
            return;
        }
        let attrs =
            Map::new().with("name", self.scope.derived_name(None, 255)).with("strategy", "cluster").with_opt("tags", self.scope.tags(None));
        self.scope.make(cx, "aws_placement_group", None, "puts its nodes close together", attrs);
        let Some(network) = network::of(cx.platform, self.scope.id) else { return };
        // Addresses don't cover EFA's own protocol: it passes only between members of one group, named as such in both directions.
        let all = [Rule { part: "", protocol: "-1", port: None, peer: Peer::Itself }];
        let rules = Rules { ingress: &all, egress: &all };
        security_group(cx, &self.scope, "efa", &network::vpc(&network), "EFA between nodes", rules);
    }

    /// The adapters of one node; none without the fabric.
    pub(super) fn n_efa(&self) -> u32 {
        let adapters = self.machine.as_ref().and_then(mlpc_catalog::Machine::efa_interfaces).and_then(|n| u32::try_from(n).ok());
        adapters.unwrap_or(1) * u32::from(self.efa)
    }

    /// Tells the autoscaler what a node will offer before there is one. Labels and taints it reads from the node group.
    pub(super) fn autoscaler_tags(&self, cx: &mut Lowering<'_>) {
        let from_zero = self.spec.nodes.at_least().is_some_and(|it| it.value == 0);
        if !from_zero || self.spec.class() != PoolClass::Gpu {
            return;
        }
        let mut devices = Vec::new();
        if let Some(device) = pools::device(cx.platform, cx.catalog, self.spec) {
            let n = self.machine.as_ref().and_then(mlpc_catalog::Machine::whole_accelerators);
            devices.extend(n.map(|n| ("accelerators", device, n)));
        }
        if self.efa {
            devices.push(("efa", EFA_RESOURCE.into(), i64::from(self.n_efa())));
        }
        for (part, resource, n) in devices {
            let group = self.scope.address("aws_eks_node_group", None);
            let tag = Map::new()
                .with("key", format_smolstr!("k8s.io/cluster-autoscaler/node-template/resources/{resource}"))
                .with("value", n.to_string())
                .with("propagate_at_launch", false);
            let attrs = Map::new()
                .with("autoscaling_group_name", Value::reference(&group, "resources[0].autoscaling_groups[0].name"))
                .with("tag", Value::block(tag));
            self.scope.make(cx, "aws_autoscaling_group_tag", Some(part), "what the autoscaler knows of an empty pool", attrs);
        }
    }
}
