//! Values known after apply, by the spec's words.

use mlpc_graph::Value;
use mlpc_lowering::Scope;
use mlpc_model::{DeclId, Platform};

use super::{bucket, cluster, key, network};

/// The attribute of a lowered resource that holds a value known after apply; `None` for what Google Cloud doesn't know of it.
pub fn attribute(platform: &Platform, id: DeclId, attribute: &str) -> Option<Value> {
    let scope = Scope::new(platform, id)?;
    let id_of = |address| Some(Value::reference(&address, "id"));
    match (scope.decl.kind.as_str(), attribute) {
        ("resource", path) => Some(Value::reference(&scope.address(&platform.resource(id)?.resource_type.value, None), path)),
        ("cluster", "endpoint") => Some(Value::reference(&cluster::address(&scope), "endpoint")),
        ("cluster", "ca") => Some(Value::reference(&cluster::address(&scope), "master_auth[0].cluster_ca_certificate")),
        ("cluster", "id") => id_of(cluster::address(&scope)),
        ("network", "id") => id_of(network::address(&scope)),
        ("bucket", "id") => id_of(bucket::address(&scope)),
        ("key", "id") => Some(key::id(&scope)),
        ("cpu-pool" | "gpu-pool", "id") => id_of(scope.address("google_container_node_pool", None)),
        ("secret", "id") => {
            let kind = if scope.existing().is_some() { "data.google_secret_manager_secret" } else { "google_secret_manager_secret" };
            id_of(scope.address(kind, None))
        }
        ("registry", "id") if scope.existing().is_none() => id_of(scope.address("google_artifact_registry_repository", None)),
        _ => None,
    }
}
