//! What pods of a service account may do: members of buckets, by path.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, StoreUse, Use, bucket_name};
use smol_str::SmolStr;

use super::bucket;
use crate::iam;

/// Pods of one service account on a cluster.
pub(crate) struct Pods<'p> {
    /// The cluster.
    pub(crate) cluster: Scope<'p>,
    /// Their namespace.
    pub(crate) namespace: &'p str,
    /// Their service account.
    pub(crate) service_account: &'p str,
}

/// Lets pods use buckets.
pub(crate) fn use_stores(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, pods: &Pods<'_>, uses: &[StoreUse]) {
    for used in uses {
        let Some(store) = Scope::new(cx.platform, used.store).filter(|it| cx.platform.bucket(it.id).is_some()) else { continue };
        // Overwriting takes the right to delete, so writing is `objectUser` (Cloud Storage documentation, "IAM roles").
        let role = if used.how == Use::Read { "roles/storage.objectViewer" } else { "roles/storage.objectUser" };
        let same_target = store.target.map(|it| it.decl) == scope.target.map(|it| it.decl);
        let name = if same_target { Value::reference(&bucket::address(&store), "name") } else { bucket_name(&store).into() };
        let mut attrs = Map::new().with("bucket", name).with("role", role);
        let Some(member) = iam::pods(&pods.cluster, pods.namespace, pods.service_account) else { continue };
        attrs.push("member", member);
        if !used.path.is_empty() {
            attrs.push("condition", Value::block(below(&bucket_name(&store), &used.path)));
        }
        let part: SmolStr = format!("{part}-{}", used.what.to_lowercase()).into();
        scope.make(cx, "google_storage_bucket_iam_member", Some(&part), "exactly what its pods may do", attrs);
    }
}

/// Objects below a path, and lists of them: a list is asked of the bucket, its prefix is an attribute of the request (Cloud Storage
/// documentation, "IAM conditions").
fn below(bucket: &str, path: &str) -> Map {
    let path = path.replace('\\', "\\\\").replace('"', "\\\"");
    let expression = format!(
        "resource.name.startsWith(\"projects/_/buckets/{bucket}/objects/{path}/\") || \
         api.getAttribute(\"storage.googleapis.com/objectListPrefix\", \"\").startsWith(\"{path}/\")"
    );
    Map::new().with("title", "below-path").with("expression", expression)
}
