//! Lists and maps: `len`, `sum`, `min`, `max`, `contains`, `keys`, `values`, `range`, `coalesce`.

use mlpc_units::Rational;

use super::{Arguments, Function};
use crate::codes::{overflow, wrong_type};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "len", arity: (1, Some(1)), form: "len(xs)", call: len },
    Function { name: "sum", arity: (1, Some(1)), form: "sum(xs)", call: sum },
    Function { name: "min", arity: (1, None), form: "min(xs) or min(a, b)", call: min },
    Function { name: "max", arity: (1, None), form: "max(xs) or max(a, b)", call: max },
    Function { name: "contains", arity: (2, Some(2)), form: "contains(xs, x)", call: contains },
    Function { name: "keys", arity: (1, Some(1)), form: "keys(m)", call: keys },
    Function { name: "values", arity: (1, Some(1)), form: "values(m)", call: values },
    Function { name: "range", arity: (1, Some(2)), form: "range(n) or range(from, to)", call: range },
    Function { name: "coalesce", arity: (1, None), form: "coalesce(x, otherwise)", call: coalesce },
];

fn len(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let length = match arguments.value(0) {
        Value::List(items) => items.len(),
        Value::Map(entries) => entries.len(),
        Value::Text(text) => text.chars().count(),
        _ => return arguments.mistyped(0, "a list, a map or a text"),
    };
    Some(Value::int(length as i64))
}

fn sum(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let items = arguments.list(0)?;
    let Some((first, rest)) = items.split_first() else { return Some(Value::Number(Rational::ZERO)) };
    if !matches!(first, Value::Number(_) | Value::Quantity(_) | Value::Duration(_) | Value::Ratio(_) | Value::Rate(_) | Value::Money(_)) {
        let (message, span) = (format!("`sum` adds numbers and measures, this is {}", first.noun()), arguments.span_of(0));
        arguments.cx.report_at(&wrong_type::RULE, message, span, first.show());
        return None;
    }
    let mut total = first.clone();
    for item in rest {
        total = arguments.cx.add_values(&total, item, arguments.spans.first().copied().unwrap_or(arguments.span))?;
    }
    Some(total)
}

fn min(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    extreme(arguments, std::cmp::Ordering::Less)
}

fn max(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    extreme(arguments, std::cmp::Ordering::Greater)
}

fn extreme(arguments: &mut Arguments<'_, '_>, wanted: std::cmp::Ordering) -> Option<Value> {
    let items = if arguments.values.len() == 1 { arguments.list(0)? } else { arguments.values.clone().into() };
    let Some((first, rest)) = items.split_first() else {
        let (message, span) = (format!("`{}` of an empty list", arguments.name), arguments.span);
        arguments.cx.report_at(&overflow::RULE, message, span, "there is nothing to choose from");
        return None;
    };
    let span = arguments.span;
    let mut best = first;
    arguments.cx.compare_values(first, first, span)?;
    for item in rest {
        if arguments.cx.compare_values(item, best, span)? == wanted {
            best = item;
        }
    }
    Some(best.clone())
}

fn contains(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let wanted = arguments.value(1).clone();
    Some(Value::Bool(match arguments.value(0) {
        Value::List(_) => {
            let wanted = match wanted {
                Value::Decl(_) => Value::Text(arguments.text(1)?),
                other => other,
            };
            arguments.list(0)?.contains(&wanted)
        }
        Value::Map(entries) => {
            let entries = entries.clone();
            entries.contains_key(&arguments.text(1)?)
        }
        Value::Text(text) => {
            let text = text.clone();
            text.contains(arguments.text(1)?.as_str())
        }
        _ => return arguments.mistyped(0, "a list, a map or a text"),
    }))
}

fn keys(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    match arguments.value(0) {
        Value::Map(entries) => Some(Value::list(entries.keys().cloned().map(Value::Text).collect())),
        _ => arguments.mistyped(0, "a map"),
    }
}

fn values(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    match arguments.value(0) {
        Value::Map(entries) => Some(Value::list(entries.values().cloned().collect())),
        _ => arguments.mistyped(0, "a map"),
    }
}

fn range(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let (from, to) = if arguments.values.len() == 1 { (0, arguments.int(0)?) } else { (arguments.int(0)?, arguments.int(1)?) };
    let span = arguments.span;
    let n = to.saturating_sub(from).max(0);
    if !arguments.cx.spend_steps(n.unsigned_abs(), span) {
        return None;
    }
    let items = (from..to).map(Value::int).collect();
    Some(arguments.cx.checked_list(items, span))
}

fn coalesce(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    Some(arguments.values.iter().find(|value| **value != Value::Null).cloned().unwrap_or(Value::Null))
}
