//! Attribute values: trees whose leaves may be references, templates, JSON documents and policies.

use mlpc_source::OriginId;
use smol_str::SmolStr;

use crate::{Address, PolicyDoc};

/// A value of an attribute.
///
/// Equality ignores comments and origins ([`Note`]): an edit above, or a better explanation, changes nothing below.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Explicitly nothing: removes a key in a patch, never emitted.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, as canonical decimal text.
    Number(SmolStr),
    /// Text, literal: emitters escape it.
    Text(SmolStr),
    /// A list.
    List(Vec<Value>),
    /// A map, in the order in which a reader wants it.
    Map(Map),
    /// One or several nested blocks of HCL (`vpc_config { … }`).
    Blocks(Vec<Map>),
    /// An attribute of another resource, known once that one is made.
    Ref(Box<Reference>),
    /// Text around references.
    Template(Vec<Part>),
    /// A document that its field takes as JSON text; printed as `jsonencode(…)` or text.
    Json(Box<Value>),
    /// An IAM policy, printed as `aws_iam_policy_document` or as JSON.
    Policy(Box<PolicyDoc>),
    /// A value in the target's secret store, by reference only: no secret value is ever in the graph.
    Secret(SmolStr),
    /// Something here is wrong and was reported; a graph with poison is never emitted.
    Poison,
}

/// A map with its keys in order.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Map(Vec<Entry>);

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

/// An attribute of a resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// The resource.
    pub to: Address,
    /// The attribute.
    pub path: AttrPath,
}

/// A path into an attribute tree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct AttrPath(pub Vec<PathStep>);

/// One step of a path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PathStep {
    /// A key.
    Key(SmolStr),
    /// A position in a list or among repeated blocks.
    Index(u32),
}

/// A part of a [`Value::Template`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Literal text.
    Text(SmolStr),
    /// An attribute's value.
    Ref(Reference),
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl Eq for Entry {}

impl Map {
    /// An empty map.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// An empty map with room.
    pub fn with_capacity(n: usize) -> Self {
        Self(Vec::with_capacity(n))
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
        // Most maps hold one entry or two, and there are many: a vector's first step, to room for four, would double the memory of a graph.
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact(self.0.len().max(1));
        }
        self.0.push(entry);
    }

    /// Puts a comment on the last entry.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<SmolStr>) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.note.get_or_insert_default().comment = Some(comment.into());
        }
        self
    }

    /// Says from which field of the spec the last entry follows.
    #[must_use]
    pub fn from_field(mut self, origin: OriginId) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.note.get_or_insert_default().origin = Some(origin);
        }
        self
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
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
        let at = self.0.iter().position(|entry| entry.key == key)?;
        Some(self.0.remove(at).value)
    }

    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.0.iter()
    }

    /// The entries in order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Entry> {
        self.0.iter_mut()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<I: IntoIterator<Item = Entry>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl<K: Into<SmolStr>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        Self(iter.into_iter().map(|(key, value)| Entry { key: key.into(), value: value.into(), note: None }).collect())
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = &'a mut Entry;
    type IntoIter = std::slice::IterMut<'a, Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl Value {
    /// A reference to an attribute (`id`, `arn`, `vpc_config[0].security_group_id`).
    pub fn reference(to: &Address, path: &str) -> Self {
        Self::from(Reference { to: to.clone(), path: AttrPath::parse(path) })
    }

    /// One nested block.
    pub fn block(map: Map) -> Self {
        Self::Blocks(vec![map])
    }

    /// A list of texts.
    pub fn texts<S: Into<SmolStr>>(items: impl IntoIterator<Item = S>) -> Self {
        Self::List(items.into_iter().map(|item| Self::Text(item.into())).collect())
    }

    /// The text, if it is plain text.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The value at a path below this one.
    pub fn at(&self, path: &AttrPath) -> Option<&Self> {
        path.0.iter().try_fold(self, |value, step| match (value, step) {
            (Self::Map(map), PathStep::Key(key)) => map.get(key),
            (Self::List(items), PathStep::Index(index)) => items.get(*index as usize),
            (Self::Json(inner), _) => inner.at(&AttrPath(vec![step.clone()])),
            _ => None,
        })
    }
}

impl AttrPath {
    /// Reads `a.b[0].c`; a key that isn't a plain name stands in `["…"]`.
    pub fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[\"") {
                let (key, tail) = after.split_once("\"]").unwrap_or((after, ""));
                steps.push(PathStep::Key(key.into()));
                rest = tail;
            } else if let Some(after) = rest.strip_prefix('[') {
                let (index, tail) = after.split_once(']').unwrap_or((after, ""));
                steps.push(index.parse().map_or_else(|_| PathStep::Key(index.into()), PathStep::Index));
                rest = tail;
            } else {
                let after = rest.strip_prefix('.').unwrap_or(rest);
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let (key, tail) = after.split_at(end);
                if !key.is_empty() {
                    steps.push(PathStep::Key(key.into()));
                }
                rest = tail;
            }
        }
        Self(steps)
    }

    /// The path one key further.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(PathStep::Key(key.into()));
        Self(steps)
    }

    /// The path one position further.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(PathStep::Index(u32::try_from(index).unwrap_or(u32::MAX)));
        Self(steps)
    }

    /// The keys alone, dotted, without positions: how facts about attributes are filed.
    pub fn dotted(&self) -> String {
        let keys = self.0.iter().filter_map(|step| match step {
            PathStep::Key(key) => Some(key.as_str()),
            PathStep::Index(_) => None,
        });
        keys.collect::<Vec<_>>().join(".")
    }
}

impl std::fmt::Display for AttrPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if key.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '_' || ch == '-') => {
                    write!(f, "{}{key}", if at == 0 { "" } else { "." })?;
                }
                PathStep::Key(key) => write!(f, "[\"{key}\"]")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.to, self.path)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}
impl From<SmolStr> for Value {
    fn from(value: SmolStr) -> Self {
        Self::Text(value)
    }
}
impl From<&SmolStr> for Value {
    fn from(value: &SmolStr) -> Self {
        Self::Text(value.clone())
    }
}
impl From<Map> for Value {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}
impl From<Vec<Value>> for Value {
    fn from(value: Vec<Value>) -> Self {
        Self::List(value)
    }
}
impl From<Reference> for Value {
    fn from(value: Reference) -> Self {
        Self::Ref(Box::new(value))
    }
}
impl From<PolicyDoc> for Value {
    fn from(value: PolicyDoc) -> Self {
        Self::Policy(Box::new(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_round_trip() {
        for text in ["id", "vpc_config[0].security_group_id", "spec.hard[\"requests.nvidia.com/gpu\"]", "tags[\"a b\"]"] {
            assert_eq!(AttrPath::parse(text).to_string(), text);
        }
        assert_eq!(AttrPath::parse("a[0].b").dotted(), "a.b");
    }

    #[test]
    fn equality_ignores_notes() {
        let plain = Map::new().with("a", 1);
        let noted = Map::new().with("a", 1).comment("why");
        assert_eq!(plain, noted);
    }
}
