//! Every JSON output is what its schema says.

use crate::support::Platform;
use serde_json::Value;

/// What is wrong with a value: the keywords that our schemas use, and no others.
fn faults(schema: &Value, root: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    for (keyword, says) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "required" | "additionalProperties" => {}
            "$ref" => {
                let target = root.pointer(says.as_str().unwrap().trim_start_matches('#')).unwrap_or_else(|| panic!("{says} leads nowhere"));
                faults(target, root, value, path, out);
            }
            "type" => {
                let names = says.as_array().cloned().unwrap_or_else(|| vec![says.clone()]);
                if !names.iter().any(|name| is(name.as_str().unwrap(), value)) {
                    out.push(format!("{path}: {value} is no {says}"));
                }
            }
            "const" if says != value => out.push(format!("{path}: {value} is not {says}")),
            "const" => {}
            "enum" if !says.as_array().unwrap().contains(value) => out.push(format!("{path}: {value} is none of {says}")),
            "enum" => {}
            "minimum" if value.as_f64().is_some_and(|it| it < says.as_f64().unwrap()) => {
                out.push(format!("{path}: {value} is below {says}"));
            }
            "minimum" => {}
            "pattern" => assert_eq!(says, "^MLP[0-9]{4}$", "another pattern needs another test"),
            "anyOf" => {
                let fits = |one: &Value| {
                    let mut inner = Vec::new();
                    faults(one, root, value, path, &mut inner);
                    inner.is_empty()
                };
                if !says.as_array().unwrap().iter().any(fits) {
                    out.push(format!("{path}: fits nothing of anyOf"));
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(says, root, item, &format!("{path}/{at}"), out);
                }
            }
            "properties" => {}
            other => panic!("the keyword {other} needs a line here"),
        }
    }
    object(schema, root, value, path, out);
}

fn object(schema: &Value, root: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    let Some(entries) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !entries.contains_key(name.as_str().unwrap()) {
            out.push(format!("{path}: {name} is missing"));
        }
    }
    for (name, entry) in entries {
        let path = format!("{path}/{name}");
        match (schema["properties"].get(name), schema.get("additionalProperties")) {
            (Some(property), _) => faults(property, root, entry, &path, out),
            (None, Some(Value::Bool(false))) => out.push(format!("{path} isn't in the schema")),
            (None, Some(rest)) => faults(rest, root, entry, &path, out),
            (None, None) => {}
        }
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} needs a line here"),
    }
}

fn held(platform: &Platform, name: &str, args: &[&str]) {
    let schema: Value = serde_json::from_str(&platform.mlpc(&["schema", name]).stdout).unwrap();
    let printed = platform.mlpc(args);
    let value: Value = serde_json::from_str(&printed.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{}", printed.stderr));
    let mut out = Vec::new();
    faults(&schema, &schema, &value, "", &mut out);
    assert!(out.is_empty(), "{args:?}:\n{}", out.join("\n"));
}

#[test]
fn outputs_are_what_their_schemas_say() {
    let atlas = Platform::quickstart();
    held(&atlas, "check", &["check", "--format", "json"]);
    held(&atlas, "plan", &["plan", "--format", "json"]);
    for by in ["tenant", "team", "target", "pool"] {
        held(&atlas, "cost", &["cost", "--format", "json", "--by", by]);
    }
    for level in ["spec", "resource"] {
        held(&atlas, "graph", &["graph", "--format", "json", "--level", level]);
    }
    held(&atlas, "test", &["test", "--format", "json"]);
    atlas.edit("research.mlp.kdl", "quota \"h100\" gpus=24", "quota \"h100\" gpus=16");
    atlas.edit("platform.mlp.kdl", "machine=\"p5.48xlarge\"", "machine=\"p4d.24xlarge\"");
    held(&atlas, "plan", &["plan", "--against", "HEAD", "--format", "json"]);
    held(&atlas, "preview", &["preview", "--base", "HEAD", "--format", "json"]);
    held(&atlas, "test", &["test", "--format", "json"]);
    atlas.edit("ads.mlp.kdl", "pool=\"cpu\"", "pool=\"cpus\"");
    held(&atlas, "check", &["check", "--format", "json"]);
    held(&atlas, "check", &["preview", "--base", "HEAD", "--format", "json"]);
}

#[test]
fn a_schema_that_there_is_not() {
    let printed = Platform::quickstart().mlpc(&["schema", "plans"]);
    assert_eq!(printed.code, 64);
    assert!(printed.stderr.contains("there are check, cost, graph, plan, preview, test"), "{}", printed.stderr);
}
