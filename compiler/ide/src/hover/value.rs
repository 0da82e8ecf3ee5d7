//! The value that a field has, where its text is an expression or its unit isn't written.

use mlpc_model::{Decl, DeclId, Fields, Item, Val};
use mlpc_project::Compiled;
use mlpc_source::{Origins, Span, TextRange};
use mlpc_syntax::Node;

use crate::{Analysis, Cursor};

/// Values shown of a text that serves several instances or environments.
const SHOWN: usize = 4;

/// The declarations that a node makes, in all environments.
pub(super) fn declarations<'a>(
    analysis: Analysis<'a>,
    at: Cursor,
    node: Node<'_>,
) -> impl Iterator<Item = (&'a Compiled, DeclId)> + use<'a> {
    let here = Span::new(at.file, node.head_range());
    analysis.compiled().flat_map(move |compiled| {
        let decls = compiled.platform.decls.iter_enumerated();
        decls.filter(move |(_, decl)| decl.head == here).map(move |(id, _)| (compiled, id))
    })
}

/// The declarations around a node, its own first: each with the field's name on the way to the node, if the node is a field.
pub(super) fn enclosing<'a>(analysis: Analysis<'a>, at: Cursor, node: Node<'_>) -> Vec<(&'a Compiled, DeclId)> {
    let mut next = Some(node);
    while let Some(node) = next {
        let found: Vec<_> = declarations(analysis, at, node).collect();
        if !found.is_empty() {
            return found;
        }
        next = node.parent();
    }
    Vec::new()
}

/// `name = value` of what a node's property writes, or of the node itself where it is a field.
pub(super) fn of_field(analysis: Analysis<'_>, at: Cursor, node: Node<'_>, name: Option<&str>) -> Option<String> {
    let mut shown: Vec<String> = Vec::new();
    for (compiled, id) in enclosing(analysis, at, node) {
        let Some(decl) = compiled.platform.decl(id) else { continue };
        let whole = Span::new(at.file, node.range());
        let Some(item) = find(decl, &compiled.origins, whole, &node.name(), name) else { continue };
        if matches!(item.val, Val::Group(_) | Val::Map(_) | Val::Poison) || item.elements().iter().any(|it| matches!(it.val, Val::Group(_)))
        {
            continue;
        }
        let text = text(compiled, id, item);
        let line = match &compiled.environment {
            Some(environment) => format!("`{text}` in {environment}"),
            None => format!("`{text}`"),
        };
        if !shown.contains(&line) {
            shown.push(line);
        }
    }
    let n = shown.len();
    shown.truncate(SHOWN);
    match n {
        0 => None,
        1..=SHOWN => Some(format!("= {}", shown.join(", "))),
        _ => Some(format!("= {} and {} more", shown.join(", "), n - SHOWN)),
    }
}

fn text(compiled: &Compiled, id: DeclId, item: &Item) -> String {
    let texts: Vec<_> = item.elements().iter().map(|it| compiled.platform.text_of(&it.val, id)).collect();
    texts.join(" ")
}

/// The value of property `name` of the node, or of the node: directly in the declaration, or in the group that the node writes.
fn find<'a>(decl: &'a Decl, origins: &Origins, node: Span, node_name: &str, name: Option<&str>) -> Option<&'a Item> {
    if decl.head.file == node.file && decl.head.range.start == node.range.start {
        return decl.fields.get(name?);
    }
    let field = decl.fields.get(node_name)?;
    match name {
        None => Some(field),
        Some(name) => group_at(field, origins, node)?.get(name),
    }
}

/// The group that a node writes, among those of its field.
pub(super) fn group_at<'a>(field: &'a Item, origins: &Origins, node: Span) -> Option<&'a Fields> {
    let written_here = |item: &Item| {
        origins.get(item.origin).and_then(|origin| origin.span).is_some_and(|span| span.file == node.file && within(span.range, node.range))
    };
    let groups = field.elements().iter().filter_map(|item| match &item.val {
        Val::Group(fields) => Some((item, fields)),
        _ => None,
    });
    groups.into_iter().find(|(item, _)| written_here(item)).map(|(_, fields)| fields)
}

fn within(inner: TextRange, outer: TextRange) -> bool {
    outer.contains_range(inner)
}
