//! What every question is asked of, and the table of kinds with the user's own in it.

use mlpc_project::{Compiled, Snapshot, Standard, Target};
use mlpc_schema::{Field, Kind, KindTable, Type};
use mlpc_source::{FileId, Span, TextRange};
use mlpc_syntax::{Node, Scalar, Tree};

/// A snapshot and the standard library that it was made with.
#[derive(Clone, Copy, Debug)]
pub struct Analysis<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// Kinds, facts, components.
    pub standard: &'a Standard,
}

/// A place in a file of the snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// The file.
    pub file: FileId,
    /// The byte.
    pub offset: u32,
}

/// The kinds of the standard library and those that the spec defines.
#[derive(Clone, Debug)]
pub struct Kinds(pub(crate) KindTable);

impl<'a> Analysis<'a> {
    /// A file's tree.
    pub fn tree(self, file: FileId) -> Option<&'a Tree> {
        self.snapshot.loaded.parses.get(file).map(|parse| &parse.tree)
    }

    /// The compiles, one an environment.
    pub(crate) fn compiled(self) -> impl Iterator<Item = &'a Compiled> {
        self.snapshot.compiled.iter()
    }

    /// All kinds, those of `define`s included.
    pub fn kinds(self) -> Kinds {
        let mut table = self.standard.kinds.clone();
        let loaded = &self.snapshot.loaded;
        for (file, index) in loaded.indexes.iter_enumerated() {
            for head in index.heads.iter().filter(|head| head.kind == "define") {
                let (Some(name), Some(node)) = (&head.name, self.tree(file).and_then(|tree| tree.get(head.node))) else { continue };
                if table.get(name).is_none() {
                    let path = loaded.sources.files.get(file).map_or("", |it| &it.path);
                    table.insert(defined(name, path, node));
                }
            }
        }
        Kinds(table)
    }

    /// What the text at a place stands for, with the compile in which it does: the first environment that knows it.
    pub(crate) fn meaning(self, at: Cursor) -> Option<(&'a Compiled, Vec<Target>)> {
        self.compiled().find_map(|compiled| {
            let targets = compiled.resolutions.at(at.file, at.offset);
            if targets.is_empty() { None } else { Some((compiled, targets)) }
        })
    }

    /// The node that a span names: its name, its head, or its first argument.
    pub(crate) fn node_of(self, span: Span) -> Option<Node<'a>> {
        self.tree(span.file)?.node_at(span.range.start)
    }
}

/// A `define` as a kind: its params are the fields.
fn defined(name: &str, path: &str, node: Node<'_>) -> Kind {
    let params = node.children().filter(|child| child.name() == "param");
    let fields = params.filter_map(|param| {
        let name = text_of_first_argument(param)?;
        let ty = param.props().find(|it| it.name().as_deref() == Some("type")).and_then(|it| match it.value() {
            Scalar::Text(text) => Type::parse(&text),
            _ => None,
        });
        let field = Field::new(&name, ty.unwrap_or(Type::Any), &param.docs().join(" "));
        let has_default = param.props().any(|it| it.name().as_deref() == Some("default"));
        Some(if has_default { field } else { field.required() })
    });
    Kind::define(name, path, &node.docs().join(" ")).fields(fields)
}

/// The text of a node's first argument.
pub(crate) fn text_of_first_argument(node: Node<'_>) -> Option<String> {
    match node.args().next()?.value() {
        Scalar::Text(text) => Some(text.into_owned()),
        _ => None,
    }
}

/// A node's kind and name as written: what an editor puts the cursor on.
pub(crate) fn head(node: Node<'_>) -> TextRange {
    node.args().next().map_or(node.name_range(), |entry| node.name_range().cover(entry.range()))
}
