//! Declarations after expansion, before their fields are read.

use std::sync::Arc;

use mlpc_model::{DeclId, Item};
use mlpc_schema::{Group, Kind};
use mlpc_source::{FileId, Idx as _, OriginId, Span, TextRange};
use mlpc_syntax::{Entry, Node};
use smol_str::SmolStr;

use crate::scope::ScopeId;

/// A declaration as it was written, in one round of the loops and one instance of the definitions around it.
#[derive(Debug)]
pub(crate) struct RawDecl<'a> {
    pub(crate) kind: Arc<Kind>,
    pub(crate) file: FileId,
    pub(crate) node: Node<'a>,
    pub(crate) scope: ScopeId,
    pub(crate) parent: Option<DeclId>,
    pub(crate) origin: OriginId,
    pub(crate) name: Name,
    /// The TYPE of a `resource`.
    pub(crate) type_word: Option<SmolStr>,
    pub(crate) tenant: Option<DeclId>,
    pub(crate) address: SmolStr,
    /// Whether it is left out of the platform: an error leaves open whether it, or the tenant it belongs to, is there.
    pub(crate) out: bool,
    /// Set if another declaration has its name, and of a test to itself: it is checked, but not part of the platform.
    pub(crate) first: Option<DeclId>,
    pub(crate) items: Vec<BodyItem<'a>>,
}

/// How far the name of a declaration is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Name {
    Known(SmolStr, Span),
    /// Not written; it follows from other fields, or the kind has none.
    Unwritten,
    /// Reported already.
    Poison,
}

/// One place where a field of a declaration is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyItem<'a> {
    /// Index in the kind's fields.
    pub(crate) field: u16,
    pub(crate) source: Source<'a>,
    pub(crate) scope: ScopeId,
    pub(crate) origin: OriginId,
}

/// What says a field's value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    /// An argument or property on the line.
    Entry(Entry<'a>),
    /// A child.
    Node(Node<'a>),
}

/// How far a field is read.
#[derive(Clone, Debug)]
pub(crate) enum FieldState {
    /// Being read: whoever asks now depends on itself.
    Running,
    /// Read; `None` if absent.
    Done(Option<Item>),
}

/// How far the fields of all declarations are read. Dense, since every field of every declaration is.
#[derive(Debug, Default)]
pub(crate) struct FieldStates(Vec<Vec<Option<FieldState>>>);

impl FieldStates {
    pub(crate) fn get(&self, id: DeclId, index: u16) -> Option<&FieldState> {
        self.0.get(id.to_usize())?.get(usize::from(index))?.as_ref()
    }

    /// Notes a state of one of the `n` fields of a declaration.
    pub(crate) fn set(&mut self, id: DeclId, index: u16, n: usize, state: FieldState) {
        let at = id.to_usize();
        if self.0.len() <= at {
            self.0.resize_with(at + 1, Vec::new);
        }
        if let Some(fields) = self.0.get_mut(at) {
            if fields.len() < n {
                fields.resize_with(n, || None);
            }
            if let Some(slot) = fields.get_mut(usize::from(index)) {
                *slot = Some(state);
            }
        }
    }

    /// A field that was read and is there.
    pub(crate) fn done(&self, id: DeclId, index: u16) -> Option<&Item> {
        match self.get(id, index)? {
            FieldState::Done(item) => item.as_ref(),
            FieldState::Running => None,
        }
    }

    /// Takes the fields of a declaration that are there, each with its index; whoever asks for one from here on finds it absent.
    pub(crate) fn take(&mut self, id: DeclId) -> impl Iterator<Item = (usize, Item)> {
        let states = self.0.get_mut(id.to_usize()).map(Vec::as_mut_slice).unwrap_or_default();
        states.iter_mut().enumerate().filter_map(|(index, state)| match state {
            Some(FieldState::Done(item)) => Some((index, item.take()?)),
            Some(FieldState::Running) | None => None,
        })
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Source<'_> {
    /// The text that writes the field.
    pub(crate) fn range(&self) -> TextRange {
        match self {
            Self::Entry(entry) => entry.range(),
            Self::Node(node) => node.range(),
        }
    }

    /// The name of the field where it is written, else its value.
    pub(crate) fn name_range(&self) -> TextRange {
        match self {
            Self::Entry(entry) => entry.name_range().unwrap_or(entry.range()),
            Self::Node(node) => node.name_range(),
        }
    }
}

impl RawDecl<'_> {
    /// Kind and name as written.
    pub(crate) fn head_span(&self) -> Span {
        let range = match &self.name {
            Name::Known(_, span) if span.file == self.file && self.node.head_range().contains_range(span.range) => {
                self.node.name_range().cover(span.range)
            }
            Name::Known(..) | Name::Unwritten | Name::Poison => self.node.name_range(),
        };
        Span::new(self.file, range)
    }

    /// Whether it is the `test` that is tried: it holds statements about the platform and is no part of it.
    pub(crate) fn is_test(&self) -> bool {
        self.kind.group == Group::Test
    }

    /// Its name, as far as it is known.
    pub(crate) fn known_name(&self) -> Option<&SmolStr> {
        match &self.name {
            Name::Known(name, _) => Some(name),
            Name::Unwritten | Name::Poison => None,
        }
    }
}
