//! The defaults of the kinds' table, parsed: KDL after the field's name.

use mlpc_schema::{Field, KindTable, Type};
use mlpc_syntax::{Node, Parse};
use rustc_hash::FxHashMap;

/// Defaults by field. A field is told by its place in the table, which doesn't move while a compile borrows it.
#[derive(Debug, Default)]
pub(crate) struct Defaults(FxHashMap<usize, Parse>);

impl Defaults {
    /// Parses all defaults of a table.
    pub(crate) fn of(kinds: &KindTable) -> Self {
        let mut defaults = Self::default();
        let mut stack: Vec<&Field> = kinds.iter().flat_map(|kind| &kind.fields).collect();
        while let Some(field) = stack.pop() {
            if let Some(text) = &field.default {
                let parse = mlpc_syntax::parse(format!("{} {text}", field.name).into());
                defaults.0.insert(key(field), parse);
            }
            stack.extend(inner_fields(&field.ty));
        }
        defaults
    }

    /// The default of a field, as a node.
    pub(crate) fn node(&self, field: &Field) -> Option<Node<'_>> {
        self.0.get(&key(field))?.tree.roots().next()
    }
}

fn key(field: &Field) -> usize {
    std::ptr::from_ref(field) as usize
}

fn inner_fields(ty: &Type) -> Vec<&Field> {
    let mut found = Vec::new();
    let mut stack = vec![ty];
    while let Some(ty) = stack.pop() {
        match ty {
            Type::Group(fields) => found.extend(fields),
            Type::List(inner) | Type::Map(inner) => stack.push(inner),
            Type::Union(types) => stack.extend(types),
            _ => {}
        }
    }
    found
}
