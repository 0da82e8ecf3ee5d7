//! What stands on one line.

use mlpc_graph::Value;

/// Lists of literals stay on one line up to this column.
const LINE: usize = 100;

/// What a document in JSON begins with.
pub(super) const JSON: &str = "jsonencode(";

/// Whether a value that begins at `column` is printed on one line.
pub(super) fn is_inline(value: &Value, column: usize) -> bool {
    match value {
        Value::Map(map) => map.iter().all(|entry| matches!(entry.value, Value::Null)),
        Value::Blocks(blocks) => blocks.is_empty(),
        Value::Json(inner) => is_inline(inner, column + JSON.len()),
        Value::List(items) => is_inline_list(items, column),
        _ => true,
    }
}

pub(super) fn is_inline_list(items: &[Value], column: usize) -> bool {
    match items {
        [] => true,
        [only] => is_inline(only, column + 1),
        _ => items.iter().try_fold(column, |column, item| Some(column + 2 + literal_width(item)?)).is_some_and(|end| end <= LINE),
    }
}

/// The width of a literal; `None` for what isn't one: several references stand one a line.
fn literal_width(value: &Value) -> Option<usize> {
    match value {
        Value::Text(text) => Some(text.len() + 2),
        Value::Number(text) => Some(text.len()),
        Value::Int(_) | Value::Bool(_) => Some(5),
        _ => None,
    }
}
