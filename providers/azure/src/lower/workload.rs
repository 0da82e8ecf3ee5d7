//! Identities of workloads: `model-service`, `training`, `pipeline`. What runs in the cluster is lowered there.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, Scope, codes, workload_uses};
use mlpc_model::{DeclId, EgressTo};

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
    if tenant.isolation.egress.value != EgressTo::Internet {
        cx.out.push(
            Diagnostic::new(
                &codes::NOT_AVAILABLE,
                format!(
                    "pods of `{}` log in to Azure outside the network, which tenant `{}` reaches nothing of",
                    scope.decl.address, tenant.name
                ),
            )
            .label(scope.decl.head, "reads or writes stores of Azure")
            .label_opt(cx.origins.span(tenant.isolation.egress.origin), "closes login.microsoftonline.com, too")
            .help("let the tenant reach the internet, or keep its data where no login is needed")
            .subject(scope.decl.address.clone()),
        );
        return;
    }
    let pods = Pods { cluster, namespace: cx.platform.namespace(tenant), service_account: workload.name() };
    of_pods(cx, &scope, &scope.decl.kind, &pods, &uses);
}
