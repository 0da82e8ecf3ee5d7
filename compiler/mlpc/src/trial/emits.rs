//! `emits`: resources that must be lowered, with these attributes, or must not.

use mlpc_graph::{Address, Map, Value};
use mlpc_model::{Item, Val};
use mlpc_project::{Compiled, Test};

use super::{Outcome, is_true, statements, text};
use crate::nearest::unknown;

pub(super) fn run(compiled: &Compiled, broken: Option<String>, test: &Test, outcome: &mut Outcome) {
    for (_, fields, span) in statements(compiled, test, "emits") {
        let Some(written) = text(fields, "resource") else { continue };
        if let Some(why) = &broken {
            outcome.failed.push((span, why.clone()));
            continue;
        }
        let resource = Address::parse(written).ok().and_then(|address| compiled.graph.get(&address));
        let absent = is_true(fields, "absent");
        let Some(resource) = resource else {
            if !absent {
                outcome.failed.push((span, unknown(written, &compiled.graph, &compiled.platform)));
            }
            continue;
        };
        if absent {
            outcome.failed.push((span, format!("`{written}` is there, made for {}", resource.owner)));
            continue;
        }
        let Some(wanted) = fields.get("attributes") else { continue };
        let mut differences = Vec::new();
        compare(wanted, &Value::Map(resource.attrs.clone()), "", &mut differences);
        for (item, difference) in differences {
            let at = compiled.origins.span(item.origin).unwrap_or(span);
            outcome.failed.push((at, format!("{written}: {difference}")));
        }
    }
}

/// Collects where what is there differs from what is wanted; what isn't wanted doesn't matter. As deep as the tree in the test's file, whose
/// depth the parser bounds.
fn compare<'a>(wanted: &'a Item, value: &Value, path: &str, out: &mut Vec<(&'a Item, String)>) {
    match (&wanted.val, value) {
        (Val::Poison, _) | (Val::Null, Value::Null) => {}
        (_, Value::Json(inner)) => compare(wanted, inner, path, out),
        (Val::Map(entries), Value::Map(map)) => {
            for (key, item) in entries {
                let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                match (map.get(key), &item.val) {
                    (Some(value), _) => compare(item, value, &path, out),
                    (None, Val::Null) => {}
                    (None, _) => out.push((item, format!("`{path}` is absent{}", near(key, map)))),
                }
            }
        }
        (Val::List(items), Value::List(values)) => each(wanted, items, values, path, out),
        (Val::List(items), Value::Blocks(blocks)) => {
            let blocks: Vec<Value> = blocks.iter().cloned().map(Value::Map).collect();
            each(wanted, items, &blocks, path, out);
        }
        // One of a list is written like itself.
        (Val::Map(_), Value::Blocks(blocks)) if let [block] = blocks.as_slice() => compare(wanted, &Value::Map(block.clone()), path, out),
        (_, Value::List(values)) if let [value] = values.as_slice() => compare(wanted, value, path, out),
        (val, value) => match (written(val), scalar(value)) {
            (Some(wanted), Some(found)) if wanted == found => {}
            (Some(expected), Some(found)) => out.push((wanted, format!("`{path}` is {found}, not {expected}"))),
            (_, _) => out.push((wanted, format!("`{path}` is {}", noun(value)))),
        },
    }
}

fn each<'a>(wanted: &'a Item, items: &'a [Item], values: &[Value], path: &str, out: &mut Vec<(&'a Item, String)>) {
    if items.len() != values.len() {
        out.push((wanted, format!("`{path}` has {} elements, not {}", values.len(), items.len())));
        return;
    }
    for (at, (item, value)) in items.iter().zip(values).enumerate() {
        compare(item, value, &format!("{path}[{at}]"), out);
    }
}

/// A scalar of a test as text.
fn written(val: &Val) -> Option<String> {
    match val {
        Val::Bool(value) => Some(value.to_string()),
        Val::Int(value) => Some(value.to_string()),
        Val::Number(value) => Some(value.to_string()),
        Val::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// A scalar of a resource as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// What a value is that can't be compared with what is written.
fn noun(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::List(values) => format!("a list of {}", values.len()),
        Value::Blocks(blocks) => format!("a list of {} blocks", blocks.len()),
        Value::Map(_) => "a block".to_owned(),
        Value::Ref(_) | Value::Template(_) => "a value of another resource, known after apply only".to_owned(),
        Value::Policy(_) => "a policy document, which no test compares".to_owned(),
        Value::Secret(_) => "a secret".to_owned(),
        other => scalar(other).unwrap_or_else(|| "unreadable".to_owned()),
    }
}

/// An attribute that may have been meant.
fn near(key: &str, map: &Map) -> String {
    let scored = map.iter().map(|entry| (strsim::jaro_winkler(&entry.key, key), &entry.key)).filter(|(score, _)| *score > 0.85);
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(String::new, |(_, key)| format!("; did you mean `{key}`?"))
}
