//! `registry`: a repository of Artifact Registry for images.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope};
use mlpc_model::DeclId;

/// Artifact Registry documentation, "Create standard repositories": 63 characters.
const NAME: NameRule = NameRule {
    what: "a repository of Artifact Registry",
    who: "Google Cloud",
    limit: 63,
    charset: "a-z, 0-9 and `-`",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-',
};

/// Lowers a registry.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.registry(id)) else { return };
    if scope.existing().is_some() {
        return;
    }
    let name = scope.typed_name(cx, "-", &NAME);
    let docker = Map::new().with("immutable_tags", spec.immutable.value).from_field(spec.immutable.origin);
    let scan = if spec.scan.value { "INHERITED" } else { "DISABLED" };
    let scanning = Map::new().with("enablement_config", scan).from_field(spec.scan.origin);
    let newest = Map::new().with("keep_count", spec.keep.value).from_field(spec.keep.origin);
    let keep = Map::new().with("id", "keep-newest").with("action", "KEEP").with("most_recent_versions", Value::block(newest));
    // What is to be kept is an exception from what is to be deleted; without the latter nothing ever is.
    let delete =
        Map::new().with("id", "delete-rest").with("action", "DELETE").with("condition", Value::block(Map::new().with("tag_state", "ANY")));
    let attrs = Map::new()
        .with("repository_id", name)
        .with("location", scope.region())
        .with("format", "DOCKER")
        .with_opt("labels", scope.tags(None))
        .with("docker_config", Value::block(docker))
        .with("vulnerability_scanning_config", Value::block(scanning))
        .with("cleanup_policies", Value::Blocks(vec![keep, delete]));
    let mut registry = scope.managed(cx, "google_artifact_registry_repository", None, "where images are kept", attrs);
    registry.life.protect = spec.protect.value;
    cx.add(registry);
}
