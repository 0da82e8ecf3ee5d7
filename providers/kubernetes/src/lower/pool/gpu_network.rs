//! The networks of GPUs as GKE's objects, by whose names pods ask for an interface in each (GKE documentation, "Set up multi-network support for
//! Pods").

use mlpc_graph::Map;
use mlpc_lowering::{Lowering, Scope, gpu_networks};
use mlpc_model::Pool;

use crate::object::{GKE_NETWORK, GKE_NETWORK_PARAMS, Object, Site, spec};

/// Lowers them.
pub(super) fn lower(cx: &mut Lowering<'_>, site: &Site<'_>, pool: &Pool) {
    let Some(scope) = Scope::new(cx.platform, pool.decl) else { return };
    let nodes = scope.address("google_container_node_pool", None);
    for network in gpu_networks::of_pool(cx.platform, pool) {
        let name = gpu_networks::name(&scope, &network.part);
        let params = spec(Map::new().with("vpc", &name).with("vpcSubnet", &name).with("deviceMode", "NetDevice"));
        let object = |ty, reason, body| Object { ty, name: &network.object, part: Some(&network.part), reason, labels: Map::new(), body };
        let params = site.add(cx, object(GKE_NETWORK_PARAMS, "which network of the cloud it is", params));
        if let Some(resource) = cx.graph.resources_mut().last_mut() {
            resource.life.after.push((nodes.clone(), None));
        }
        let reference = Map::new().with("group", "networking.gke.io").with("kind", "GKENetworkParamSet").with("name", &network.object);
        let body = spec(Map::new().with("type", "Device").with("parametersRef", reference));
        site.add(cx, object(GKE_NETWORK, "a network of GPUs, as pods name it", body));
        if let Some(resource) = cx.graph.resources_mut().last_mut() {
            resource.life.after.push((params, None));
        }
    }
}
