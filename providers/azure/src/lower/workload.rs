//! Identities of workloads: `model-service`, `training`, `pipeline`. What runs in the cluster is lowered there.

use mlpc_lowering::{Lowering, Scope, workload_uses};
use mlpc_model::DeclId;

use super::identity::{Pods, of_pods};

/// Lowers the identity of a workload on AKS: exactly what its datasets, checkpoints and model need; none where that is nothing.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(workload)) = (Scope::new(cx.platform, id), cx.platform.workload(id)) else { return };
    let (Some(cluster), Some(tenant)) = (cx.platform.cluster_of(id), scope.tenant) else { return };
    let Some(cluster) = Scope::new(cx.platform, cluster.decl) else { return };
    let uses = workload_uses(cx.platform, workload);
    if uses.is_empty() {
        return;
    }
    let pods = Pods { cluster, namespace: cx.platform.namespace(tenant), service_account: workload.name() };
    of_pods(cx, &scope, &scope.decl.kind, &pods, &uses);
}
