//! Expressions: literals, lists, objects, references, templates, documents.

use std::fmt::Write;

use mlpc_graph::{Map, Part, PathStep, PolicyDoc, Reference, Value};

use super::inline::{JSON, is_inline_list};
use super::text::{is_identifier, is_number, push_escaped, push_indent};
use super::writer::{Hcl, Level};
use crate::EmitFault;

impl Hcl<'_> {
    /// An expression that begins at `column`, alignment apart; what spans lines is indented below `depth`.
    pub(super) fn value(&mut self, value: &Value, depth: usize, column: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Int(value) => self.int(*value),
            Value::Number(text) if is_number(text) => self.out.push_str(text),
            Value::Number(text) | Value::Text(text) => self.text(text),
            Value::Secret(name) => self.text(name),
            Value::List(items) => self.list(items, depth, column),
            Value::Map(map) => self.object(map, depth),
            // Below an object there are no nested blocks, only lists of objects.
            Value::Blocks(blocks) => self.objects(blocks, depth),
            Value::Ref(reference) => self.reference(reference),
            Value::Template(parts) => self.template(parts),
            Value::Json(inner) => {
                self.out.push_str(JSON);
                self.value(inner, depth, column + JSON.len());
                self.out.push(')');
            }
            Value::Policy(doc) => self.policy_use(doc),
            Value::Poison => {
                self.faults.push(EmitFault::Poison(self.at.clone()));
                self.out.push_str("null");
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        push_escaped(&mut self.out, text);
        self.out.push('"');
    }

    fn int(&mut self, value: i64) {
        // Writing to a String can't fail.
        let _ = write!(self.out, "{value}");
    }

    fn list(&mut self, items: &[Value], depth: usize, column: usize) {
        self.out.push('[');
        if is_inline_list(items, column) {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    self.out.push_str(", ");
                }
                self.value(item, depth, column + 1);
            }
        } else {
            self.out.push('\n');
            for item in items {
                push_indent(&mut self.out, depth + 1);
                self.value(item, depth + 1, 2 * depth + 2);
                self.out.push_str(",\n");
            }
            push_indent(&mut self.out, depth);
        }
        self.out.push(']');
    }

    fn object(&mut self, map: &Map, depth: usize) {
        let start = self.out.len();
        self.out.push_str("{\n");
        if self.entries(map, depth + 1, Level::Object) {
            push_indent(&mut self.out, depth);
            self.out.push('}');
        } else {
            self.out.truncate(start);
            self.out.push_str("{}");
        }
    }

    fn objects(&mut self, maps: &[Map], depth: usize) {
        self.out.push('[');
        if !maps.is_empty() {
            self.out.push('\n');
            for map in maps {
                push_indent(&mut self.out, depth + 1);
                self.object(map, depth + 1);
                self.out.push_str(",\n");
            }
            push_indent(&mut self.out, depth);
        }
        self.out.push(']');
    }

    /// `aws_vpc.main.id`, `data.aws_iam_policy_document.x.json`.
    pub(super) fn reference(&mut self, reference: &Reference) {
        if !(self.in_root)(&reference.to) {
            self.faults.push(EmitFault::OtherRoot { at: self.at.clone(), to: reference.to.clone() });
        }
        self.out.push_str(reference.to.as_str());
        for step in &reference.path.0 {
            match step {
                PathStep::Key(key) if is_identifier(key) => {
                    self.out.push('.');
                    self.out.push_str(key);
                }
                PathStep::Key(key) => {
                    self.out.push('[');
                    self.text(key);
                    self.out.push(']');
                }
                PathStep::Index(index) => {
                    self.out.push('[');
                    self.int(i64::from(*index));
                    self.out.push(']');
                }
            }
        }
    }

    fn policy_use(&mut self, doc: &PolicyDoc) {
        self.out.push_str("data.aws_iam_policy_document.");
        self.out.push_str(&doc.name);
        self.out.push_str(".json");
    }

    fn template(&mut self, parts: &[Part]) {
        // Nothing but one reference: `terraform fmt` takes the quotes away.
        let mut said = parts.iter().filter(|part| !matches!(part, Part::Text(text) if text.is_empty()));
        if let (Some(Part::Ref(reference)), None) = (said.next(), said.next()) {
            return self.reference(reference);
        }
        self.out.push('"');
        let mut literal = String::new();
        for part in parts {
            match part {
                Part::Text(text) => literal.push_str(text),
                Part::Ref(reference) => {
                    self.before_interpolation(&literal);
                    literal.clear();
                    self.out.push_str("${");
                    self.reference(reference);
                    self.out.push('}');
                }
            }
        }
        push_escaped(&mut self.out, &literal);
        self.out.push('"');
    }

    /// Literal text right before `${`: dollars at its end would escape the interpolation, so they get one of their own.
    fn before_interpolation(&mut self, literal: &str) {
        let text = literal.trim_end_matches('$');
        push_escaped(&mut self.out, text);
        let dollars = literal.len() - text.len();
        if dollars > 0 {
            self.out.push_str("${\"");
            self.out.extend(std::iter::repeat_n('$', dollars));
            self.out.push_str("\"}");
        }
    }
}
