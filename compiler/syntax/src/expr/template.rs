//! Texts with `${…}` in them, taken apart.

use mlpc_source::TextRange;

use super::{Expr, ExprProblem, parser};
use crate::limits;

/// A decoded text as literal parts and expressions, in order.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Template {
    /// The parts; literal parts aren't empty.
    pub parts: Vec<TemplatePart>,
    /// Faults; an expression at fault stands among the parts as broken.
    pub problems: Vec<ExprProblem>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TemplatePart {
    /// Literal text, `$${` read as `${`, and where it stands.
    Text(String, TextRange),
    /// `${…}`.
    Expr(Expr),
}

impl Template {
    /// The expression, if the text is one and nothing else: it keeps its type.
    pub fn single(&self) -> Option<&Expr> {
        match self.parts.as_slice() {
            [TemplatePart::Expr(expr)] => Some(expr),
            _ => None,
        }
    }
}

/// Whether a text can hold an expression or an escaped one: cheap, for the many that hold none.
pub fn has_expression(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"${").is_some()
}

/// Takes a decoded text apart.
pub fn template(text: &str) -> Template {
    let mut template = Template::default();
    let mut literal = String::new();
    let (mut literal_start, mut at, mut n_expressions) = (0, 0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("${")).map(|found| at + found) {
        literal.push_str(text.get(at..found).unwrap_or(""));
        if literal.ends_with('$') && found > at {
            // `$${`: the first `$` says that the other two characters are meant.
            literal.push('{');
            at = found + 2;
            continue;
        }
        template.flush(&mut literal, literal_start, found);
        let opening = TextRange::new(found as u32, found as u32 + 2);
        n_expressions += 1;
        let end = expression_end(text, found + 2);
        let Some(end) = end.filter(|_| n_expressions <= limits::EXPRESSIONS) else {
            let problem = if end.is_none() { never_closed(opening) } else { too_many(opening) };
            template.problems.push(problem);
            template.parts.push(TemplatePart::Expr(Expr::broken(TextRange::new(found as u32, text.len() as u32))));
            return template;
        };
        let whole = TextRange::new(found as u32, end as u32 + 1);
        let parsed = parser::parse(text, TextRange::new(found as u32 + 2, end as u32), whole);
        template.parts.push(TemplatePart::Expr(parsed.unwrap_or_else(|problem| {
            template.problems.push(problem);
            Expr::broken(whole)
        })));
        at = end + 1;
        literal_start = at;
    }
    literal.push_str(text.get(at..).unwrap_or(""));
    template.flush(&mut literal, literal_start, text.len());
    template
}

fn never_closed(range: TextRange) -> ExprProblem {
    ExprProblem {
        range,
        message: "this expression is never closed".to_owned(),
        help: "write `}` where it ends; for the two characters themselves write `$${`".to_owned(),
    }
}

fn too_many(range: TextRange) -> ExprProblem {
    ExprProblem {
        range,
        message: format!("this text has more than {} expressions; from here on it isn't read", limits::EXPRESSIONS),
        help: "write a list and `join` it, or for the two characters themselves `$${`".to_owned(),
    }
}

impl Template {
    fn flush(&mut self, literal: &mut String, start: usize, end: usize) {
        if !literal.is_empty() {
            self.parts.push(TemplatePart::Text(std::mem::take(literal), TextRange::new(start as u32, end as u32)));
        }
    }
}

/// The first `}` outside `'…'`.
fn expression_end(text: &str, from: usize) -> Option<usize> {
    let mut quoted = false;
    for (offset, byte) in text.as_bytes().get(from..)?.iter().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted => return Some(from + offset),
            _ => {}
        }
    }
    None
}
