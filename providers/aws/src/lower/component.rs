//! Identities of components: what their interface asks for, and the stores that their fields name.

use mlpc_graph::Statement;
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::DeclId;
use smol_str::format_smolstr;

use super::identity::{Pods, Use, camel, identity, use_bucket};

/// A service account of a component whose pods call AWS.
#[derive(Clone, Debug)]
pub struct ComponentIdentity<'i> {
    /// The component's kind.
    pub kind: &'i str,
    /// The cluster it is on.
    pub cluster: DeclId,
    /// Its declaration; of what comes by itself the cluster's.
    pub decl: DeclId,
    /// The namespace of its release.
    pub namespace: &'i str,
    /// The service account.
    pub service_account: &'i str,
    /// Whether the component has several service accounts that call AWS, so that names must tell them apart.
    pub one_of_several: bool,
    /// What its interface asks for.
    pub statements: Vec<Statement>,
    /// Stores that its fields name, and whether it writes them.
    pub stores: Vec<(DeclId, bool)>,
    /// Datasets that it reads and writes.
    pub datasets: Vec<(DeclId, bool)>,
}

/// Lowers an identity of a component.
pub fn lower(cx: &mut Lowering<'_>, asked: ComponentIdentity<'_>) {
    let (Some(scope), Some(cluster)) = (Scope::new(cx.platform, asked.decl), Scope::new(cx.platform, asked.cluster)) else { return };
    let mut statements = asked.statements;
    for (store, writes) in asked.stores {
        let name = cx.platform.decl(store).map_or("", |it| it.name.as_str());
        let how = if writes { Use::Own } else { Use::Read };
        statements.extend(use_bucket(cx, &scope, store, "", how, &camel(name)));
    }
    for (id, writes) in asked.datasets {
        let Some(dataset) = cx.platform.dataset(id) else { continue };
        let path = dataset.path.as_ref().map_or(&dataset.name, |it| &it.value).trim_matches('/');
        let how = if writes { Use::Write } else { Use::Read };
        statements.extend(use_bucket(cx, &scope, dataset.store.value, path, how, &camel(&dataset.name)));
    }
    let part = if asked.one_of_several { format!("{}-{}", asked.kind, asked.service_account) } else { asked.kind.to_owned() };
    // What comes by itself is printed as if declared.
    let owner =
        if asked.decl == asked.cluster { format_smolstr!("{}.{}", asked.kind, cluster.decl.name) } else { scope.decl.address.clone() };
    let before = cx.graph.resources().len();
    let pods = Pods { cluster, namespace: asked.namespace, service_account: asked.service_account, owner: &owner };
    identity(cx, &scope, &part, &pods, statements);
    for resource in cx.graph.resources_mut().iter_mut().skip(before) {
        resource.owner.clone_from(&owner);
    }
}
