//! `target`: the project, read for its number and its billing account.

use mlpc_graph::Map;
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::DeclId;

/// Lowers a target.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(scope) = Scope::new(cx.platform, id) else { return };
    let attrs = Map::new().with("project_id", scope.account());
    scope.read(cx, "google_project", None, attrs);
}
