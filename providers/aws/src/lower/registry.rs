//! `registry`: an ECR repository for each image path that workloads name.

use std::collections::BTreeSet;

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope, ecr_prefix};
use mlpc_model::{DeclId, LateText, Part, Platform, Registry};
use smol_str::{SmolStr, format_smolstr};

/// Lowers a registry.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.registry(id)) else { return };
    // Repositories of a registry that is there already are there, too.
    if scope.existing().is_some() {
        return;
    }
    for path in image_paths(cx.platform, id) {
        repository(cx, &scope, spec, &path);
    }
}

/// The paths below a registry that images of workloads name: `ranker` of `${registry.images.url}/ranker:1.14.2`.
fn image_paths(platform: &Platform, registry: DeclId) -> BTreeSet<SmolStr> {
    let images = platform.workloads().filter_map(|it| it.shared().image.as_ref());
    images.filter_map(|image| path_below(&image.value, registry)).collect()
}

fn path_below(image: &LateText, registry: DeclId) -> Option<SmolStr> {
    let LateText::Later(parts) = image else { return None };
    let [Part::Deferred(first), Part::Text(rest)] = parts.as_slice() else { return None };
    if first.decl != registry || first.path.first().is_none_or(|it| it != "url") {
        return None;
    }
    let path = rest.split('@').next().unwrap_or_default().trim_start_matches('/');
    let path = path.rsplit_once(':').map_or(path, |(path, _)| path);
    (!path.is_empty()).then(|| path.into())
}

fn repository(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Registry, path: &str) {
    let part = path.replace(['/', '_', '.'], "-");
    let scan = Map::new().with("scan_on_push", spec.scan.value).from_field(spec.scan.origin);
    let attrs = Map::new()
        .with("name", format_smolstr!("{}/{path}", ecr_prefix(scope)))
        .with("image_tag_mutability", if spec.immutable.value { "IMMUTABLE" } else { "MUTABLE" })
        .from_field(spec.immutable.origin)
        .with_opt("tags", scope.tags(None))
        .with("image_scanning_configuration", Value::block(scan));
    let mut repository = scope.managed(cx, "aws_ecr_repository", Some(&part), "where images of one path are kept", attrs);
    repository.life.protect = spec.protect.value;
    cx.add(repository);
    let address = scope.address("aws_ecr_repository", Some(&part));
    let attrs = Map::new().with("repository", Value::reference(&address, "name")).with("policy", keep(spec));
    scope.make(cx, "aws_ecr_lifecycle_policy", Some(&part), "how many images are kept", attrs);
}

fn keep(spec: &Registry) -> Value {
    let selection = Map::new()
        .with("tagStatus", "any")
        .with("countType", "imageCountMoreThan")
        .with("countNumber", spec.keep.value)
        .from_field(spec.keep.origin);
    let rule = Map::new()
        .with("rulePriority", 1)
        .with("description", format_smolstr!("Keep the newest {}", spec.keep.value))
        .with("selection", selection)
        .with("action", Map::new().with("type", "expire"));
    Value::Json(Box::new(Value::Map(Map::new().with("rules", vec![Value::Map(rule)]))))
}
