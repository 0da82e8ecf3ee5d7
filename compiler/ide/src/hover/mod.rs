//! What is shown over a place: what a name stands for, what a kind or field is, the value with its unit, and the numbers behind it.

mod facts;
mod numbers;
mod value;

use mlpc_project::{Compiled, Target};
use mlpc_schema::docs;
use mlpc_source::{Span, TextRange};
use mlpc_syntax::{Entry, Node};

use crate::analysis::head;
use crate::definition::declared;
use crate::place::{EntryRole, Role, entry_role, place};
use crate::{Analysis, Cursor};

pub(crate) use facts::machine;

/// What is shown, and over which text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// Markdown.
    pub text: String,
    /// The text that it is about.
    pub range: TextRange,
}

/// What is known of the text at the cursor.
pub fn hover(analysis: Analysis<'_>, at: Cursor) -> Option<Hover> {
    let tree = analysis.tree(at.file)?;
    let node = tree.node_at(at.offset)?;
    let entry = tree.entry_at(at.offset).filter(|entry| node.head_range().contains_range(entry.range()));
    let kinds = analysis.kinds();
    let (role, _) = place(&kinds.0, node);
    let (own, range) = match entry {
        Some(entry) => (of_entry(analysis, at, role, node, entry), entry.range()),
        None if node.name_range().touches(at.offset) => (of_node(analysis, at, role, node), node.name_range()),
        None => return None,
    };
    let mut parts = meanings(analysis, at);
    parts.extend(own);
    (!parts.is_empty()).then(|| Hover { text: parts.join("\n\n---\n\n"), range })
}

/// The declarations that the text stands for.
fn meanings(analysis: Analysis<'_>, at: Cursor) -> Vec<String> {
    const SHOWN: usize = 3;
    let Some((compiled, targets)) = analysis.meaning(at) else { return Vec::new() };
    let mut parts: Vec<String> = targets.iter().filter_map(|target| of_target(analysis, compiled, *target)).collect();
    parts.dedup();
    if parts.len() > SHOWN {
        let more = parts.len() - SHOWN;
        parts.truncate(SHOWN);
        parts.push(format!("and {more} more"));
    }
    parts
}

fn of_target(analysis: Analysis<'_>, compiled: &Compiled, target: Target) -> Option<String> {
    let declared = declared(analysis, compiled, target)?;
    let node = analysis.node_of(Span::new(declared.file, declared.focus))?;
    let sources = &analysis.snapshot.loaded.sources;
    let line = sources.text(Span::new(declared.file, node.head_range()));
    let mut text = format!("```kdl\n{line}\n```");
    for doc in node.docs() {
        text.push_str(&format!("\n{doc}"));
    }
    let place = sources.at(Span::new(declared.file, declared.focus));
    match target {
        Target::Decl(id) => {
            let decl = compiled.platform.decl(id)?;
            text.push_str(&format!("\n\n`{}` · {place}", decl.address));
            if let Some(line) = numbers::of_declaration(analysis, compiled, id) {
                text.push_str(&format!("\n\n{line}"));
            }
        }
        Target::Name(_) => text.push_str(&format!("\n\n{place}")),
    }
    Some(text)
}

/// Over the name of a node: the kind or field, and what the declaration comes to.
fn of_node(analysis: Analysis<'_>, at: Cursor, role: Role<'_>, node: Node<'_>) -> Option<String> {
    match role {
        Role::Declaration(kind) => {
            let numbers = value::declarations(analysis, at, node).next();
            let line = numbers.and_then(|(compiled, id)| numbers::of_declaration(analysis, compiled, id));
            Some([Some(docs::hover_kind(kind)), line].into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
        }
        Role::Field(field) => {
            let mut parts = vec![docs::hover_field(field)];
            parts.extend(value::of_field(analysis, at, node, None));
            parts.extend(numbers::of_field(analysis, at, node));
            Some(parts.join("\n\n"))
        }
        Role::Unknown => None,
    }
}

/// Over an argument or property.
fn of_entry(analysis: Analysis<'_>, at: Cursor, role: Role<'_>, node: Node<'_>, entry: Entry<'_>) -> Option<String> {
    match entry_role(role, node, entry) {
        EntryRole::Name => head(node).touches(at.offset).then(|| of_node(analysis, at, role, node))?,
        EntryRole::Value(field) => {
            let mut parts = vec![docs::hover_field(field)];
            parts.extend(value::of_field(analysis, at, node, Some(&field.name)));
            parts.extend(facts::of_value(analysis, at, node, field, entry));
            parts.extend(numbers::of_field(analysis, at, node));
            Some(parts.join("\n\n"))
        }
        EntryRole::Unknown => None,
    }
}
