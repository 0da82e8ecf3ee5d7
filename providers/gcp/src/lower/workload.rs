//! Identities of workloads: `model-service`, `training`, `pipeline`. What runs in the cluster is lowered there.

use mlpc_lowering::{Lowering, Scope, workload_uses};
use mlpc_model::DeclId;

use super::identity::{Pods, use_stores};

/// Lets a workload on GKE do exactly what its datasets, checkpoints and model need.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(workload)) = (Scope::new(cx.platform, id), cx.platform.workload(id)) else { return };
    let (Some(cluster), Some(tenant)) = (cx.platform.cluster_of(id), scope.tenant) else { return };
    let Some(cluster) = Scope::new(cx.platform, cluster.decl) else { return };
    let pods = Pods { cluster, namespace: cx.platform.namespace(tenant), service_account: workload.name() };
    use_stores(cx, &scope, &scope.decl.kind, &pods, &workload_uses(cx.platform, workload));
}
