//! What a policy sees: the typed platform and, where it asks for them, the lowered resources, as JSON. `schema` describes it.

use mlpc_graph::{ResourceGraph, ResourceKind};
use mlpc_model::{Decl, DeclId, Fields, Item, Val};
use mlpc_schema::{Field, Group, Kind, KindTable, Position, find};
use mlpc_units::Rational;
use serde_json::{Map, Value, json};

use crate::CheckCx;

/// The key under which declarations of a kind stand: `gpu_pools`, `policies`.
pub(super) fn plural(kind: &str) -> String {
    let name = kind.replace('-', "_");
    match name.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{stem}ies"),
        None => format!("{name}s"),
    }
}

/// A field's key: as the spec has it, `_` for `-`.
pub(super) fn key(field: &str) -> String {
    field.replace('-', "_")
}

/// The core kinds that stand in the document, each a list of its own. A `resource` is judged as what it lowers to; `policy`, `waive` and tests
/// say something about the spec, not about the platform.
pub(super) fn listed(kind: &Kind) -> bool {
    let of_platform = matches!(kind.group, Group::Place | Group::Store | Group::User | Group::Work | Group::Promise);
    of_platform && !matches!(kind.name.as_str(), "platform" | "policy" | "waive")
}

/// The whole document.
pub(super) fn document(cx: &CheckCx<'_>, kinds: &KindTable, graph: Option<&ResourceGraph>) -> Value {
    let mut document = Map::new();
    document.insert("env".into(), cx.environment.map_or(Value::Null, Value::from));
    let mut platform = Map::new();
    for kind in kinds.iter().filter(|kind| listed(kind)) {
        document.insert(plural(&kind.name), Value::Array(Vec::new()));
    }
    document.insert("components".into(), Value::Array(Vec::new()));
    let mut sorted: Vec<(DeclId, &Decl)> = cx.platform.decls.iter_enumerated().collect();
    sorted.sort_by(|(_, one), (_, other)| one.address.cmp(&other.address));
    for (id, decl) in sorted {
        let kind = kinds.get(&decl.kind);
        let object = declaration(cx, id, decl, kind.map_or(&[][..], |kind| &kind.fields));
        let list = match kind {
            _ if decl.kind == "platform" => {
                platform = object;
                continue;
            }
            Some(kind) if listed(kind) => plural(&kind.name),
            None => "components".to_owned(),
            Some(_) => continue,
        };
        if let Some(Value::Array(list)) = document.get_mut(&list) {
            list.push(Value::Object(object));
        }
    }
    platform.insert("name".into(), cx.platform.name.as_str().into());
    document.insert("platform".into(), Value::Object(platform));
    if let Some(graph) = graph {
        document.insert("resources".into(), resources(graph));
    }
    Value::Object(document)
}

fn declaration(cx: &CheckCx<'_>, id: DeclId, decl: &Decl, table: &[Field]) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("address".into(), decl.address.as_str().into());
    object.insert("kind".into(), decl.kind.as_str().into());
    object.insert("name".into(), decl.name.as_str().into());
    insert(cx, id, &decl.fields, table, &mut object);
    let labels = cx.platform.labels(id).into_iter().map(|(key, value)| (key.to_string(), value.as_str().into()));
    object.insert("labels".into(), Value::Object(labels.collect()));
    object
}

fn insert(cx: &CheckCx<'_>, id: DeclId, fields: &Fields, table: &[Field], object: &mut Map<String, Value>) {
    for (name, item) in fields.iter() {
        let field = find(table, name);
        let inner = field.map_or(&[][..], |field| field.ty.group_fields());
        let leading = inner.iter().find(|field| field.position == Some(Position::Rest));
        match (&item.val, leading) {
            // `capacity "spot" id="…"`: the list itself, and the rest beside it.
            (Val::Group(group), Some(leading)) => {
                for (inner_name, inner_item) in group.iter() {
                    let path = if *inner_name == leading.name { key(name) } else { format!("{}_{}", key(name), key(inner_name)) };
                    object.insert(path, value(cx, id, inner_item, find(inner, inner_name)));
                }
            }
            _ => {
                object.insert(key(name), value(cx, id, item, field));
            }
        }
    }
}

fn value(cx: &CheckCx<'_>, id: DeclId, item: &Item, field: Option<&Field>) -> Value {
    match &item.val {
        Val::Poison | Val::Null => Value::Null,
        Val::Bool(flag) => (*flag).into(),
        Val::Int(number) => (*number).into(),
        Val::Number(number) => exact(*number),
        Val::Quantity(quantity) => exact(quantity.value),
        Val::Duration(duration) => exact(duration.seconds()),
        Val::Ratio(ratio) => ratio.percent().and_then(|percent| percent.scaled(-2)).map_or(Value::Null, exact),
        Val::Money(money) => match money.monthly() {
            Some(monthly) => json!({ "text": money.to_string(), "monthly": exact(monthly) }),
            None => json!({ "text": money.to_string() }),
        },
        Val::Ref(to) | Val::Secret(to) => cx.address(*to).into(),
        Val::List(items) => items.iter().map(|item| value(cx, id, item, field)).collect(),
        Val::Map(entries) => entries.iter().map(|(name, item)| (name.to_string(), value(cx, id, item, None))).collect::<Map<_, _>>().into(),
        Val::Group(fields) => {
            let mut object = Map::new();
            insert(cx, id, fields, field.map_or(&[][..], |field| field.ty.group_fields()), &mut object);
            object.into()
        }
        Val::Text(_) | Val::Rate(_) | Val::Date(_) | Val::Version(_) | Val::Cidr(_) | Val::Deferred(_) | Val::Template(_) => {
            cx.platform.text_of(&item.val, id).as_str().into()
        }
    }
}

/// A number as JSON writes it.
fn exact(number: Rational) -> Value {
    let text = if number.is_finite_decimal() { number.to_string() } else { number.to_decimal_text(9) };
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

fn resources(graph: &ResourceGraph) -> Value {
    let one = |resource: &mlpc_graph::Resource| {
        let api_version = if let ResourceKind::Object { api_version, .. } = &resource.kind { Some(api_version.as_str()) } else { None };
        json!({
            "address": resource.address.as_str(),
            "type": if let ResourceKind::Object { kind, .. } = &resource.kind { kind.as_str() } else { resource.address.kind() },
            "api_version": api_version,
            "target": resource.place.target.as_str(),
            "cluster": resource.place.cluster.as_deref(),
            "namespace": resource.place.namespace.as_deref(),
            "tenant": resource.charge.tenant.as_deref(),
            "cost_center": resource.charge.cost_center.as_deref(),
            "declaration": resource.owner.as_str(),
            "attributes": map(&resource.attrs),
        })
    };
    graph.resources().iter().map(one).collect()
}

fn map(attrs: &mlpc_graph::Map) -> Value {
    attrs.iter().map(|entry| (entry.key.to_string(), attribute(&entry.value))).collect::<Map<_, _>>().into()
}

/// An attribute's value; what is known only after apply is its address in `${…}`.
fn attribute(value: &mlpc_graph::Value) -> Value {
    use mlpc_graph::{Part, Value as Of};
    match value {
        Of::Null | Of::Poison => Value::Null,
        Of::Bool(flag) => (*flag).into(),
        Of::Int(number) => (*number).into(),
        Of::Number(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        Of::Text(text) => text.as_str().into(),
        Of::List(items) => items.iter().map(attribute).collect(),
        Of::Map(attrs) => map(attrs),
        Of::Blocks(blocks) => blocks.iter().map(map).collect(),
        Of::Ref(to) => format!("${{{to}}}").into(),
        Of::Secret(address) => format!("${{{address}}}").into(),
        Of::Template(parts) => {
            let part = |part: &Part| match part {
                Part::Text(text) => text.to_string(),
                Part::Ref(to) => format!("${{{to}}}"),
            };
            parts.iter().map(part).collect::<String>().into()
        }
        Of::Json(inner) => attribute(inner),
        Of::Policy(policy) => policy
            .statements
            .iter()
            .map(|it| {
                json!({
                    "effect": if it.deny { "Deny" } else { "Allow" },
                    "actions": it.actions.iter().map(smol_str::SmolStr::as_str).collect::<Vec<_>>(),
                    "resources": it.resources.iter().map(attribute).collect::<Vec<_>>(),
                })
            })
            .collect(),
    }
}
