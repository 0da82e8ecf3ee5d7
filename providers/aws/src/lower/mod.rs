//! The lowerings, one file a kind; parts that several share are named for their subject.

pub mod bucket;
pub mod budget;
pub mod cache;
pub mod cluster;
pub mod component;
pub mod database;
mod identity;
pub mod key;
pub mod network;
pub mod parameter;
pub mod pool;
pub mod registry;
pub mod secret;
mod store_network;
pub mod workload;

use mlpc_lowering::{Lowering, not_yet};
use mlpc_model::DeclId;

/// Lowers what AWS makes of a declaration. What stands in a cluster is lowered by the provider of Kubernetes.
pub fn declaration(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(decl) = cx.platform.decl(id) else { return };
    match decl.kind.as_str() {
        "network" => network::lower(cx, id),
        "cluster" => cluster::lower(cx, id),
        "cpu-pool" | "gpu-pool" => pool::lower(cx, id),
        "bucket" => bucket::lower(cx, id),
        "database" => database::lower(cx, id),
        "cache" => cache::lower(cx, id),
        "registry" => registry::lower(cx, id),
        "key" => key::lower(cx, id),
        "secret" => secret::lower(cx, id),
        "model-service" | "training" | "pipeline" => workload::lower(cx, id),
        "filesystem" => not_yet(cx, id, "AWS", "aws_"),
        _ => {}
    }
}
