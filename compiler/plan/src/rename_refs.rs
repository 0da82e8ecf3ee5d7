//! References follow what moves: a record that refers to a former address means the new one.

use std::collections::BTreeMap;

use mlpc_graph::{Address, Condition, Map, Part, PolicyDoc, Principal, Reference, Statement, Value};

/// The attributes with references to former addresses led to the new ones.
pub fn with_moved_references(map: &Map, moved: &BTreeMap<Address, Address>) -> Map {
    map.iter()
        .map(|entry| {
            let mut entry = entry.clone();
            entry.value = value(&entry.value, moved);
            entry
        })
        .collect()
}

fn reference(of: &Reference, moved: &BTreeMap<Address, Address>) -> Reference {
    Reference { to: moved.get(&of.to).unwrap_or(&of.to).clone(), path: of.path.clone() }
}

fn values(of: &[Value], moved: &BTreeMap<Address, Address>) -> Vec<Value> {
    of.iter().map(|it| value(it, moved)).collect()
}

fn value(of: &Value, moved: &BTreeMap<Address, Address>) -> Value {
    match of {
        Value::Ref(it) => reference(it, moved).into(),
        Value::Template(parts) => {
            let part = |it: &Part| match it {
                Part::Ref(it) => Part::Ref(reference(it, moved)),
                Part::Text(_) => it.clone(),
            };
            Value::Template(parts.iter().map(part).collect())
        }
        Value::List(items) => Value::List(values(items, moved)),
        Value::Map(map) => Value::Map(with_moved_references(map, moved)),
        Value::Blocks(blocks) => Value::Blocks(blocks.iter().map(|it| with_moved_references(it, moved)).collect()),
        Value::Json(inner) => Value::Json(Box::new(value(inner, moved))),
        Value::Policy(policy) => Value::Policy(Box::new(in_policy(policy, moved))),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Number(_) | Value::Text(_) | Value::Secret(_) | Value::Poison => of.clone(),
    }
}

fn in_policy(policy: &PolicyDoc, moved: &BTreeMap<Address, Address>) -> PolicyDoc {
    let statements = policy.statements.iter().map(|it| Statement {
        resources: values(&it.resources, moved),
        principals: it
            .principals
            .iter()
            .map(|it| Principal { kind: it.kind.clone(), identifiers: values(&it.identifiers, moved) })
            .collect(),
        conditions: it
            .conditions
            .iter()
            .map(|it| Condition { test: it.test.clone(), variable: it.variable.clone(), values: values(&it.values, moved) })
            .collect(),
        ..it.clone()
    });
    PolicyDoc { statements: statements.collect(), ..policy.clone() }
}
