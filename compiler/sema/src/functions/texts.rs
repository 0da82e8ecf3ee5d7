//! Texts: `join`, `split`, `replace`, `lower`, `upper`.

use super::{Arguments, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "join", arity: (2, Some(2)), form: "join(xs, separator)", call: join },
    Function { name: "split", arity: (2, Some(2)), form: "split(text, separator)", call: split },
    Function { name: "replace", arity: (3, Some(3)), form: "replace(text, from, to)", call: replace },
    Function { name: "lower", arity: (1, Some(1)), form: "lower(text)", call: lower },
    Function { name: "upper", arity: (1, Some(1)), form: "upper(text)", call: upper },
];

fn join(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let items = arguments.list(0)?;
    let separator = arguments.text(1)?;
    let span = arguments.span;
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(&separator);
        }
        text.push_str(&arguments.cx.text_of(item, span)?);
        if text.len() > mlpc_syntax::limits::TEXT {
            break;
        }
    }
    Some(arguments.cx.checked_text(text, span))
}

/// An empty text has no parts, so that an empty cell of a table is an empty list.
fn split(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    if *arguments.value(0) == Value::Null {
        return Some(Value::list(Vec::new()));
    }
    let (text, separator) = (arguments.text(0)?, arguments.text(1)?);
    if separator.is_empty() {
        return arguments.mistyped(1, "a separator that isn't empty");
    }
    if text.is_empty() {
        return Some(Value::list(Vec::new()));
    }
    let span = arguments.span;
    let items: Vec<Value> = text.split(separator.as_str()).map(Value::text).collect();
    if !arguments.cx.spend_steps(items.len() as u64, span) {
        return None;
    }
    Some(arguments.cx.checked_list(items, span))
}

fn replace(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let (text, from, to) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
    if from.is_empty() {
        return arguments.mistyped(1, "a text that isn't empty");
    }
    let span = arguments.span;
    let n_found = text.matches(from.as_str()).count();
    if text.len().saturating_add(n_found.saturating_mul(to.len())) > 2 * mlpc_syntax::limits::TEXT {
        return Some(arguments.cx.checked_text(" ".repeat(mlpc_syntax::limits::TEXT + 1), span));
    }
    Some(arguments.cx.checked_text(text.replace(from.as_str(), &to), span))
}

fn lower(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let text = arguments.text(0)?;
    let span = arguments.span;
    Some(arguments.cx.checked_text(text.to_lowercase(), span))
}

fn upper(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let text = arguments.text(0)?;
    let span = arguments.span;
    Some(arguments.cx.checked_text(text.to_uppercase(), span))
}
