//! The lossless flat tree: two arrays of ranges over the text.
//!
//! Nodes lie in document order, each followed by its whole block, so a subtree is one slice and the next sibling one jump. Blanks, comments
//! and what is commented out by `/-` have no record: they are the gaps between the ranges, so nothing is lost.

use std::borrow::Cow;
use std::sync::Arc;

use mlpc_source::{Idx, IdxVec, TextRange, define_idx};

use crate::text::{self, TextMap};

define_idx! {
    /// A node of one [`Tree`].
    pub struct NodeId;
}

define_idx! {
    /// An entry of one [`Tree`].
    pub struct EntryId;
}

/// A file's nodes and entries. Cheap to walk, never changed after parsing.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) text: Arc<str>,
    pub(crate) nodes: IdxVec<NodeId, NodeData>,
    pub(crate) entries: IdxVec<EntryId, EntryData>,
}

/// `NONE` stands for "no node" and "no block".
pub(crate) const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeData {
    /// Start of the type annotation or of the name.
    pub(crate) start: u32,
    /// End of the type annotation; `start` without one.
    pub(crate) annotation_end: u32,
    pub(crate) name_start: u32,
    pub(crate) name_end: u32,
    pub(crate) head_end: u32,
    /// `NONE` without a block.
    pub(crate) block_start: u32,
    pub(crate) end: u32,
    /// `NONE` at the top.
    pub(crate) parent: u32,
    pub(crate) entries_start: u32,
    pub(crate) entries_end: u32,
    /// One past the last node of the subtree.
    pub(crate) subtree_end: u32,
    /// Whether a problem was reported in the head.
    pub(crate) broken: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryData {
    pub(crate) start: u32,
    /// End of a property's name; `start` for an argument.
    pub(crate) name_end: u32,
    pub(crate) annotation_start: u32,
    /// Equals `annotation_start` without an annotation.
    pub(crate) annotation_end: u32,
    pub(crate) value_start: u32,
    pub(crate) value_end: u32,
    pub(crate) kind: ValueKind,
}

/// How a value is to be read; its text follows from the range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ValueKind {
    Null,
    True,
    False,
    Infinity,
    NegInfinity,
    Nan,
    Number,
    /// Bare, quoted, raw or multi-line: the first bytes tell.
    Text,
    /// A text written bare in a place where that isn't allowed; reported already.
    Verbatim,
    Broken,
}

/// A value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scalar<'a> {
    /// `#null`.
    Null,
    /// `#true`, `#false`.
    Bool(bool),
    /// The number as written: sign, base prefix, underscores and exponent included.
    Number(&'a str),
    /// `#inf`.
    Infinity,
    /// `#-inf`.
    NegInfinity,
    /// `#nan`.
    Nan,
    /// A text, decoded.
    Text(Cow<'a, str>),
    /// Unreadable, and reported as such: whoever meets it stays silent.
    Broken,
}

/// A node of a tree.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree,
    id: NodeId,
    data: &'a NodeData,
}

/// An argument or property of a node.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    tree: &'a Tree,
    id: EntryId,
    data: &'a EntryData,
}

impl Tree {
    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The top-level nodes, in order.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> + Clone {
        Siblings { tree: self, next: 0, end: self.nodes.len() as u32 }
    }

    /// A node by its id; `None` for an id of another tree.
    pub fn get(&self, id: NodeId) -> Option<Node<'_>> {
        self.nodes.get(id).map(|data| Node { tree: self, id, data })
    }

    /// A node by its id, which must be of this tree.
    #[expect(clippy::indexing_slicing, reason = "ids are made by this arena alone; `Tree::get` serves ids that may be foreign")]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, id, data: &self.nodes[id] }
    }

    /// An entry by its id, which must be of this tree.
    #[expect(clippy::indexing_slicing, reason = "ids are made by this arena alone; `Tree::get` serves ids that may be foreign")]
    pub fn entry(&self, id: EntryId) -> Entry<'_> {
        Entry { tree: self, id, data: &self.entries[id] }
    }

    /// How many nodes there are, at all depths.
    pub fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// How many entries there are.
    pub fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// All nodes in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.nodes.iter_enumerated().map(|(id, data)| Node { tree: self, id, data })
    }

    /// The deepest node whose range holds `offset` or ends at it.
    pub fn node_at(&self, offset: u32) -> Option<Node<'_>> {
        let after = self.nodes.as_slice().partition_point(|it| it.start <= offset);
        let mut candidate = self.get(NodeId::from_usize(after.checked_sub(1)?));
        while let Some(node) = candidate {
            if node.range().touches(offset) {
                return Some(node);
            }
            candidate = node.parent();
        }
        None
    }

    /// The entry whose range holds `offset` or ends at it.
    pub fn entry_at(&self, offset: u32) -> Option<Entry<'_>> {
        let after = self.entries.as_slice().partition_point(|it| it.start <= offset);
        let id = EntryId::from_usize(after.checked_sub(1)?);
        let entry = self.entries.get(id).map(|data| Entry { tree: self, id, data })?;
        entry.range().touches(offset).then_some(entry)
    }

    /// Bytes that the arrays hold, the text not counted.
    pub fn heap_bytes(&self) -> usize {
        self.nodes.len() * size_of::<NodeData>() + self.entries.len() * size_of::<EntryData>()
    }
}

impl<'a> Node<'a> {
    /// Its id.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Its tree.
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// Its name, decoded.
    pub fn name(self) -> Cow<'a, str> {
        text::decode(self.tree.text(), self.name_range())
    }

    /// The name as written, quotes included.
    pub fn name_range(self) -> TextRange {
        TextRange::new(self.data.name_start, self.data.name_end)
    }

    /// From the type annotation or name to the end of its block, without trivia around.
    pub fn range(self) -> TextRange {
        TextRange::new(self.data.start, self.data.end)
    }

    /// From the type annotation or name to the last entry.
    pub fn head_range(self) -> TextRange {
        TextRange::new(self.data.start, self.data.head_end)
    }

    /// `(type)`, parentheses included.
    pub fn type_annotation(self) -> Option<TextRange> {
        (self.data.annotation_end > self.data.start).then(|| TextRange::new(self.data.start, self.data.annotation_end))
    }

    /// Arguments and properties, in order.
    pub fn entries(self) -> impl DoubleEndedIterator<Item = Entry<'a>> + Clone {
        let tree = self.tree;
        (self.data.entries_start..self.data.entries_end).map(move |index| tree.entry(EntryId::from_usize(index as usize)))
    }

    /// Arguments, in order.
    pub fn args(self) -> impl DoubleEndedIterator<Item = Entry<'a>> + Clone {
        self.entries().filter(|it| !it.is_property())
    }

    /// Properties, in order.
    pub fn props(self) -> impl DoubleEndedIterator<Item = Entry<'a>> + Clone {
        self.entries().filter(|it| it.is_property())
    }

    /// Whether it has `{ … }`, be it empty.
    pub fn has_block(self) -> bool {
        self.data.block_start != NONE
    }

    /// `{ … }`, braces included.
    pub fn block_range(self) -> Option<TextRange> {
        self.has_block().then(|| TextRange::new(self.data.block_start, self.data.end))
    }

    /// The nodes of its block.
    pub fn children(self) -> impl Iterator<Item = Node<'a>> + Clone {
        Siblings { tree: self.tree, next: self.id.to_usize() as u32 + 1, end: self.data.subtree_end }
    }

    /// The node in whose block it stands.
    pub fn parent(self) -> Option<Node<'a>> {
        if self.data.parent == NONE { None } else { self.tree.get(NodeId::from_usize(self.data.parent as usize)) }
    }

    /// Whether a problem was reported in its head, so that what is missing there needs no second report.
    pub fn is_broken(self) -> bool {
        self.data.broken
    }

    /// The `///` lines directly above, without the slashes and one blank.
    pub fn docs(self) -> Vec<&'a str> {
        docs_above(self.tree.text(), self.data.start)
    }
}

impl<'a> Entry<'a> {
    /// Its id.
    pub fn id(self) -> EntryId {
        self.id
    }

    /// Whether it is `name=value`.
    pub fn is_property(self) -> bool {
        self.data.name_end > self.data.start
    }

    /// A property's name, decoded.
    pub fn name(self) -> Option<Cow<'a, str>> {
        self.name_range().map(|range| text::decode(self.tree.text(), range))
    }

    /// A property's name as written.
    pub fn name_range(self) -> Option<TextRange> {
        self.is_property().then(|| TextRange::new(self.data.start, self.data.name_end))
    }

    /// The whole entry: name, annotation and value.
    pub fn range(self) -> TextRange {
        TextRange::new(self.data.start, self.data.value_end)
    }

    /// The value as written, quotes included, annotation not.
    pub fn value_range(self) -> TextRange {
        TextRange::new(self.data.value_start, self.data.value_end)
    }

    /// The value as written.
    pub fn raw(self) -> &'a str {
        self.value_range().of(self.tree.text())
    }

    /// `(type)` before the value, parentheses included.
    pub fn type_annotation(self) -> Option<TextRange> {
        (self.data.annotation_end > self.data.annotation_start)
            .then(|| TextRange::new(self.data.annotation_start, self.data.annotation_end))
    }

    /// The value.
    pub fn value(self) -> Scalar<'a> {
        match self.data.kind {
            ValueKind::Null => Scalar::Null,
            ValueKind::True => Scalar::Bool(true),
            ValueKind::False => Scalar::Bool(false),
            ValueKind::Infinity => Scalar::Infinity,
            ValueKind::NegInfinity => Scalar::NegInfinity,
            ValueKind::Nan => Scalar::Nan,
            ValueKind::Number => Scalar::Number(self.raw()),
            ValueKind::Text => Scalar::Text(text::decode(self.tree.text(), self.value_range())),
            ValueKind::Verbatim => Scalar::Text(Cow::Borrowed(self.raw())),
            ValueKind::Broken => Scalar::Broken,
        }
    }

    /// Where each byte of a decoded text stands in the file. For other values the identity over the value's range.
    pub fn text_map(self) -> TextMap {
        match self.data.kind {
            ValueKind::Text => text::decode_mapped(self.tree.text(), self.value_range()).1,
            _ => TextMap::shifted(self.data.value_start),
        }
    }

    /// The node it belongs to.
    pub fn node(self) -> Option<Node<'a>> {
        self.tree.node_at(self.data.start)
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({} {:?})", self.name(), self.range())
    }
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({} {:?})", self.range().of(self.tree.text()), self.range())
    }
}

#[derive(Clone)]
struct Siblings<'a> {
    tree: &'a Tree,
    next: u32,
    end: u32,
}

impl<'a> Iterator for Siblings<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.next >= self.end {
            return None;
        }
        let node = self.tree.get(NodeId::from_usize(self.next as usize))?;
        self.next = node.data.subtree_end.max(self.next + 1);
        Some(node)
    }
}

fn docs_above(text: &str, node_start: u32) -> Vec<&str> {
    let before = text.get(..node_start as usize).unwrap_or("");
    // Looks back over the indent alone: a line may hold all nodes of a file.
    let Some(above) = before.trim_end_matches(|ch: char| ch != '\n' && ch.is_whitespace()).strip_suffix('\n') else {
        return Vec::new();
    };
    let mut docs: Vec<&str> = above
        .rsplit('\n')
        .map_while(|line| line.trim_end_matches('\r').trim_start().strip_prefix("///"))
        .map(|doc| doc.strip_prefix(' ').unwrap_or(doc).trim_end())
        .collect();
    docs.reverse();
    docs
}
