//! What a node pool of AKS can't be (MLP0805).

use mlpc_diag::Diagnostic;
use mlpc_lowering::pools;
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{CapacityType, InterconnectType, Pool, ShareMode};
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
    for kind in &spec.capacity.types {
        if matches!(kind.value, CapacityType::Block | CapacityType::FlexStart) {
            let message = format!("Azure has no capacity `{}`", kind.value);
            found.push((message, Some(kind.origin), "on Azure there are on-demand, spot and reservation"));
        }
    }
    if let Some(limit) = &spec.limit {
        let at = limit.cpu.map(|it| it.origin).or(limit.memory.map(|it| it.origin)).or(limit.gpus.map(|it| it.origin));
        found.push(("`limit` is Karpenter's; a node pool is bounded by `nodes`".into(), at, "write the most nodes in `nodes max=`"));
    }
    let fabric = spec.interconnect.as_ref().map(|it| it.fabric);
    if let Some(other) = fabric.filter(|it| !matches!(it.value, InterconnectType::None | InterconnectType::Infiniband)) {
        let message = format!("Azure has no interconnect `{}`", other.value);
        found.push((message, Some(other.origin), "on Azure it is `interconnect \"infiniband\"`"));
    }
    if let Some(share) = spec.share.as_ref().filter(|_| pools::sharing_label(cx.platform, cx.catalog, spec).is_none()) {
        let (message, help) = match share.mode.value {
            ShareMode::Exclusive => Default::default(),
            ShareMode::Mig => ("this version of mlpc can cut GPUs into equal slices only", "write one profile, as often as it fits a GPU"),
            ShareMode::TimeSlice | ShareMode::Mps => {
                ("only GPUs of NVIDIA can be shared by time-slicing or MPS", "leave `share` out, or take a machine with such GPUs")
            }
        };
        if share.mode.value != ShareMode::Exclusive {
            found.push((message.into(), Some(share.mode.origin), help));
        }
    }
    for (message, at, help) in &found {
        let span = at.and_then(|origin| cx.origins.span(origin)).unwrap_or(scope.decl.head);
        let found = Diagnostic::new(&codes::NOT_AVAILABLE, message.clone()).label(span, "not available on Azure");
        cx.out.push(found.help(*help).subject(address.clone()));
    }
    !found.is_empty()
}
