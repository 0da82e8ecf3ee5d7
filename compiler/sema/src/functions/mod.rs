//! The functions of expressions: one file a group, one line each to register it.

mod conversions;
mod facts;
mod files;
mod lists;
mod numbers;
mod texts;

pub(crate) use facts::machine_facts;

use mlpc_diag::{Diagnostic, Fix};
use mlpc_source::{Span, TextRange};
use mlpc_syntax::ExprId;

use crate::codes::{deferred_value, unknown_function, wrong_type};
use crate::cx::Cx;
use crate::eval::Ex;
use crate::suggest::nearest;
use crate::value::Value;

/// One function.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// Fewest and most arguments; `None` is any number.
    pub(crate) arity: (usize, Option<usize>),
    /// How it is written, for findings, hover and completion.
    pub(crate) form: &'static str,
    pub(crate) call: for<'c, 'a> fn(&mut Arguments<'c, 'a>) -> Option<Value>,
}

/// The arguments of one call, evaluated.
pub(crate) struct Arguments<'c, 'a> {
    pub(crate) cx: &'c mut Cx<'a>,
    pub(crate) name: &'static str,
    pub(crate) values: Vec<Value>,
    pub(crate) spans: Vec<Span>,
    /// The whole call.
    pub(crate) span: Span,
}

/// The groups.
const GROUPS: &[&[Function]] =
    &[lists::FUNCTIONS, numbers::FUNCTIONS, texts::FUNCTIONS, conversions::FUNCTIONS, files::FUNCTIONS, facts::FUNCTIONS];

/// All functions: how each is written, by group. For the editor and the book.
pub fn function_forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.iter().flat_map(|group| group.iter()).map(|function| (function.name, function.form))
}

impl Cx<'_> {
    pub(crate) fn eval_call(&mut self, ex: Ex<'_>, id: ExprId, name: &str, range: TextRange, arguments: &[ExprId]) -> Value {
        let function = GROUPS.iter().flat_map(|group| group.iter()).find(|function| function.name == name);
        let Some(function) = function else {
            let span = ex.span_of(range);
            let diagnostic =
                Diagnostic::new(&unknown_function::RULE, format!("no function is called `{name}`")).label(span, "unknown function");
            let diagnostic = match nearest(name, function_forms().map(|(name, _)| name)) {
                Some(near) => diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near)),
                None => {
                    let names: Vec<&str> = function_forms().map(|(name, _)| name).collect();
                    diagnostic.help(format!("functions are {}", names.join(", ")))
                }
            };
            self.report(diagnostic);
            return Value::Poison;
        };
        let (least, most) = function.arity;
        if arguments.len() < least || most.is_some_and(|most| arguments.len() > most) {
            let message = format!("`{name}` is given {} argument{}", arguments.len(), if arguments.len() == 1 { "" } else { "s" });
            self.report(
                Diagnostic::new(&unknown_function::RULE, message)
                    .label(ex.span(id), format!("it takes {}", count(least, most)))
                    .help(format!("it is written `{}`", function.form)),
            );
            return Value::Poison;
        }
        let values: Vec<Value> = arguments.iter().map(|argument| self.eval(ex, *argument)).collect();
        if values.contains(&Value::Poison) {
            return Value::Poison;
        }
        let spans: Vec<Span> = arguments.iter().map(|argument| ex.span(*argument)).collect();
        if let Some((_, span)) = values.iter().zip(&spans).find(|(value, _)| matches!(value, Value::Later(_) | Value::Joined(_))) {
            self.report_at(&deferred_value::RULE, "a value that is known later can't be computed with", *span, "not known at compile time");
            return Value::Poison;
        }
        let span = ex.span(id);
        (function.call)(&mut Arguments { cx: self, name: function.name, values, spans, span }).unwrap_or(Value::Poison)
    }
}

fn count(least: usize, most: Option<usize>) -> String {
    match most {
        Some(most) if most == least => format!("{least}"),
        Some(most) => format!("{least} to {most}"),
        None => format!("at least {least}"),
    }
}

impl Arguments<'_, '_> {
    pub(crate) fn value(&self, at: usize) -> &Value {
        self.values.get(at).unwrap_or(&Value::Null)
    }

    pub(crate) fn span_of(&self, at: usize) -> Span {
        self.spans.get(at).copied().unwrap_or(self.span)
    }

    /// Reports that an argument is of another type than `wanted`.
    pub(crate) fn mistyped(&mut self, at: usize, wanted: &str) -> Option<Value> {
        let value = self.value(at);
        let message = format!("`{}` takes {wanted} here, this is {}", self.name, value.noun());
        let shown = value.show();
        let span = self.span_of(at);
        let mut diagnostic = Diagnostic::new(&wrong_type::RULE, message).label(span, shown);
        if *value == Value::Null {
            diagnostic = diagnostic.help("`coalesce(x, …)` says what holds where `x` is absent");
        }
        self.cx.report(diagnostic);
        None
    }

    pub(crate) fn text(&mut self, at: usize) -> Option<smol_str::SmolStr> {
        match self.value(at) {
            Value::Text(text) => Some(text.clone()),
            Value::Decl(id) => self.cx.decls.get(*id).and_then(|decl| decl.known_name().cloned()),
            _ => {
                self.mistyped(at, "a text");
                None
            }
        }
    }

    pub(crate) fn list(&mut self, at: usize) -> Option<std::sync::Arc<[Value]>> {
        match self.value(at) {
            Value::List(items) => {
                let items = items.clone();
                let span = self.span;
                self.cx.spend_steps(items.len() as u64, span).then_some(items)
            }
            _ => {
                self.mistyped(at, "a list");
                None
            }
        }
    }

    pub(crate) fn number(&mut self, at: usize) -> Option<mlpc_units::Rational> {
        match self.value(at) {
            Value::Number(number) => Some(*number),
            _ => {
                self.mistyped(at, "a number");
                None
            }
        }
    }

    pub(crate) fn int(&mut self, at: usize) -> Option<i64> {
        let number = self.number(at)?;
        let int = number.to_i64();
        if int.is_none() {
            self.mistyped(at, "a whole number");
        }
        int
    }
}
