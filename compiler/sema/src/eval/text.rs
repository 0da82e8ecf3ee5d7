//! Texts with `${…}`: one expression alone keeps its type, else the parts are joined.

use mlpc_source::{Span, TextRange};
use mlpc_syntax::TemplatePart;
use smol_str::SmolStr;

use super::{Ex, ParsedText};
use crate::codes::{deferred_value, wrong_type};
use crate::cx::{Cx, Site};
use crate::value::{Piece, Value, When};

impl Cx<'_> {
    /// The value of a text with expressions.
    pub(crate) fn eval_text(&mut self, parsed: &ParsedText, site: Site) -> Value {
        if let Some(expr) = parsed.template.single() {
            let ex = Ex { expr, map: &parsed.map, site };
            return self.eval(ex, expr.root);
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut text = String::new();
        let mut poisoned = false;
        for part in &parsed.template.parts {
            match part {
                TemplatePart::Text(literal, _) => text.push_str(literal),
                TemplatePart::Expr(expr) => {
                    let ex = Ex { expr, map: &parsed.map, site };
                    let value = self.eval(ex, expr.root);
                    let span = ex.span_of(expr.range);
                    poisoned |= !self.join(value, span, &mut text, &mut pieces);
                }
            }
        }
        let whole = TextRange::new(parsed.map.offset(0), parsed.map.offset(0));
        let span = parsed.template.parts.first().map_or(site.span(whole), |part| {
            site.span(parsed.map.range(match part {
                TemplatePart::Text(_, range) => *range,
                TemplatePart::Expr(expr) => expr.range,
            }))
        });
        if poisoned {
            return Value::Poison;
        }
        if pieces.is_empty() {
            return self.checked_text(text, span);
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(SmolStr::from(text)));
        }
        Value::Joined(pieces.into())
    }

    /// Adds a value to a text; `false` if it can't stand in one.
    fn join(&mut self, value: Value, span: Span, text: &mut String, pieces: &mut Vec<Piece>) -> bool {
        let flush = |text: &mut String, pieces: &mut Vec<Piece>| {
            if !text.is_empty() {
                pieces.push(Piece::Text(SmolStr::from(std::mem::take(text))));
            }
        };
        match value {
            Value::Poison => return false,
            Value::Later(later) if later.when != When::Never => {
                flush(text, pieces);
                pieces.push(Piece::Later(later));
            }
            Value::Joined(inner) => {
                flush(text, pieces);
                pieces.extend(inner.iter().cloned());
            }
            other => match self.text_of(&other, span) {
                Some(part) => text.push_str(&part),
                None => return false,
            },
        }
        true
    }

    /// The text of a value; what has none is reported.
    pub(crate) fn text_of(&mut self, value: &Value, span: Span) -> Option<SmolStr> {
        Some(match value {
            Value::Text(text) => text.clone(),
            Value::Bool(flag) => SmolStr::new(if *flag { "true" } else { "false" }),
            Value::Number(number) => {
                if !number.is_finite_decimal() {
                    self.report_at(
                        &wrong_type::RULE,
                        format!("{number} has no finite decimal form"),
                        span,
                        "round it before it is written out: `round(x)`, `ceil(x)`, `floor(x)`",
                    );
                    return None;
                }
                SmolStr::new(number.to_string())
            }
            Value::Quantity(it) => SmolStr::new(it.to_string()),
            Value::Duration(it) => SmolStr::new(it.to_string()),
            Value::Ratio(it) => SmolStr::new(it.to_string()),
            Value::Rate(it) => SmolStr::new(it.to_string()),
            Value::Money(it) => SmolStr::new(it.to_string()),
            Value::Date(it) => SmolStr::new(it.to_string()),
            Value::Decl(id) => return self.decl_text(*id, span),
            Value::Poison => return None,
            Value::Null => {
                self.report_at(
                    &wrong_type::RULE,
                    "null can't stand in a text",
                    span,
                    "absent here; `coalesce(x, '…')` says what to write instead",
                );
                return None;
            }
            Value::Later(later) if later.when == When::Never => {
                self.report_at(
                    &wrong_type::RULE,
                    "a secret can't stand in a text",
                    span,
                    "a secret is the whole value of an `env` entry or of a tree's leaf",
                );
                return None;
            }
            Value::Later(_) | Value::Joined(_) => {
                self.report_at(&deferred_value::RULE, "this value is known too late to be computed with", span, "known later");
                return None;
            }
            Value::List(_) | Value::Map(_) | Value::Space(_) => {
                let message = format!("{} can't stand in a text", value.noun());
                let hint = if matches!(value, Value::List(_)) { "`join(xs, ', ')` makes a text of it" } else { "take one of its values" };
                self.report_at(&wrong_type::RULE, message, span, hint);
                return None;
            }
        })
    }

    /// The text of a reference is the name; a secret has none.
    fn decl_text(&mut self, id: mlpc_model::DeclId, span: Span) -> Option<SmolStr> {
        let decl = self.decls.get(id)?;
        if decl.kind.name == "secret" {
            self.report_at(
                &wrong_type::RULE,
                "a secret can't stand in a text",
                span,
                "a secret is the whole value of an `env` entry or of a tree's leaf",
            );
            return None;
        }
        decl.known_name().cloned()
    }
}
