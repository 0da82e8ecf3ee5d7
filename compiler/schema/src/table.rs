//! All kinds of one compile: the core's, the components', a user's own.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::kind::COMPONENT;
use crate::{Field, Kind, kinds};

/// The kinds by name. Cloning it shares the kinds.
#[derive(Clone, Default, Debug)]
pub struct KindTable {
    kinds: BTreeMap<SmolStr, Arc<Kind>>,
}

impl KindTable {
    /// The kinds of mlpc itself.
    pub fn core() -> Self {
        let mut table = Self::default();
        for kind in kinds::all() {
            table.insert(kind);
        }
        table
    }

    /// Adds a kind; one of the same name is replaced and returned, so that the caller can report it.
    pub fn insert(&mut self, kind: Kind) -> Option<Arc<Kind>> {
        self.kinds.insert(kind.name.clone(), Arc::new(kind))
    }

    /// The kind of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Kind>> {
        self.kinds.get(name)
    }

    /// All kinds, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values().map(|kind| &**kind)
    }

    /// All names, sorted, for "did you mean" and completion.
    pub fn names(&self) -> impl Iterator<Item = &SmolStr> {
        self.kinds.keys()
    }

    /// The context field through which a `child` may stand inside a `parent`; `None` where it may not.
    pub fn nests(&self, child: &str, parent: &str) -> Option<&Field> {
        self.get(child)?.nests_in(self.get(parent)?)
    }

    /// The kinds that may stand inside `parent`, by name.
    pub fn children(&self, parent: &Kind) -> impl Iterator<Item = &Kind> {
        self.iter().filter(move |kind| kind.nests_in(parent).is_some())
    }

    /// What may stand as a child of `parent`: its fields, in their order, then the kinds that nest in it. For "did you mean".
    pub fn child_names<'a>(&'a self, parent: &'a Kind) -> impl Iterator<Item = &'a SmolStr> {
        parent.fields.iter().map(|field| &field.name).chain(self.children(parent).map(|kind| &kind.name))
    }

    /// The kinds that a reference to `name` may mean: one of that name, or every component for `component`.
    pub fn answering_to<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Kind> {
        let among = if name == COMPONENT { (Bound::Unbounded, Bound::Unbounded) } else { (Bound::Included(name), Bound::Included(name)) };
        self.kinds.range::<str, _>(among).map(|(_, kind)| &**kind).filter(move |kind| kind.answers_to(name))
    }

    /// Whether `name` can't be taken by a `define`: it is a kind's, or a field's of a core kind.
    pub fn is_taken(&self, name: &str) -> bool {
        let in_core = |kind: &Kind| kind.origin == crate::KindOrigin::Core && kind.get(name).is_some();
        self.kinds.contains_key(name) || self.iter().any(in_core)
    }
}
