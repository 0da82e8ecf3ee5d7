//! The JSON Schema of what policies see, made from the same tables as the document itself.

use mlpc_schema::{Field, KindTable, Position, Type};
use serde_json::{Map, Value, json};

use super::input::{key, listed, plural};

/// The schema, as `mlpc schema platform` prints it.
pub fn input_schema() -> String {
    let kinds = KindTable::core();
    let mut properties = Map::new();
    properties
        .insert("env".into(), json!({ "type": ["string", "null"], "description": "The environment; null where the spec declares none." }));
    for kind in kinds.iter() {
        if kind.name == "platform" {
            properties.insert("platform".into(), object(&kind.summary, &kind.fields));
        } else if listed(kind) {
            properties.insert(plural(&kind.name), json!({ "type": "array", "items": object(&kind.summary, &kind.fields) }));
        }
    }
    properties
        .insert("components".into(), json!({ "type": "array", "items": object("A component; further keys are its own fields.", &[]) }));
    properties.insert("resources".into(), resources());
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a policy sees as `input`.",
        "description": "Quantities are numbers of bytes or of units, durations seconds, ratios shares of 1, references and secrets addresses. What is known only after apply is `${ADDRESS.attribute}`. Absent fields aren't there.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    // Pretty-printing a value can't fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

fn object(summary: &str, fields: &[Field]) -> Value {
    let mut properties = Map::new();
    for (name, words) in [("address", "Such as `gpu-pool.h100`, `dataset.search/clicks`."), ("kind", "Its kind."), ("name", "Its name.")] {
        properties.insert(name.into(), json!({ "type": "string", "description": words }));
    }
    insert(&mut properties, fields);
    properties
        .insert("labels".into(), json!({ "type": "object", "description": "Its own labels, its tenant's, and those that mlpc sets." }));
    json!({ "type": "object", "description": summary, "properties": properties })
}

fn insert(properties: &mut Map<String, Value>, fields: &[Field]) {
    for field in fields {
        let inner = field.ty.group_fields();
        match inner.iter().find(|field| field.position == Some(Position::Rest)) {
            Some(leading) if !field.repeats => {
                for one in inner {
                    let path = if one.name == leading.name { key(&field.name) } else { format!("{}_{}", key(&field.name), key(&one.name)) };
                    properties.insert(path, described(one));
                }
            }
            _ => {
                properties.insert(key(&field.name), described(field));
            }
        }
    }
}

fn described(field: &Field) -> Value {
    let mut ty = typed(&field.ty);
    if field.repeats {
        ty = json!({ "type": "array", "items": ty });
    }
    if let Value::Object(object) = &mut ty {
        object.insert("description".into(), field.doc.as_str().into());
    }
    ty
}

fn typed(ty: &Type) -> Value {
    match ty {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Int => json!({ "type": "integer" }),
        Type::Number | Type::Quantity(_) | Type::Duration | Type::Ratio => json!({ "type": "number" }),
        Type::Money => json!({ "type": "object", "properties": { "text": { "type": "string" }, "monthly": { "type": "number" } } }),
        Type::Enum(words) => json!({ "enum": words.iter().map(smol_str::SmolStr::as_str).collect::<Vec<_>>() }),
        Type::List(element) => json!({ "type": "array", "items": typed(element) }),
        Type::Map(_) | Type::Tree => json!({ "type": "object" }),
        Type::Group(fields) => {
            let mut properties = Map::new();
            insert(&mut properties, fields);
            json!({ "type": "object", "properties": properties })
        }
        Type::Union(types) => json!({ "anyOf": types.iter().map(typed).collect::<Vec<_>>() }),
        Type::Any | Type::EnvValue => json!({}),
        _ => json!({ "type": "string" }),
    }
}

fn resources() -> Value {
    let text = |words: &str| json!({ "type": "string", "description": words });
    let maybe = |words: &str| json!({ "type": ["string", "null"], "description": words });
    json!({
        "type": "array",
        "description": "What the platform lowers to; there for policies that name `input.resources`.",
        "items": { "type": "object", "properties": {
            "address": text("As `mlpc graph` shows it: `aws_s3_bucket.search_lake`."),
            "type": text("The provider's resource type, or an object's kind."),
            "api_version": maybe("Of an object in a cluster."),
            "target": text("The target it is made in."),
            "cluster": maybe("Of what lies in a cluster."),
            "namespace": maybe("Of what lies in one."),
            "tenant": maybe("Whose it is."),
            "cost_center": maybe("Who bears its cost."),
            "declaration": text("The address of the declaration that it is lowered from."),
            "attributes": { "type": "object", "description": "The provider's attributes, the manifest or the chart's values; blocks are lists." },
        } },
    })
}
