//! Identities of pods: a user-assigned identity, what it may do, and the credential by which a service account is it.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::aks::IDENTITY;
use mlpc_lowering::{Lowering, Scope, StoreUse, Use};
use smol_str::format_smolstr;

use super::{bucket, cluster};
use crate::condition;
use crate::group::named;
use crate::roles::{Assignment, assign};
use crate::tags::tags;

/// Azure resource naming rules, `userAssignedIdentities`: 128 characters; of federated credentials 120.
const NAME: usize = 120;

/// Pods of one service account on a cluster.
pub(crate) struct Pods<'p> {
    /// The cluster.
    pub(crate) cluster: Scope<'p>,
    /// Their namespace.
    pub(crate) namespace: &'p str,
    /// Their service account.
    pub(crate) service_account: &'p str,
}

/// Makes an identity `NAME__part`.
pub(crate) fn make(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str) -> Address {
    let attrs = named(scope, scope.derived_name(Some(part), NAME)).with("tags", tags(scope));
    scope.make(cx, IDENTITY, Some(part), "the identity itself", attrs);
    scope.address(IDENTITY, Some(part))
}

/// The identity `NAME__part`.
pub(crate) fn address(scope: &Scope<'_>, part: &str) -> Address {
    scope.address(IDENTITY, Some(part))
}

/// Makes the identity of pods, with what it may do.
pub(crate) fn of_pods(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, pods: &Pods<'_>, uses: &[StoreUse]) {
    let identity = make(cx, scope, part);
    let subject = format_smolstr!("system:serviceaccount:{}:{}", pods.namespace, pods.service_account);
    let attrs = Map::new()
        .with("name", scope.derived_name(Some(part), NAME))
        .with("user_assigned_identity_id", Value::reference(&identity, "id"))
        .with("audience", Value::texts(["api://AzureADTokenExchange"]))
        .with("issuer", Value::reference(&cluster::address(&pods.cluster), "oidc_issuer_url"))
        .with("subject", subject);
    scope.make(cx, "azurerm_federated_identity_credential", Some(part), "by which its pods are that identity", attrs);
    for used in uses {
        let Some(store) = Scope::new(cx.platform, used.store).filter(|it| it.decl.kind == "bucket") else { continue };
        let role = if used.how == Use::Read { "Storage Blob Data Reader" } else { "Storage Blob Data Contributor" };
        let condition = (!used.path.is_empty()).then(|| condition::below(&used.path));
        let part = format_smolstr!("{part}-{}", dashed(&used.what));
        let on = Value::reference(&bucket::container(&store), "id");
        let asked = Assignment { part: &part, on, role, to: Value::reference(&identity, "principal_id"), condition };
        assign(cx, scope, "exactly what it may do", asked);
    }
}

/// `SearchClicks` as `search-clicks`.
fn dashed(what: &str) -> String {
    let mut text = String::with_capacity(what.len() + 4);
    for ch in what.chars() {
        if ch.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(ch.to_ascii_lowercase());
    }
    text
}
