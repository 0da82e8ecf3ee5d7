//! `cargo xtask convert charts`: charts of the reference data to `stdlib/components/<name>/chart.json`.
//!
//! Kept are the chart's name, version and source (from `charts/INDEX.md`), its default values in its own order, and under `types` the types that
//! `values.schema.json` gives to values whose default doesn't show it; no comments, no descriptions. A key that only the schema knows stands
//! among the values as `null`, which to Helm is the same as absent.

use std::collections::BTreeMap;

use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Serializer, Value};

use super::convert::Made;
use crate::reference;

/// The components whose charts are kept; a chart has its component's name.
const COMPONENTS: [&str; 10] = [
    "aws-efa-k8s-device-plugin",
    "cluster-autoscaler",
    "external-secrets",
    "gpu-operator",
    "jobset",
    "karpenter",
    "keda",
    "kube-prometheus-stack",
    "kueue",
    "mlflow",
];

/// The files of all charts.
pub(crate) fn files() -> Result<Vec<Made>, String> {
    let index = reference::read("charts/INDEX.md")?;
    let file = |name: &&str| {
        let chart = convert(name, &index)?;
        let mut bytes = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" "));
        serde::Serialize::serialize(&chart, &mut serializer).map_err(|error| error.to_string())?;
        bytes.push(b'\n');
        Ok((format!("components/{name}/chart.json"), bytes))
    };
    COMPONENTS.iter().map(file).collect()
}

fn convert(name: &str, index: &str) -> Result<Value, String> {
    let row = index_row(index, name).ok_or_else(|| format!("charts/INDEX.md has no row for {name}"))?;
    let [_, repository, path, version, app_version, commit, _licence, has_schema, _, note] = row.as_slice() else {
        return Err(format!("charts/INDEX.md: the row of {name} has {} columns", row.len()));
    };
    let mut values = yaml(&reference::read(&format!("charts/{name}/values.yaml"))?).map_err(|error| format!("{name}: {error}"))?;
    let mut chart = Map::new();
    let mut set = |key: &str, value: Value| chart.insert(key.to_owned(), value);
    set("chart", Value::from(name));
    set("source", Value::from(format!("{repository}: {path}")));
    set("version", Value::from(*version));
    // Where Chart.yaml carries a placeholder, the index names the released tag: "tag v26.7.0; …".
    if let Some(tag) = note.strip_prefix("tag ") {
        set("release", Value::from(tag.split(';').next().unwrap_or(tag).trim()));
    }
    if !app_version.is_empty() {
        set("appVersion", Value::from(*app_version));
    }
    set("commit", Value::from(*commit));
    if *has_schema == "yes" {
        let text = reference::read(&format!("charts/{name}/values.schema.json"))?;
        let schema: Value = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        let mut types = BTreeMap::new();
        collect_types("", &schema, Some(&values), &mut types);
        add_known_keys(&schema, &mut values);
        set("types", Value::Object(types.into_iter().map(|(path, ty)| (path, Value::from(ty))).collect()));
    }
    set("values", values);
    Ok(Value::Object(chart))
}

/// The columns of a chart's row.
fn index_row<'a>(index: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let rows = index.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'));
    rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>()).find(|row| row.first() == Some(&name))
}

fn yaml(text: &str) -> Result<Value, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

/// The types of a schema's properties where the default, `null` or absent or of another type, doesn't tell.
fn collect_types(above: &str, schema: &Value, default: Option<&Value>, types: &mut BTreeMap<String, String>) {
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = format!("{above}{name}");
        let default = default.and_then(|value| value.get(name));
        if property.get("properties").is_some() {
            collect_types(&format!("{path}."), property, default, types);
            continue;
        }
        let allowed: Vec<&str> = match property.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        if allowed.as_slice() != [type_of(default)] {
            types.insert(path, allowed.join("|"));
        }
    }
}

/// Adds the keys that a schema knows beyond the defaults.
fn add_known_keys(schema: &Value, values: &mut Value) {
    let (Some(properties), Some(values)) = (schema.get("properties").and_then(Value::as_object), values.as_object_mut()) else { return };
    // An empty default map is open to any key, unless the schema closes it; one with keys lists what it knows, so the schema's belong there, too.
    let listed = schema.get("additionalProperties") == Some(&Value::Bool(false)) || !values.is_empty();
    for (name, property) in properties {
        match values.get_mut(name) {
            Some(value) => add_known_keys(property, value),
            None if listed => {
                values.insert(name.clone(), Value::Null);
            }
            None => {}
        }
    }
}

fn type_of(value: Option<&Value>) -> &'static str {
    match value {
        None | Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(number)) if number.is_f64() => "number",
        Some(Value::Number(_)) => "integer",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_values_and_types_that_defaults_hide() {
        let values = yaml("b: 1 # why\na:\n  d: null\n  c: text\n").unwrap();
        assert_eq!(values.to_string(), r#"{"b":1,"a":{"d":null,"c":"text"}}"#);
        let schema = serde_json::json!({"properties": {
            "b": {"type": "integer"},
            "a": {"properties": {"d": {"type": ["string", "null"]}, "c": {"type": "string"}, "e": {"type": "boolean"}}}
        }});
        let mut types = BTreeMap::new();
        collect_types("", &schema, Some(&values), &mut types);
        assert_eq!(
            types.into_iter().collect::<Vec<_>>(),
            [("a.d".to_owned(), "string|null".to_owned()), ("a.e".to_owned(), "boolean".to_owned())]
        );
    }

    #[test]
    fn leaves_open_maps_open() {
        let schema = serde_json::json!({"additionalProperties": false, "properties": {"a": {"properties": {"x": {}}}, "b": {"additionalProperties": false, "properties": {"y": {}}}, "c": {}}});
        let mut values = serde_json::json!({"b": {}, "a": {}});
        add_known_keys(&schema, &mut values);
        assert_eq!(values.to_string(), r#"{"b":{"y":null},"a":{},"c":null}"#);
    }

    #[test]
    fn finds_a_row_of_the_index() {
        let index = "# Charts\n| chart folder | x |\n| --- | --- |\n| kueue | a/b | charts/kueue |\n| kueue-crd | c | |\n";
        assert_eq!(index_row(index, "kueue").unwrap(), ["kueue", "a/b", "charts/kueue"]);
        assert_eq!(index_row(index, "keda"), None);
    }
}
