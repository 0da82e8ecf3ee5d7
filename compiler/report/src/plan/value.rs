//! Attribute values and their differences as short text.

use mlpc_graph::{Part, Value};

use super::difference::{Difference, What, statements};

/// A value in at most `limit` characters: text in quotes, references by address, trees cut.
pub(super) fn short(value: &Value, limit: usize) -> String {
    let text = text(value);
    if text.chars().count() <= limit {
        return text;
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// The least room that a value gets, however long its path is.
const LEAST: usize = 24;

/// A difference in words: `path "24" → "16"`, `path − "a" + "b"`; values are cut so that it stands in about `room` characters.
pub(crate) fn difference_text(difference: &Difference, room: usize) -> String {
    let path = &difference.path;
    let n_values = match &difference.what {
        What::AfterApply => 0,
        What::Value(from, to) => usize::from(from.is_some()) + usize::from(to.is_some()),
        What::Items { removed, added } => usize::from(!removed.is_empty()) + usize::from(!added.is_empty()),
    };
    let limit = (room.saturating_sub(path.chars().count() + 4) / n_values.max(1)).max(LEAST);
    match &difference.what {
        What::AfterApply => format!("{path} known after apply"),
        What::Items { removed, added } => {
            let side =
                |mark: &str, items: &[Value]| if items.is_empty() { String::new() } else { format!(" {mark} {}", listed(items, limit)) };
            format!("{path}{}{}", side("−", removed), side("+", added))
        }
        What::Value(None, Some(to @ Value::Map(_))) => format!("{path} + {}", short(to, limit)),
        What::Value(Some(from @ Value::Map(_)), None) => format!("{path} − {}", short(from, limit)),
        What::Value(from, to) => {
            let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "unset".to_owned(), |value| short(value, limit));
            format!("{path} {} → {}", value(from), value(to))
        }
    }
}

/// Values one after another, and how many more there are.
fn listed(items: &[Value], limit: usize) -> String {
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        let item = short(item, limit);
        if at > 0 && text.chars().count() + item.chars().count() > limit {
            return format!("{text} and {} more", items.len() - at);
        }
        if at > 0 {
            text.push_str(", ");
        }
        text.push_str(&item);
    }
    text
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
        Value::Policy(policy) => self::text(&statements(policy)),
        Value::Secret(name) => format!("secret {name}"),
    }
}

fn braces(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", items.join(", ")) }
}
