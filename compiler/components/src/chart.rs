//! A chart as a component pins it: where it comes from, what its defaults are, which fields set which of its values.

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

impl Chart {
    /// Whether any key may stand at `path`, a dotted path of the chart's values.
    pub fn is_open(&self, path: &str) -> bool {
        self.open.iter().any(|open| path == open || path.strip_prefix(open.as_str()).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// The default values out of `chart.json`: the object under its key `values`.
pub(crate) fn defaults(text: &str) -> Result<Map, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match json.get("values") {
        Some(Json::Object(values)) => Ok(values.iter().map(|(key, value)| (key.as_str(), from_json(value))).collect()),
        _ => Err("it has no object `values`".to_owned()),
    }
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
