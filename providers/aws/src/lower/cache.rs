//! `cache`: ElastiCache with replicas that take over, encrypted at rest and on the way.

use mlpc_analysis::managed;
use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, codes};
use mlpc_model::{Cache, DeclId};
use smol_str::{SmolStr, format_smolstr};

use super::{network, store_network};
use crate::subnets::Role;

/// ElastiCache API reference, `CreateReplicationGroup`: 40 characters.
const NAME: NameRule = NameRule {
    what: "an ElastiCache replication group",
    who: "AWS",
    limit: 40,
    charset: "a-z, 0-9 and `-`",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-',
};

const PORT: i64 = 6379;

/// Lowers a cache.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.cache(id)) else { return };
    if let Some(name) = scope.existing() {
        scope.read(cx, "aws_elasticache_replication_group", None, Map::new().with("replication_group_id", name));
        return;
    }
    let name = scope.typed_name(cx, "-", &NAME);
    let Some(network) = network::of(cx.platform, id) else { return };
    let Some(node_type) = node_type(cx, &scope, spec) else { return };
    let attrs = Map::new()
        .with("name", &name)
        .with("subnet_ids", network::subnet_ids(cx, &network, Role::Data, &[]))
        .with_opt("tags", scope.tags(None));
    scope.make(cx, "aws_elasticache_subnet_group", None, "the subnets it may stand in", attrs);
    let group = store_network::security_group(cx, &scope, &network, PORT);
    let replicas = spec.replicas.value;
    let attrs = Map::new()
        .with("replication_group_id", &name)
        .with("description", format_smolstr!("Cache {}", scope.joined("-", None)))
        .with("engine", spec.engine.value.as_str())
        .from_field(spec.engine.origin)
        .with("node_type", node_type)
        .with("num_cache_clusters", replicas.saturating_add(1))
        .from_field(spec.replicas.origin)
        .with("automatic_failover_enabled", replicas > 0)
        .with("multi_az_enabled", replicas > 0)
        .with("at_rest_encryption_enabled", true)
        .with("transit_encryption_enabled", true)
        .with("subnet_group_name", Value::reference(&scope.address("aws_elasticache_subnet_group", None), "name"))
        .with("security_group_ids", vec![Value::reference(&group, "id")])
        .with_opt("tags", scope.tags(None));
    let mut cache = scope.managed(cx, "aws_elasticache_replication_group", None, "the cache itself", attrs);
    cache.life.protect = spec.protect.value;
    cx.add(cache);
}

/// The replication group, made or read.
pub(crate) fn address(cache: &Scope<'_>) -> Address {
    let kind = "aws_elasticache_replication_group";
    if cache.existing().is_some() { cache.address(&format_smolstr!("data.{kind}"), None) } else { cache.address(kind, None) }
}

/// The type written, else the smallest that has the memory asked for.
fn node_type(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cache) -> Option<SmolStr> {
    let found = managed::cache_type(cx.catalog, spec);
    if let (None, Some(memory)) = (&found, spec.memory) {
        let families = managed::FAMILIES.join(" and ");
        cx.out.push(
            Diagnostic::new(&codes::NOT_AVAILABLE, format!("no ElastiCache node of families {families} holds {}", memory.value))
                .label(scope.decl.head, "larger than any")
                .help("name a node type: `machine=\"cache.r7g.16xlarge\"`")
                .subject(scope.decl.address.clone()),
        );
    }
    found
}
