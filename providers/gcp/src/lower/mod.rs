//! The lowerings, one file a kind; parts that several share are named for their subject.

pub mod bucket;
pub mod budget;
pub mod cluster;
pub mod component;
mod identity;
pub mod key;
pub mod network;
pub mod pool;
pub mod published;
pub mod registry;
pub mod secret;
pub mod target;
pub mod workload;

use mlpc_lowering::{Lowering, not_yet};
use mlpc_model::DeclId;

/// Lowers what Google Cloud makes of a declaration. What stands in a cluster is lowered by the provider of Kubernetes.
pub fn declaration(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(decl) = cx.platform.decl(id) else { return };
    match decl.kind.as_str() {
        "target" => target::lower(cx, id),
        "network" => network::lower(cx, id),
        "cluster" => cluster::lower(cx, id),
        "cpu-pool" | "gpu-pool" => pool::lower(cx, id),
        "bucket" => bucket::lower(cx, id),
        "registry" => registry::lower(cx, id),
        "key" => key::lower(cx, id),
        "secret" => secret::lower(cx, id),
        "model-service" | "training" | "pipeline" => workload::lower(cx, id),
        "database" | "cache" | "filesystem" => not_yet(cx, id, "Google Cloud", "google_"),
        _ => {}
    }
}
