//! MLP0901: a chart value that the chart doesn't have, or of another type.

use mlpc_diag::{Diagnostic, Rule, Severity};
use mlpc_graph::Value;
use mlpc_source::Span;

use crate::{Chart, Size};

/// Chart values don't match the chart.
pub static RULE: Rule = Rule {
    code: "MLP0901",
    name: "chart-value",
    severity: Severity::Error,
    title: "chart values don't match the chart",
    since: "0.1",
    explain: include_str!("chart_value.md"),
};

/// What the chart, or the standard library, has instead.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    /// The key.
    pub(crate) key: &'a str,
    /// What it is without the user's values.
    pub(crate) value: Option<&'a Value>,
    /// At this size.
    pub(crate) size: Size,
}

/// A key that the chart doesn't have.
pub(crate) fn unknown(chart: &Chart, path: &str, span: Option<Span>, near: Option<Known<'_>>) -> Diagnostic {
    let message = format!("chart {} {} has no value `{path}`", chart.name, chart.version);
    let diagnostic = Diagnostic::new(&RULE, message).label_opt(span, "Helm would ignore it without a word");
    match near {
        Some(known) => diagnostic.help(format!("did you mean `{}`?{}", known.key, sets(&known))),
        None => diagnostic.help(format!("`helm show values` of {} {} lists what it has", chart.name, chart.version)),
    }
}

/// A value of another type than the chart's.
pub(crate) fn mistyped(chart: &Chart, path: &str, span: Option<Span>, wanted: &str, given: &Value, known: Known<'_>) -> Diagnostic {
    let message = format!("`{path}` of chart {} {} is {}, not {}", chart.name, chart.version, wanted, describe(given));
    let help = match known.value {
        Some(value) => {
            format!("write {}, as the {} that the standard library sets at size {}", wanted, plain(value), known.size.word())
        }
        None => format!("write {wanted}"),
    };
    Diagnostic::new(&RULE, message).label_opt(span, format!("{} here", describe(given))).help(help)
}

fn sets(known: &Known<'_>) -> String {
    match known.value {
        Some(value @ (Value::Map(_) | Value::List(_))) => format!(" ({})", describe(value)),
        Some(Value::Null) | None => String::new(),
        Some(value) => {
            format!(" ({}; the standard library sets {} at size {})", describe(value), plain(value), known.size.word())
        }
    }
}

/// What a value is, in words.
pub(crate) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "a bool",
        Value::Int(_) => "an integer",
        Value::Number(_) => "a number",
        Value::List(_) => "a list",
        Value::Map(_) | Value::Blocks(_) => "a map",
        Value::Null => "nothing",
        Value::Text(_) | Value::Ref(_) | Value::Template(_) | Value::Json(_) | Value::Policy(_) | Value::Secret(_) | Value::Poison => {
            "a text"
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(value) => format!("#{value}"),
        Value::Int(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::Text(text) => format!("{text:?}"),
        other => describe(other).to_owned(),
    }
}
