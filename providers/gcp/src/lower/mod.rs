//! The lowerings, one file a kind; parts that several share are named for their subject.

use mlpc_lowering::{Lowering, not_yet};
use mlpc_model::DeclId;

/// Lowers what Google Cloud makes of a declaration. What stands in a cluster is lowered by the provider of Kubernetes.
pub fn declaration(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(decl) = cx.platform.decl(id) else { return };
    match decl.kind.as_str() {
        "network" | "cluster" | "cpu-pool" | "gpu-pool" | "bucket" | "database" | "cache" | "registry" | "key" | "secret"
        | "filesystem" => {
            not_yet(cx, id, "Google Cloud", "google_");
        }
        _ => {}
    }
}
