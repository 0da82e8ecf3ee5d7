//! What a node pool of GKE can't be (MLP0805).

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{InterconnectType, Pool, ShareMode};
use mlpc_source::OriginId;

/// Reports each; whether there was anything.
pub(super) fn report(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Pool) -> bool {
    let mut found: Vec<(String, Option<OriginId>, &str)> = Vec::new();
    let address = &scope.decl.address;
    if let [_, second, ..] = spec.machine.as_slice() {
        let message = format!("`{address}` has {} machines; a node pool has one", spec.machine.len());
        found.push((message, Some(second.origin), "write a pool for each machine"));
    }
    if let [_, second, ..] = spec.capacity.types.as_slice() {
        let message = format!("`{address}` has two capacity types; a node pool has one");
        found.push((message, Some(second.origin), "write a pool for each capacity type"));
    }
    if let Some(limit) = &spec.limit {
        let at = limit.cpu.map(|it| it.origin).or(limit.memory.map(|it| it.origin)).or(limit.gpus.map(|it| it.origin));
        found.push(("`limit` is Karpenter's; a node pool is bounded by `nodes`".into(), at, "write the most nodes in `nodes max=`"));
    }
    if let Some(fabric) = spec.interconnect.as_ref().map(|it| it.fabric) {
        match fabric.value {
            InterconnectType::Efa | InterconnectType::Infiniband => {
                let message = format!("Google Cloud has no interconnect `{}`", fabric.value);
                found.push((message, Some(fabric.origin), "on Google Cloud there are gpudirect-tcpx, gpudirect-tcpxo and rdma"));
            }
            InterconnectType::Rdma => {
                let message = "this version of mlpc can't make the RDMA network of a node pool".to_owned();
                found.push((message, Some(fabric.origin), "write the pool as `resource \"google_container_node_pool\"` until then"));
            }
            InterconnectType::None | InterconnectType::GpudirectTcpx | InterconnectType::GpudirectTcpxo => {}
        }
    }
    if let Some(share) = spec.share.as_ref().filter(|it| it.mode.value == ShareMode::Mig && it.profiles.iter().count() > 1) {
        found.push((
            "GKE cuts GPUs into equal slices only".into(),
            Some(share.mode.origin),
            "write one profile, as often as it fits a GPU",
        ));
    }
    if let Some(topology) = &spec.topology {
        let message = "this version of mlpc can't make slices of TPUs".to_owned();
        found.push((message, Some(topology.origin), "write the pool as `resource \"google_container_node_pool\"` until then"));
    }
    for (message, at, help) in &found {
        let span = at.and_then(|origin| cx.origins.span(origin)).unwrap_or(scope.decl.head);
        let found = Diagnostic::new(&codes::NOT_AVAILABLE, message.clone()).label(span, "not available on Google Cloud");
        cx.out.push(found.help(*help).subject(address.clone()));
    }
    !found.is_empty()
}
