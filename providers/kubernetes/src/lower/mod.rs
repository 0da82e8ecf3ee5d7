//! One file a kind: what its declarations lower to in their clusters.

pub mod cluster;
pub mod component;
pub mod model_service;
mod not_yet;
mod on_call;
pub mod pool;
pub mod secret;
pub mod slo;
pub mod tenant;
pub mod training;

use mlpc_lowering::Lowering;
use mlpc_model::DeclId;

use crate::Clusters;

/// Lowers a declaration of any kind but a component's: those need what their interface says ([`component::lower`]).
pub fn declaration(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let Some(decl) = cx.platform.decl(id) else { return };
    match decl.kind.as_str() {
        "cluster" => cluster::lower(cx, clusters, id),
        "cpu-pool" | "gpu-pool" => pool::lower(cx, clusters, id),
        "tenant" => tenant::lower(cx, clusters, id),
        "secret" => secret::lower(cx, clusters, id),
        "model-service" => model_service::lower(cx, clusters, id),
        "training" => training::lower(cx, clusters, id),
        "slo" => slo::lower(cx, clusters, id),
        "pipeline" => not_yet::pipeline(cx, decl),
        _ => {}
    }
}
