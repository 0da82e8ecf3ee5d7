//! Identities of workloads: `model-service`, `training`, `pipeline`. What runs in the cluster is lowered there.

use mlpc_graph::Statement;
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::{Access, DeclId, LateText, Part, Val, WorkloadRef};
use smol_str::SmolStr;

use super::identity::{Pods, Use, camel, identity, use_bucket};

/// Lowers the identity of a workload on EKS: exactly what its datasets, checkpoints and model need.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(workload)) = (Scope::new(cx.platform, id), cx.platform.workload(id)) else { return };
    let (Some(cluster), Some(tenant)) = (cx.platform.cluster_of(id), scope.tenant) else { return };
    let Some(cluster) = Scope::new(cx.platform, cluster.decl) else { return };
    let mut statements = Vec::new();
    datasets(cx, &scope, workload, &mut statements);
    granted_buckets(cx, &scope, workload, &mut statements);
    match workload {
        WorkloadRef::Training(training) => {
            if let Some(checkpoints) = &training.checkpoints {
                let path = format!("checkpoints/{}", training.name);
                statements.extend(use_bucket(cx, &scope, checkpoints.store.value, &path, Use::Own, "Checkpoints"));
            }
        }
        WorkloadRef::Service(service) => {
            if let Some((bucket, path)) = service.model.as_ref().and_then(|it| in_bucket(&it.value)) {
                statements.extend(use_bucket(cx, &scope, bucket, &path, Use::Read, "Model"));
            }
        }
        WorkloadRef::Pipeline(_) => {}
    }
    let pods = Pods { cluster, namespace: cx.platform.namespace(tenant), service_account: workload.name(), owner: &scope.decl.address };
    identity(cx, &scope, &scope.decl.kind, &pods, statements);
}

fn datasets(cx: &Lowering<'_>, scope: &Scope<'_>, workload: WorkloadRef<'_>, statements: &mut Vec<Statement>) {
    let work = workload.shared();
    let reads = work.reads.iter().map(|it| (it.value, Use::Read));
    let writes = work.writes.iter().map(|it| (it.value, Use::Write));
    for (id, how) in reads.chain(writes) {
        // Who writes a dataset may read it, too.
        if how == Use::Read && work.writes.iter().any(|it| it.value == id) {
            continue;
        }
        let Some(dataset) = cx.platform.dataset(id) else { continue };
        let owner = cx.platform.tenant(dataset.tenant.value).filter(|it| Some(it.decl) != scope.tenant.map(|it| it.decl));
        let what = format!("{}{}", camel(owner.map_or("", |it| &it.name)), camel(&dataset.name));
        let path = dataset.path.as_ref().map_or(&dataset.name, |it| &it.value).trim_matches('/');
        statements.extend(use_bucket(cx, scope, dataset.store.value, path, how, &what));
    }
}

/// Buckets of other tenants that its environment names, as far as a grant on the whole bucket lets it.
fn granted_buckets(cx: &Lowering<'_>, scope: &Scope<'_>, workload: WorkloadRef<'_>, statements: &mut Vec<Statement>) {
    let Some(tenant) = scope.tenant else { return };
    let mut named: Vec<DeclId> = Vec::new();
    for (_, item) in workload.shared().env.iter() {
        match &item.val {
            Val::Deferred(deferred) => named.push(deferred.decl),
            Val::Template(parts) => named.extend(parts.iter().filter_map(|part| match part {
                Part::Deferred(deferred) => Some(deferred.decl),
                Part::Text(_) => None,
            })),
            _ => {}
        }
    }
    named.sort_unstable();
    named.dedup();
    for bucket in named.into_iter().filter_map(|id| cx.platform.bucket(id)) {
        let owner = bucket.tenant.and_then(|it| cx.platform.tenant(it.value)).filter(|it| it.decl != tenant.decl);
        let Some(owner) = owner else { continue };
        let grants = cx.platform.grants_for(bucket.decl, tenant.decl).map(|it| it.access.value);
        let how = grants.filter_map(|access| match access {
            Access::Read => Some(Use::Read),
            Access::Write => Some(Use::Write),
            Access::Call => None,
        });
        if let Some(how) = how.max_by_key(|how| *how == Use::Write) {
            let what = format!("{}{}", camel(&owner.name), camel(&bucket.name));
            statements.extend(use_bucket(cx, scope, bucket.decl, "", how, &what));
        }
    }
}

/// The bucket and path of a model that lies in a bucket: `${bucket.weights.url}/llama`.
fn in_bucket(model: &LateText) -> Option<(DeclId, SmolStr)> {
    let LateText::Later(parts) = model else { return None };
    let (first, rest) = parts.split_first()?;
    let Part::Deferred(bucket) = first else { return None };
    let path = rest.iter().filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None });
    Some((bucket.decl, path.collect::<String>().trim_matches('/').into()))
}
