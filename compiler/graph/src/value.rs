//! Attribute values: trees whose leaves may be references, templates, JSON documents and policies.

use smol_str::SmolStr;

use crate::{Address, Map, PolicyDoc};

/// A value of an attribute.
///
/// Equality ignores comments and origins ([`Note`](crate::Note)): an edit above, or a better explanation, changes nothing below.
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
}
