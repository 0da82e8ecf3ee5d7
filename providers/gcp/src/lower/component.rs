//! Identities of components: the stores that their fields name.

use mlpc_lowering::{ComponentPods, Lowering, Scope};

use super::identity::{Pods, use_stores};

/// Lowers an identity of a component.
pub fn lower(cx: &mut Lowering<'_>, asked: &ComponentPods<'_>) {
    let (Some(scope), Some(cluster)) = (Scope::new(cx.platform, asked.decl), Scope::new(cx.platform, asked.cluster)) else { return };
    let owner = asked.owner(cx.platform);
    let before = cx.graph.resources().len();
    let pods = Pods { cluster, namespace: asked.namespace, service_account: asked.service_account };
    use_stores(cx, &scope, &asked.part(), &pods, &asked.uses);
    for resource in cx.graph.resources_mut().iter_mut().skip(before) {
        resource.owner.clone_from(&owner);
    }
}
