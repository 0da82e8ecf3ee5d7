//! Attribute values as short text.

use mlpc_graph::{Part, Value};

/// A value in at most `limit` characters: text in quotes, references by address, trees cut.
pub fn short(value: &Value, limit: usize) -> String {
    let text = text(value);
    if text.chars().count() <= limit {
        return text;
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Poison => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::Text(text) => format!("\"{}\"", text.escape_debug()),
        Value::List(items) => format!("[{}]", items.iter().map(self::text).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => braces(map.iter().map(|entry| format!("{} = {}", entry.key, self::text(&entry.value)))),
        Value::Blocks(blocks) => match blocks.as_slice() {
            [one] => braces(one.iter().map(|entry| format!("{} = {}", entry.key, self::text(&entry.value)))),
            many => format!("{} blocks", many.len()),
        },
        Value::Ref(reference) => reference.to_string(),
        Value::Template(parts) => {
            let parts = parts.iter().map(|part| match part {
                Part::Text(text) => text.escape_debug().to_string(),
                Part::Ref(reference) => format!("${{{reference}}}"),
            });
            format!("\"{}\"", parts.collect::<String>())
        }
        Value::Json(inner) => self::text(inner),
        Value::Policy(policy) => format!("policy {}", policy.name),
        Value::Secret(name) => format!("secret {name}"),
    }
}

fn braces(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", items.join(", ")) }
}
