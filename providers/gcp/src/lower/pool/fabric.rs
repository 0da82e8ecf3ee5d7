//! The networks of GPUs: one for each network card that a node has for them, without a way out.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_lowering::gpu_networks;

use super::NodePool;

/// The frames that GPUDirect is tuned for (GKE documentation, "Maximize GPU network bandwidth in Standard mode clusters").
const MTU: i64 = 8244;

impl NodePool<'_> {
    pub(super) fn fabric(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        for gpus in gpu_networks::of_pool(cx.platform, self.spec) {
            let part = &gpus.part;
            let name = gpu_networks::name(scope, part);
            let attrs = Map::new().with("name", &name).with("auto_create_subnetworks", false).with("mtu", MTU);
            scope.make(cx, "google_compute_network", Some(part), "a network of one GPU of each node", attrs);
            let vpc = Value::reference(&scope.address("google_compute_network", Some(part)), "id");
            let attrs = Map::new().with("name", &name).with("network", vpc.clone()).with("ip_cidr_range", gpus.cidr.to_string());
            scope.make(cx, "google_compute_subnetwork", Some(part), "addresses of these GPUs", attrs);
            let protocols = ["tcp", "udp", "icmp"].map(|it| Map::new().with("protocol", it));
            let attrs = Map::new()
                .with("name", name)
                .with("network", vpc)
                .with("source_ranges", Value::texts([gpus.cidr.to_string()]))
                .with("allow", Value::Blocks(protocols.into()));
            scope.make(cx, "google_compute_firewall", Some(part), "lets GPUs reach each other, and nobody else", attrs);
        }
    }

    pub(super) fn networks(&self) -> Map {
        let further = gpu_networks::of_pool(self.scope.platform, self.spec).into_iter().map(|gpus| {
            Map::new()
                .with("network", Value::reference(&self.scope.address("google_compute_network", Some(&gpus.part)), "name"))
                .with("subnetwork", Value::reference(&self.scope.address("google_compute_subnetwork", Some(&gpus.part)), "name"))
        });
        let further: Vec<_> = further.collect();
        let config = Map::new().with("enable_private_nodes", true);
        if further.is_empty() { config } else { config.with("additional_node_network_configs", Value::Blocks(further)) }
    }
}
