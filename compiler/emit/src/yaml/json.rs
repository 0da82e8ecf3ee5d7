//! JSON text, for fields of manifests that take a document as text.

use std::fmt::Write;

use mlpc_graph::{Map, Value};

/// The value as compact JSON.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    push(&mut out, value);
    out
}

fn push(out: &mut String, value: &Value) {
    match value {
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Number(text) => out.push_str(text),
        Value::Text(text) | Value::Secret(text) => push_text(out, text),
        Value::List(items) => push_list(out, items, push),
        Value::Map(map) => push_map(out, map),
        Value::Blocks(blocks) => push_list(out, blocks, push_map),
        Value::Json(inner) => push_text(out, &text(inner)),
        Value::Ref(reference) => push_text(out, &super::to_fill_in(reference)),
        Value::Template(parts) => push_text(out, &super::template(parts)),
        Value::Policy(_) | Value::Null | Value::Poison => out.push_str("null"),
    }
}

fn push_list<T>(out: &mut String, items: &[T], push: impl Fn(&mut String, &T)) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}

fn push_map(out: &mut String, map: &Map) {
    out.push('{');
    for (at, entry) in map.iter().filter(|entry| super::shown(entry)).enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_text(out, &entry.key);
        out.push(':');
        push(out, &entry.value);
    }
    out.push('}');
}

fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a String can't fail.
            _ if char.is_control() => drop(write!(out, "\\u{:04x}", u32::from(char))),
            _ => out.push(char),
        }
    }
    out.push('"');
}
