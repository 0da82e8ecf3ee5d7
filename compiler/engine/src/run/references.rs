//! References are filled when their source is done.

use mlpc_graph::{AttrPath, Condition, Map, Part, PathStep, PolicyDoc, Principal, Reference, Statement, Value};

use crate::State;

/// Attributes refer to attributes; a real chain is a few steps long, a longer one is a circle in a damaged state.
const MAX_HOPS: u32 = 64;

/// The attributes with every reference filled, or those that can't be.
pub(crate) fn fill(attrs: &Map, state: &State) -> Result<Map, Vec<Reference>> {
    let mut filler = Filler { state, missing: Vec::new(), hops: 0 };
    let filled = filler.map(attrs);
    if filler.missing.is_empty() { Ok(filled) } else { Err(filler.missing) }
}

/// What each reference of these attributes is filled with now, as digests, in order of reference.
pub(crate) fn seen(attrs: &Map, state: &State) -> Vec<(Reference, u64)> {
    let mut found = Vec::new();
    mlpc_graph::references(attrs, &mut |it| found.push(it.clone()));
    found.sort();
    found.dedup();
    found.into_iter().filter_map(|it| digest(&it, state).map(|digest| (it, digest))).collect()
}

/// Records whose references lead to other values than those they were applied with.
pub(crate) fn outdated(state: &State) -> std::collections::BTreeMap<mlpc_graph::Address, Vec<Reference>> {
    let mut found = std::collections::BTreeMap::new();
    for (address, record) in state.prior.resources.iter().filter(|(_, it)| !it.seen.is_empty()) {
        let changed = record.seen.iter().filter(|(it, seen)| digest(it, state).is_some_and(|now| now != *seen));
        let changed: Vec<Reference> = changed.map(|(it, _)| it.clone()).collect();
        if !changed.is_empty() {
            found.insert(address.clone(), changed);
        }
    }
    found
}

fn digest(reference: &Reference, state: &State) -> Option<u64> {
    use sha2::Digest;
    let mut filler = Filler { state, missing: Vec::new(), hops: 0 };
    let value = filler.reference(reference);
    if !filler.missing.is_empty() {
        return None;
    }
    let digest = sha2::Sha256::digest(crate::wire::to_json(&value).as_bytes());
    digest.first_chunk::<8>().map(|it| u64::from_le_bytes(*it))
}

struct Filler<'a> {
    state: &'a State,
    missing: Vec<Reference>,
    hops: u32,
}

impl Filler<'_> {
    fn map(&mut self, map: &Map) -> Map {
        map.iter().map(|entry| (entry.key.clone(), self.value(&entry.value))).collect()
    }

    fn values(&mut self, values: &[Value]) -> Vec<Value> {
        values.iter().map(|it| self.value(it)).collect()
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Ref(reference) => self.reference(reference),
            Value::Template(parts) => self.template(parts),
            Value::List(items) => Value::List(self.values(items)),
            Value::Map(map) => Value::Map(self.map(map)),
            Value::Blocks(blocks) => Value::Blocks(blocks.iter().map(|it| self.map(it)).collect()),
            Value::Json(inner) => Value::Json(Box::new(self.value(inner))),
            Value::Policy(policy) => Value::Policy(Box::new(self.policy(policy))),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Number(_) | Value::Text(_) | Value::Secret(_) | Value::Poison => {
                value.clone()
            }
        }
    }

    fn template(&mut self, parts: &[Part]) -> Value {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(it) => text.push_str(it),
                Part::Ref(reference) => text.push_str(&as_text(&self.reference(reference))),
            }
        }
        text.into()
    }

    fn policy(&mut self, policy: &PolicyDoc) -> PolicyDoc {
        let statements = policy.statements.iter().map(|it| Statement {
            resources: self.values(&it.resources),
            principals: it
                .principals
                .iter()
                .map(|it| Principal { kind: it.kind.clone(), identifiers: self.values(&it.identifiers) })
                .collect(),
            conditions: it
                .conditions
                .iter()
                .map(|it| Condition { test: it.test.clone(), variable: it.variable.clone(), values: self.values(&it.values) })
                .collect(),
            ..it.clone()
        });
        PolicyDoc { statements: statements.collect(), ..policy.clone() }
    }

    fn reference(&mut self, reference: &Reference) -> Value {
        let known = self.state.objects.get(&reference.to).and_then(|it| at(&it.outputs, &reference.path));
        if let Some(value) = known {
            return value.clone();
        }
        let written = self.state.prior.resources.get(&reference.to).and_then(|it| at(&it.attrs, &reference.path)).cloned();
        match written {
            Some(value) if self.hops < MAX_HOPS => {
                self.hops += 1;
                let filled = self.value(&value);
                self.hops -= 1;
                filled
            }
            _ => {
                self.missing.push(reference.clone());
                Value::Null
            }
        }
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Text(it) | Value::Number(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Bool(it) => it.to_string(),
        Value::Null => String::new(),
        other => crate::wire::to_json(other),
    }
}

/// The value at a path; nested blocks count as a list, and what a driver answers under the path's own text counts too.
pub(crate) fn at<'a>(map: &'a Map, path: &AttrPath) -> Option<&'a Value> {
    if let [PathStep::Key(key)] = path.0.as_slice() {
        return map.get(key);
    }
    if let Some(value) = map.get(&path.to_string()) {
        return Some(value);
    }
    let (PathStep::Key(first), rest) = path.0.split_first()? else { return None };
    rest.iter().try_fold(Here::Value(map.get(first)?), Here::step).and_then(Here::value)
}

enum Here<'a> {
    Value(&'a Value),
    Map(&'a Map),
}

impl<'a> Here<'a> {
    fn step(self, step: &PathStep) -> Option<Self> {
        match (self, step) {
            (Self::Map(map) | Self::Value(Value::Map(map)), PathStep::Key(key)) => map.get(key).map(Self::Value),
            (Self::Value(Value::List(items)), PathStep::Index(index)) => items.get(*index as usize).map(Self::Value),
            (Self::Value(Value::Blocks(blocks)), PathStep::Index(index)) => blocks.get(*index as usize).map(Self::Map),
            (Self::Value(Value::Json(inner)), _) => Self::Value(inner).step(step),
            _ => None,
        }
    }

    fn value(self) -> Option<&'a Value> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }
}
