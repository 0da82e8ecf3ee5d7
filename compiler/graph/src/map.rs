//! Maps of attributes: keys in order, each with what is said about it; alike ones are kept once.

use std::fmt;
use std::sync::Arc;

use mlpc_source::OriginId;
use smol_str::SmolStr;

use crate::{Value, references};

/// A map with its keys in order.
///
/// What many resources have alike (the rules of a role, a network policy) can be [shared](Map::share): its clones take no memory, and whoever
/// walks or prints the graph can do it once. A change to a shared map changes a copy.
#[derive(Clone)]
pub struct Map(Entries);

#[derive(Clone)]
enum Entries {
    Own(Vec<Entry>),
    Shared(Arc<Shared>),
}

/// What several maps have in common.
#[derive(Clone)]
struct Shared {
    entries: Vec<Entry>,
    /// Whether anything in it refers to a resource.
    refers: bool,
}

/// Which entries a shared map has: maps of one identity are equal, notes included. It holds as long as one of them lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SharedId(usize);

/// One key of a [`Map`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: SmolStr,
    /// Its value.
    pub value: Value,
    /// What is said about it; not part of its identity.
    pub note: Option<Box<Note>>,
}

/// What is said about an entry: a comment for the reader of the emitted file, and where its value comes from if that is narrower than the
/// resource's origin.
#[derive(Clone, Default, Debug)]
pub struct Note {
    /// One line, without comment marks.
    pub comment: Option<SmolStr>,
    /// The field of the spec that it follows from.
    pub origin: Option<OriginId>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl Eq for Entry {}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Entries::Shared(one), Entries::Shared(other)) if Arc::ptr_eq(one, other) => true,
            _ => self.entries() == other.entries(),
        }
    }
}

impl Eq for Map {}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Map").field(&self.entries()).finish()
    }
}

impl Map {
    /// An empty map.
    pub const fn new() -> Self {
        Self(Entries::Own(Vec::new()))
    }

    /// An empty map with room.
    pub fn with_capacity(n: usize) -> Self {
        Self(Entries::Own(Vec::with_capacity(n)))
    }

    /// The same map, to be cloned for many resources.
    #[must_use]
    pub fn share(self) -> Self {
        match self.0 {
            Entries::Own(entries) => {
                let map = Self(Entries::Own(entries));
                let mut refers = false;
                references(&map, &mut |_| refers = true);
                Self(Entries::Shared(Arc::new(Shared { entries: map.into_entries(), refers })))
            }
            Entries::Shared(_) => self,
        }
    }

    /// Which entries it shares with others.
    pub fn shared_id(&self) -> Option<SharedId> {
        match &self.0 {
            Entries::Own(_) => None,
            Entries::Shared(shared) => Some(SharedId(Arc::as_ptr(shared).addr())),
        }
    }

    /// Whether it is known to refer to nothing, without a look inside.
    pub(crate) fn is_known_plain(&self) -> bool {
        matches!(&self.0, Entries::Shared(shared) if !shared.refers)
    }

    fn entries(&self) -> &[Entry] {
        match &self.0 {
            Entries::Own(entries) => entries,
            Entries::Shared(shared) => &shared.entries,
        }
    }

    /// The entries, to be changed: of a shared map a copy.
    fn own(&mut self) -> &mut Vec<Entry> {
        if let Entries::Shared(shared) = &self.0 {
            self.0 = Entries::Own(shared.entries.clone());
        }
        match &mut self.0 {
            Entries::Own(entries) => entries,
            Entries::Shared(shared) => &mut Arc::make_mut(shared).entries,
        }
    }

    fn into_entries(self) -> Vec<Entry> {
        match self.0 {
            Entries::Own(entries) => entries,
            Entries::Shared(shared) => Arc::unwrap_or_clone(shared).entries,
        }
    }

    /// Appends a key, for building; the key must not be there yet.
    #[must_use]
    pub fn with(mut self, key: impl Into<SmolStr>, value: impl Into<Value>) -> Self {
        self.push(key, value);
        self
    }

    /// Appends a key if there is a value.
    #[must_use]
    pub fn with_opt<V: Into<Value>>(mut self, key: impl Into<SmolStr>, value: Option<V>) -> Self {
        if let Some(value) = value {
            self.push(key, value);
        }
        self
    }

    /// Appends a key.
    pub fn push(&mut self, key: impl Into<SmolStr>, value: impl Into<Value>) {
        self.push_entry(Entry { key: key.into(), value: value.into(), note: None });
    }

    /// Appends a whole entry.
    pub fn push_entry(&mut self, entry: Entry) {
        let entries = self.own();
        // Most maps hold one entry or two, and there are many: a vector's first step, to room for four, would double the memory of a graph.
        if entries.len() == entries.capacity() {
            entries.reserve_exact(entries.len().max(1));
        }
        entries.push(entry);
    }

    /// Puts a comment on the last entry.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<SmolStr>) -> Self {
        if let Some(last) = self.own().last_mut() {
            last.note.get_or_insert_default().comment = Some(comment.into());
        }
        self
    }

    /// Says from which field of the spec the last entry follows.
    #[must_use]
    pub fn from_field(mut self, origin: OriginId) -> Self {
        if let Some(last) = self.own().last_mut() {
            last.note.get_or_insert_default().origin = Some(origin);
        }
        self
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let at = self.iter().position(|entry| entry.key == key)?;
        self.own().get_mut(at).map(|entry| &mut entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.iter().find(|entry| entry.key == key)
    }

    /// Sets a key, in its place if it is there, else at the end.
    pub fn set(&mut self, key: impl Into<SmolStr>, value: impl Into<Value>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(old) => *old = value.into(),
            None => self.push(key, value),
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.iter().position(|entry| entry.key == key)?;
        Some(self.own().remove(at).value)
    }

    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries().iter()
    }

    /// The entries in order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Entry> {
        self.own().iter_mut()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<I: IntoIterator<Item = Entry>>(iter: I) -> Self {
        Self(Entries::Own(iter.into_iter().collect()))
    }
}

impl<K: Into<SmolStr>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        iter.into_iter().map(|(key, value)| Entry { key: key.into(), value: value.into(), note: None }).collect()
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.into_entries().into_iter()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = &'a mut Entry;
    type IntoIter = std::slice::IterMut<'a, Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_ignores_notes() {
        let plain = Map::new().with("a", 1);
        let noted = Map::new().with("a", 1).comment("why");
        assert_eq!(plain, noted);
        assert_eq!(plain, noted.share());
    }

    #[test]
    fn a_change_to_a_shared_map_is_its_own() {
        let shared = Map::new().with("a", 1).share();
        let mut other = shared.clone();
        assert!(shared.shared_id().is_some() && shared.shared_id() == other.shared_id());
        other.set("a", 2);
        other.push("b", 3);
        assert_eq!((shared.get("a"), shared.len(), other.len()), (Some(&Value::Int(1)), 1, 2));
        assert_eq!(other.shared_id(), None);
        assert_eq!(shared.clone().into_iter().count(), 1);
    }

    #[test]
    fn references_of_shared_maps_are_found() {
        let to = crate::Address::new("aws_vpc", "main");
        let map =
            Map::new().with("a", Map::new().with("id", Value::reference(&to, "id")).share()).with("b", Map::new().with("x", 1).share());
        let mut n = 0;
        references(&map, &mut |_| n += 1);
        assert_eq!(n, 1);
    }
}
