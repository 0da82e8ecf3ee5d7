//! Identities of components: the stores that their fields name, and the vault that secrets are read from.

use mlpc_graph::Value;
use mlpc_lowering::{ComponentPods, Lowering, Scope, aks};

use super::identity::{self, Pods, of_pods};
use super::target;
use crate::roles::{Assignment, assign};

/// Lowers an identity of a component; none where it uses no store of Azure.
pub fn lower(cx: &mut Lowering<'_>, asked: &ComponentPods<'_>) {
    let (Some(scope), Some(cluster)) = (Scope::new(cx.platform, asked.decl), Scope::new(cx.platform, asked.cluster)) else { return };
    let reader = asked.kind == aks::READER;
    if asked.uses.is_empty() && !reader {
        return;
    }
    let owner = asked.owner(cx.platform);
    let before = cx.graph.resources().len();
    let service_account = if reader { aks::READER_ACCOUNT } else { asked.service_account };
    let pods = Pods { cluster, namespace: asked.namespace, service_account };
    of_pods(cx, &scope, &asked.part(), &pods, &asked.uses);
    if let Some((vault, _)) = target::secrets_vault(&cluster).filter(|_| reader) {
        let to = Value::reference(&identity::address(&scope, &asked.part()), "principal_id");
        let (on, role) = (Value::reference(&vault, "id"), "Key Vault Secrets User");
        assign(cx, &scope, "lets it read the vault", Assignment { part: "secrets", on, role, to, condition: None });
    }
    for resource in cx.graph.resources_mut().iter_mut().skip(before) {
        resource.owner.clone_from(&owner);
    }
}
