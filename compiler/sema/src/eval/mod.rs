//! Expressions: from the arena that `syntax` parsed to a [`Value`].
//!
//! Pure and total: no recursion in the language, every step counted, the depth of expressions within expressions bounded, so hostile specs
//! end with a finding.

mod access;
mod binding;
mod names;
mod ops;
mod text;

use std::rc::Rc;
use std::sync::Arc;

use mlpc_diag::Diagnostic;
use mlpc_source::{Span, TextRange};
use mlpc_syntax::{Entry, Expr, ExprId, ExprKind, Scalar, Template, TextMap};
use mlpc_units::Rational;
use smol_str::SmolStr;

use crate::codes::{expansion_too_deep, overflow, wrong_type};
use crate::cx::{Cx, Site};
use crate::scope::{Binding, BindingState, What};
use crate::value::Value;

/// A text with expressions, taken apart once.
#[derive(Debug)]
pub(crate) struct ParsedText {
    pub(crate) template: Template,
    pub(crate) map: TextMap,
}

/// An expression at its place.
#[derive(Clone, Copy)]
pub(crate) struct Ex<'e> {
    pub(crate) expr: &'e Expr,
    pub(crate) map: &'e TextMap,
    pub(crate) site: Site,
}

impl Ex<'_> {
    pub(crate) fn span(&self, id: ExprId) -> Span {
        self.span_of(self.expr.node(id).range)
    }

    pub(crate) fn span_of(&self, range: TextRange) -> Span {
        self.site.span(self.map.range(range))
    }
}

/// How deep expressions may lie within and depend on each other, the two together: what fits a stack of 2 MB with room to spare.
const DEEPEST: u32 = 300;

impl Cx<'_> {
    /// The value of an argument or property, before a type reads it.
    pub(crate) fn read_entry(&mut self, entry: Entry<'_>, site: Site) -> Value {
        match entry.value() {
            Scalar::Null => Value::Null,
            Scalar::Bool(flag) => Value::Bool(flag),
            Scalar::Number(text) => match Rational::parse(text) {
                Ok(number) => Value::Number(number),
                Err(error) => {
                    let diagnostic =
                        Diagnostic::new(&overflow::RULE, error.message).label(site.span(entry.value_range()), "beyond exact numbers");
                    self.report(diagnostic);
                    Value::Poison
                }
            },
            Scalar::Infinity | Scalar::NegInfinity | Scalar::Nan => {
                let span = site.span(entry.value_range());
                self.report_at(&wrong_type::RULE, format!("`{}` is no exact number", entry.raw()), span, "numbers are exact and finite");
                Value::Poison
            }
            Scalar::Broken => Value::Poison,
            Scalar::Text(text) if !mlpc_syntax::has_expression(&text) => Value::text(text),
            Scalar::Text(text) => {
                let parsed = self.parsed(entry, &text, site);
                self.eval_text(&parsed, site)
            }
        }
    }

    fn parsed(&mut self, entry: Entry<'_>, text: &str, site: Site) -> Rc<ParsedText> {
        let key = (site.file, entry.id());
        if let Some(parsed) = self.texts.get(&key) {
            return Rc::clone(parsed);
        }
        let parsed = Rc::new(ParsedText { template: mlpc_syntax::template(text), map: entry.text_map() });
        if site.default.is_none() {
            self.texts.insert(key, Rc::clone(&parsed));
        }
        parsed
    }

    /// The value of a node of an expression. A group with a leading field (`budget "10 USD/month" …`) counts as that field's value.
    pub(crate) fn eval(&mut self, ex: Ex<'_>, id: ExprId) -> Value {
        match self.eval_whole(ex, id) {
            Value::Map(entries) => match entries.get(GROUP_HEAD) {
                Some(head) => head.clone(),
                None => Value::Map(entries),
            },
            value => value,
        }
    }

    /// The value of a node whose fields are read next: groups stay whole.
    pub(crate) fn eval_whole(&mut self, ex: Ex<'_>, id: ExprId) -> Value {
        if self.depth >= DEEPEST {
            return self.report_depth(ex.span(id));
        }
        if !self.spend_steps(1, ex.span(id)) {
            return Value::Poison;
        }
        self.depth += 1;
        let value = self.eval_node(ex, id);
        self.depth -= 1;
        value
    }

    pub(crate) fn report_depth(&mut self, span: Span) -> Value {
        self.report(
            Diagnostic::new(&expansion_too_deep::RULE, format!("expressions depend on each other through more than {DEEPEST} steps"))
                .label(span, "the limit is reached here")
                .help("compute the value with fewer steps between"),
        );
        Value::Poison
    }

    fn eval_node(&mut self, ex: Ex<'_>, id: ExprId) -> Value {
        let node = ex.expr.node(id);
        match &node.kind {
            ExprKind::Number(text) => self.number_literal(text, ex.span(id)),
            ExprKind::Text(text) => Value::text(text),
            ExprKind::Bool(flag) => Value::Bool(*flag),
            ExprKind::Null => Value::Null,
            ExprKind::Broken => Value::Poison,
            ExprKind::Name(name) => self.eval_name(ex, name, id),
            ExprKind::List(items) => self.eval_list(ex, items),
            ExprKind::If(condition, then, otherwise) => match self.eval(ex, *condition) {
                Value::Bool(true) => self.eval(ex, *then),
                Value::Bool(false) => self.eval(ex, *otherwise),
                other => self.not_a_bool(other, ex.span(*condition), "the condition of `if`"),
            },
            ExprKind::Binary(op, left, right) => self.eval_binary(ex, id, *op, *left, *right),
            ExprKind::Unary(op, operand) => self.eval_unary(ex, id, *op, *operand),
            ExprKind::Field(base, name, range) => self.eval_field(ex, *base, name, *range),
            ExprKind::Index(base, index) => self.eval_index(ex, *base, *index),
            ExprKind::Call(name, range, arguments) => self.eval_call(ex, id, name, *range, arguments),
            ExprKind::Comprehension { .. } => self.eval_comprehension(ex, id),
        }
    }

    fn number_literal(&mut self, text: &str, span: Span) -> Value {
        match Rational::parse(text) {
            Ok(number) => Value::Number(number),
            Err(error) => {
                self.report_at(&overflow::RULE, error.message, span, "beyond exact numbers");
                Value::Poison
            }
        }
    }

    fn eval_list(&mut self, ex: Ex<'_>, items: &[ExprId]) -> Value {
        let values: Vec<Value> = items.iter().map(|item| self.eval(ex, *item)).collect();
        if values.contains(&Value::Poison) { Value::Poison } else { Value::list(values) }
    }

    pub(crate) fn not_a_bool(&mut self, value: Value, span: Span, what: &str) -> Value {
        if value != Value::Poison {
            self.report_at(&wrong_type::RULE, format!("{what} is a bool, this is {}", value.noun()), span, value.show());
        }
        Value::Poison
    }

    fn eval_comprehension(&mut self, ex: Ex<'_>, id: ExprId) -> Value {
        let ExprKind::Comprehension { body, var, var_range, source, cond } = &ex.expr.node(id).kind else {
            return Value::Poison;
        };
        let rows = match self.eval(ex, *source) {
            Value::List(rows) => rows,
            Value::Poison => return Value::Poison,
            other => {
                let message = format!("a `for` walks a list, this is {}", other.noun());
                self.report_at(&wrong_type::RULE, message, ex.span(*source), other.show());
                return Value::Poison;
            }
        };
        let scope = self.open_scope(Some(ex.site.scope));
        let span = ex.span_of(*var_range);
        self.bind(
            scope,
            Binding { name: var.clone(), what: What::Loop, span, value_span: span, state: BindingState::Done(Value::Poison), source: None },
        );
        let Some(binding) = self.scopes.get(scope).and_then(|scope| scope.names.get(var)).copied() else {
            return Value::Poison;
        };
        let inner = Ex { site: Site { scope, ..ex.site }, ..ex };
        let mut values = Vec::new();
        for row in rows.iter() {
            if let Some(binding) = self.bindings.get_mut(binding) {
                binding.state = BindingState::Done(row.clone());
            }
            if let Some(cond) = cond {
                match self.eval(inner, *cond) {
                    Value::Bool(true) => {}
                    Value::Bool(false) => continue,
                    other => return self.not_a_bool(other, ex.span(*cond), "the condition of a `for`"),
                }
            }
            match self.eval(inner, *body) {
                Value::Poison => return Value::Poison,
                value => values.push(value),
            }
        }
        self.checked_list(values, ex.span(id))
    }

    /// A list, if it isn't too long.
    pub(crate) fn checked_list(&mut self, values: Vec<Value>, span: Span) -> Value {
        const LONGEST: usize = 1_000_000;
        if values.len() > LONGEST {
            let message = format!("a list of {} elements; {LONGEST} are the most", values.len());
            self.report_at(&expansion_too_deep::RULE, message, span, "too long");
            return Value::Poison;
        }
        Value::List(values.into())
    }

    /// A text, if it isn't too long.
    pub(crate) fn checked_text(&mut self, text: String, span: Span) -> Value {
        if text.len() > mlpc_syntax::limits::TEXT {
            let message = format!("a text of {} bytes; {} are the most", text.len(), mlpc_syntax::limits::TEXT);
            self.report_at(&expansion_too_deep::RULE, message, span, "too long");
            return Value::Poison;
        }
        if !self.spend_steps(text.len() as u64 / 64, span) {
            return Value::Poison;
        }
        Value::Text(SmolStr::from(text))
    }
}

/// The key under which the map of a group holds its leading field's value.
pub(crate) const GROUP_HEAD: &str = "";

/// A map value.
pub(crate) fn map_value(entries: impl IntoIterator<Item = (SmolStr, Value)>) -> Value {
    Value::Map(Arc::new(entries.into_iter().collect()))
}
