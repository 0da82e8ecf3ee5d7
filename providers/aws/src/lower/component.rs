//! Identities of components: what their interface asks for, and the stores that their fields name.

use mlpc_graph::Statement;
use mlpc_lowering::{ComponentPods, Lowering, Scope};

use super::identity::{Pods, identity, use_store};

/// Lowers an identity of a component; `statements` is what its interface asks for.
pub fn lower(cx: &mut Lowering<'_>, asked: &ComponentPods<'_>, mut statements: Vec<Statement>) {
    let (Some(scope), Some(cluster)) = (Scope::new(cx.platform, asked.decl), Scope::new(cx.platform, asked.cluster)) else { return };
    statements.extend(asked.uses.iter().flat_map(|it| use_store(cx, &scope, it)));
    let owner = asked.owner(cx.platform);
    let before = cx.graph.resources().len();
    let pods = Pods { cluster, namespace: asked.namespace, service_account: asked.service_account, owner: &owner };
    identity(cx, &scope, &asked.part(), &pods, statements);
    for resource in cx.graph.resources_mut().iter_mut().skip(before) {
        resource.owner.clone_from(&owner);
    }
}
