//! Identities of workloads: `model-service`, `training`, `pipeline`. What runs in the cluster is lowered there.

use mlpc_lowering::{Lowering, Scope, workload_uses};
use mlpc_model::DeclId;

use super::identity::{Pods, identity, use_store};

/// Lowers the identity of a workload on EKS: exactly what its datasets, checkpoints and model need.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(workload)) = (Scope::new(cx.platform, id), cx.platform.workload(id)) else { return };
    let (Some(cluster), Some(tenant)) = (cx.platform.cluster_of(id), scope.tenant) else { return };
    let Some(cluster) = Scope::new(cx.platform, cluster.decl) else { return };
    let statements = workload_uses(cx.platform, workload).iter().flat_map(|it| use_store(cx, &scope, it)).collect();
    let pods = Pods { cluster, namespace: cx.platform.namespace(tenant), service_account: workload.name(), owner: &scope.decl.address };
    identity(cx, &scope, &scope.decl.kind, &pods, statements);
}
