//! A chart as a component pins it: where it comes from, what its defaults are, which fields set which of its values.

use std::collections::BTreeMap;

use mlpc_graph::{Map, Value};
use serde_json::Value as Json;
use smol_str::SmolStr;

/// A pinned chart with its default values.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its name in the repository.
    pub name: SmolStr,
    /// `https://…` or `oci://…`.
    pub repository: SmolStr,
    /// The version that was tested.
    pub version: SmolStr,
    /// The namespace of its release.
    pub namespace: SmolStr,
    /// Releases of a lower wave come first.
    pub wave: u32,
    /// What its namespace enforces of the pod security standards.
    pub pod_security: SmolStr,
    /// Default values, in the chart's order.
    pub defaults: Map,
    /// What the chart's own schema takes at a dotted path, where its default doesn't tell.
    pub types: BTreeMap<SmolStr, JsonTypes>,
    /// Dotted paths under which any key may stand: open maps and subcharts.
    pub open: Vec<SmolStr>,
    /// Values that fields set.
    pub settings: Vec<Setting>,
}

/// A value that a field of the interface sets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The field.
    pub field: SmolStr,
    /// The value's dotted path in the chart.
    pub path: SmolStr,
    /// A template of the value; `None` for the field's value itself.
    pub template: Option<SmolStr>,
}

/// A type of JSON Schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum JsonType {
    /// `null`
    Null,
    /// `boolean`
    Bool,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    Text,
    /// `array`
    List,
    /// `object`
    Map,
}

/// The types that a value may have.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct JsonTypes(pub Vec<JsonType>);

impl JsonTypes {
    /// Reads `string|null`.
    fn parse(text: &str) -> Result<Self, String> {
        let one = |word: &str| {
            Ok(match word {
                "null" => JsonType::Null,
                "boolean" => JsonType::Bool,
                "integer" => JsonType::Integer,
                "number" => JsonType::Number,
                "string" => JsonType::Text,
                "array" => JsonType::List,
                "object" => JsonType::Map,
                other => return Err(format!("`{other}` is no type of JSON Schema")),
            })
        };
        text.split('|').map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a value is of one of them. What is known only later is a text by then.
    pub(crate) fn take(&self, value: &Value) -> bool {
        let has = |ty| self.0.contains(&ty);
        match value {
            Value::Null => has(JsonType::Null),
            Value::Bool(_) => has(JsonType::Bool),
            Value::Int(_) => has(JsonType::Integer) || has(JsonType::Number),
            Value::Number(_) => has(JsonType::Number),
            Value::List(_) => has(JsonType::List),
            Value::Map(_) | Value::Blocks(_) => has(JsonType::Map),
            Value::Text(_) | Value::Template(_) => has(JsonType::Text),
            Value::Ref(_) | Value::Json(_) | Value::Policy(_) | Value::Secret(_) | Value::Poison => true,
        }
    }
}

impl std::fmt::Display for JsonTypes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |ty: &JsonType| match ty {
            JsonType::Null => "nothing",
            JsonType::Bool => "a bool",
            JsonType::Integer => "an integer",
            JsonType::Number => "a number",
            JsonType::Text => "a text",
            JsonType::List => "a list",
            JsonType::Map => "a map",
        };
        f.write_str(&self.0.iter().map(word).collect::<Vec<_>>().join(" or "))
    }
}

impl Chart {
    /// Whether the chart's schema speaks of `path`, or of something below it.
    pub(crate) fn has_typed(&self, path: &str) -> bool {
        let below = |known: &SmolStr| known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.types.keys().any(below)
    }

    /// Whether any key may stand at `path`, a dotted path of the chart's values.
    pub fn is_open(&self, path: &str) -> bool {
        self.open.iter().any(|open| path == open || path.strip_prefix(open.as_str()).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// What `chart.json` says of a chart's values: the defaults under its key `values`, and under `types` what its schema takes where these don't tell.
pub(crate) fn values(text: &str) -> Result<(Map, BTreeMap<SmolStr, JsonTypes>), String> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let Some(Json::Object(values)) = json.get("values") else { return Err("it has no object `values`".to_owned()) };
    let defaults = values.iter().map(|(key, value)| (key.as_str(), from_json(value))).collect();
    let mut types = BTreeMap::new();
    for (path, words) in json.get("types").and_then(Json::as_object).into_iter().flatten() {
        let words = words.as_str().ok_or_else(|| format!("the types of `{path}` are no text"))?;
        types.insert(path.into(), JsonTypes::parse(words).map_err(|error| format!("types of `{path}`: {error}"))?);
    }
    Ok((defaults, types))
}

/// A JSON value as a graph value.
pub(crate) fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Number(number.to_string().into()), Value::Int),
        Json::String(text) => Value::Text(text.into()),
        Json::Array(items) => Value::List(items.iter().map(from_json).collect()),
        Json::Object(map) => Value::Map(map.iter().map(|(key, value)| (key.as_str(), from_json(value))).collect()),
    }
}

/// A map as JSON, for templates. What stands for a value that is known later has no text, and is null.
pub(crate) fn to_json(map: &Map) -> Json {
    Json::Object(map.iter().map(|entry| (entry.key.to_string(), json(&entry.value))).collect())
}

fn json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::Number(text) => serde_json::from_str(text).unwrap_or(Json::Null),
        Value::Text(text) => Json::String(text.to_string()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(map) => to_json(map),
        Value::Blocks(blocks) => Json::Array(blocks.iter().map(to_json).collect()),
        Value::Json(inner) => json(inner),
        Value::Null | Value::Ref(_) | Value::Template(_) | Value::Policy(_) | Value::Secret(_) | Value::Poison => Json::Null,
    }
}
