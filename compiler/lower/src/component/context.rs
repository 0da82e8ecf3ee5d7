//! What the values templates of components read, and the user's values as a tree.

use mlpc_components::{Component, Size};
use mlpc_graph::{Entry, Map, Note, Value};
use mlpc_kubernetes::{ClusterFacts, PoolFacts, Release, gpu_tolerations, pool_placement};
use mlpc_lowering::{Lowering, Scope, bucket_name, cluster_name, karpenter, known, secret_object};
use mlpc_model::{Cloud, Component as Declared, DatabaseEngine, Decl, Dedicated, Item, Part, Platform, Val};
use smol_str::{SmolStr, format_smolstr};

use super::{driver_in_image, origin_of, refers_to};

/// One release while its values are worked out.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) facts: &'a ClusterFacts,
    pub(super) release: &'a Release,
    pub(super) component: &'a Component,
    pub(super) declared: Option<&'a Declared>,
    pub(super) decl: Option<&'a Decl>,
    pub(super) size: Size,
    pub(super) namespace: &'a SmolStr,
}

/// The context of a release's templates.
pub(super) fn context(cx: &Lowering<'_>, place: &Place<'_>) -> Option<Map> {
    let platform = cx.platform;
    let scope = Scope::new(platform, place.facts.id)?;
    let cluster = platform.cluster(place.facts.id)?;
    let target = Map::new()
        .with("name", &place.facts.target)
        .with("cloud", place.facts.cloud.as_str())
        .with("region", scope.region())
        .with("account", scope.account())
        .with("managed_control_plane", place.facts.cloud != Cloud::Kubernetes);
    let about_cluster = Map::new()
        .with("name", &place.facts.name)
        .with("cloud_name", cluster_name(&scope))
        .with("version", format_smolstr!("{}.{}", cluster.version.major(), cluster.version.minor()))
        .with("node_role", karpenter::node_role(&scope))
        .with("queue", karpenter::queue(&scope));
    let own = own_pool(platform, place);
    let driver = cluster.gpu_stack.as_ref().and_then(|it| it.driver.as_ref()).filter(|_| place.facts.cloud == Cloud::Azure);
    let gpu = gpu_pools(place.facts, driver.map(|it| it.value.to_string()));
    let pools = Map::new().with("platform", platform_pool(own)).with("gpu", gpu);
    let capabilities = [("metrics", "kube-prometheus-stack"), ("queues", "kueue"), ("scaling", "keda"), ("secrets", "external-secrets")];
    let has: Map = capabilities.iter().map(|(word, kind)| (*word, place.facts.has(kind))).collect();
    let fields: Map = place.component.fields.iter().map(|field| (field.name.clone(), field_value(cx, place, &field.name))).collect();
    let context = Map::new()
        .with("platform", Map::new().with("name", &platform.name))
        .with("target", target)
        .with("cluster", about_cluster)
        .with("release", &place.release.name)
        .with("namespace", place.namespace)
        .with("size", place.size.word())
        .with("fields", fields)
        .with("stores", stores(platform, place))
        .with("has", has)
        .with("on_platform_pool", own.is_some())
        .with("pools", pools);
    Some(context)
}

/// The pool of a component's pods, where it isn't any: the one written, else the one dedicated to the platform.
fn own_pool<'a>(platform: &Platform, place: &Place<'a>) -> Option<&'a PoolFacts> {
    if let Some(pool) = place.declared.and_then(|it| it.pool) {
        return place.facts.pool(pool.value);
    }
    let dedicated =
        |it: &&PoolFacts| platform.pool(it.id).and_then(|pool| pool.dedicated).is_some_and(|it| it.value == Dedicated::Platform);
    place.facts.pools.iter().find(dedicated)
}

fn platform_pool(pool: Option<&PoolFacts>) -> Map {
    let (select, tolerations) = pool.map_or_else(|| (Map::new(), Vec::new()), pool_placement);
    Map::new().with("select", select).with("tolerations", tolerations)
}

/// `driver` is the version that the operator is to install, where the node's image brings none.
fn gpu_pools(facts: &ClusterFacts, driver: Option<String>) -> Map {
    let in_image = driver.is_none() && driver_in_image(facts);
    let tolerations: Vec<_> = gpu_tolerations(facts).into_iter().map(Value::Map).collect();
    Map::new()
        .with("tolerations", tolerations)
        .with("turns", super::sharing::configurations(facts))
        .with("mig", facts.pools.iter().any(|it| it.mig))
        .with("driver_in_image", in_image)
        // The runtime that AKS sets up beside its driver has a name of its own (NVIDIA GPU Operator, "GPU Operator with Azure Kubernetes Service").
        .with("runtime_class", if in_image && facts.cloud == Cloud::Azure { "nvidia-container-runtime" } else { "" })
        .with("driver_version", driver.unwrap_or_default())
}

/// The stores that fields name: what a chart must know of them before apply.
fn stores(platform: &Platform, place: &Place<'_>) -> Map {
    let mut stores = Map::new();
    for field in place.component.stores.iter().map(|it| &it.field) {
        let Some(item) = place.decl.and_then(|it| it.fields.get(field)) else { continue };
        if let Some(scope) = refers_to(platform, &item.val, "bucket").and_then(|id| Scope::new(platform, id)) {
            stores.push(field.clone(), Map::new().with("name", bucket_name(&scope)));
        }
        if let Some(database) = refers_to(platform, &item.val, "database").and_then(|id| platform.database(id)) {
            let about = Map::new()
                .with("postgres", database.engine.value == DatabaseEngine::Postgres)
                .with("database", database.name.replace('-', "_"))
                .with("secret", format_smolstr!("{}-{field}", place.release.name));
            stores.push(field.clone(), about);
        }
    }
    stores
}

fn field_value(cx: &Lowering<'_>, place: &Place<'_>, name: &str) -> Value {
    place.decl.and_then(|it| it.fields.get(name)).map_or(Value::Null, |item| leaf(cx.platform, &item.val))
}

/// The user's tree, each entry with its origin.
pub(super) fn tree(cx: &Lowering<'_>, item: &Item) -> Value {
    value(cx.platform, &item.val)
}

pub(super) fn value(platform: &Platform, val: &Val) -> Value {
    match val {
        Val::List(items) => Value::List(items.iter().map(|it| value(platform, &it.val)).collect()),
        Val::Map(entries) => Value::Map(entries.iter().map(|(key, item)| entry(platform, key, item)).collect()),
        Val::Group(fields) => Value::Map(fields.iter().map(|(key, item)| entry(platform, key, item)).collect()),
        leaf_value => leaf(platform, leaf_value),
    }
}

fn entry(platform: &Platform, key: &SmolStr, item: &Item) -> Entry {
    let note = Some(Box::new(Note { comment: None, origin: Some(origin_of(item)) }));
    Entry { key: key.clone(), value: value(platform, &item.val), note }
}

fn leaf(platform: &Platform, val: &Val) -> Value {
    match val {
        Val::Null => Value::Null,
        Val::Bool(value) => Value::Bool(*value),
        Val::Int(value) => Value::Int(*value),
        Val::Number(value) => Value::Number(value.to_string().into()),
        Val::Text(text) => Value::Text(text.clone()),
        Val::Quantity(quantity) => quantity.to_k8s().map_or(Value::Null, Value::from),
        Val::Duration(value) => Value::from(value.to_string()),
        Val::Ratio(value) => Value::from(value.to_string()),
        Val::Rate(value) => Value::from(value.to_string()),
        Val::Money(value) => Value::from(value.to_string()),
        Val::Date(value) => Value::from(value.to_string()),
        Val::Version(value) => Value::from(value.to_string()),
        Val::Cidr(value) => Value::from(value.to_string()),
        Val::Ref(id) => platform.decl(*id).map_or(Value::Poison, |it| Value::from(&it.name)),
        Val::Secret(id) => match secret_object(platform, *id) {
            Some(there) => Value::from(there.name),
            None => platform.decl(*id).map_or(Value::Poison, |it| Value::from(&it.name)),
        },
        Val::Template(parts) => whole(platform, parts),
        Val::Deferred(deferred) => whole(platform, &[Part::Deferred(deferred.clone())]),
        Val::Poison | Val::List(_) | Val::Map(_) | Val::Group(_) => Value::Poison,
    }
}

/// Text around values that lowering knows; what only the cloud knows can't stand in a chart's values, and has been refused (MLP0205).
fn whole(platform: &Platform, parts: &[Part]) -> Value {
    let texts = parts.iter().map(|part| match part {
        Part::Text(text) => Some(text.clone()),
        Part::Deferred(deferred) => match deferred.path.as_slice() {
            [attribute] => known(platform, deferred.decl, attribute),
            _ => None,
        },
    });
    texts.collect::<Option<Vec<_>>>().map_or(Value::Poison, |texts| Value::from(texts.concat()))
}
