//! Walks over value trees: references, leaves, differences.

use crate::{AttrPath, Map, Part, Reference, Value};

/// Where two trees differ; `None` on a side where the key isn't there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Where.
    pub path: AttrPath,
    /// Before.
    pub from: Option<Value>,
    /// After.
    pub to: Option<Value>,
}

/// Calls `each` with every reference in a map, those in templates, JSON documents and policies included.
pub fn references<'a>(map: &'a Map, each: &mut impl FnMut(&'a Reference)) {
    if map.is_known_plain() {
        return;
    }
    for entry in map {
        in_value(&entry.value, each);
    }
}

fn in_value<'a>(value: &'a Value, each: &mut impl FnMut(&'a Reference)) {
    match value {
        Value::Ref(reference) => each(reference),
        Value::Template(parts) => {
            for part in parts {
                if let Part::Ref(reference) = part {
                    each(reference);
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| in_value(item, each)),
        Value::Map(map) => references(map, each),
        Value::Blocks(blocks) => blocks.iter().for_each(|block| references(block, each)),
        Value::Json(inner) => in_value(inner, each),
        Value::Policy(policy) => policy.values().for_each(|value| in_value(value, each)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Number(_) | Value::Text(_) | Value::Secret(_) | Value::Poison => {}
    }
}

/// Calls `each` with the path and value of every leaf; empty lists and maps are leaves.
pub fn leaves<'a>(map: &'a Map, each: &mut impl FnMut(&AttrPath, &'a Value)) {
    leaves_of_map(map, &AttrPath::default(), each);
}

fn leaves_of_map<'a>(map: &'a Map, at: &AttrPath, each: &mut impl FnMut(&AttrPath, &'a Value)) {
    for entry in map {
        leaves_of(&entry.value, &at.key(&entry.key), each);
    }
}

fn leaves_of<'a>(value: &'a Value, at: &AttrPath, each: &mut impl FnMut(&AttrPath, &'a Value)) {
    match value {
        Value::Map(map) if !map.is_empty() => leaves_of_map(map, at, each),
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                leaves_of(item, &at.index(index), each);
            }
        }
        Value::Blocks(blocks) => {
            for (index, block) in blocks.iter().enumerate() {
                leaves_of_map(block, &at.index(index), each);
            }
        }
        _ => each(at, value),
    }
}

/// The differences between two attribute maps, deepest paths, in the order of `to` and then of what only `from` has. The order of keys and
/// everything in [`Note`](crate::Note)s is no difference.
pub fn diff(from: &Map, to: &Map) -> Vec<Difference> {
    let mut found = Vec::new();
    diff_maps(from, to, &AttrPath::default(), &mut found);
    found
}

fn diff_maps(from: &Map, to: &Map, at: &AttrPath, found: &mut Vec<Difference>) {
    for entry in to {
        match from.get(&entry.key) {
            Some(old) => diff_values(old, &entry.value, &at.key(&entry.key), found),
            None => found.push(Difference { path: at.key(&entry.key), from: None, to: Some(entry.value.clone()) }),
        }
    }
    for entry in from {
        if to.get(&entry.key).is_none() {
            found.push(Difference { path: at.key(&entry.key), from: Some(entry.value.clone()), to: None });
        }
    }
}

fn diff_values(from: &Value, to: &Value, at: &AttrPath, found: &mut Vec<Difference>) {
    match (from, to) {
        (Value::Map(old), Value::Map(new)) => diff_maps(old, new, at, found),
        (Value::Json(old), Value::Json(new)) => diff_values(old, new, at, found),
        (Value::Blocks(old), Value::Blocks(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                diff_maps(old, new, &at.index(index), found);
            }
        }
        (Value::List(old), Value::List(new))
            if old.len() == new.len() && old.iter().chain(new).all(|item| matches!(item, Value::Map(_))) =>
        {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                diff_values(old, new, &at.index(index), found);
            }
        }
        // A policy is what it says: its name is that of a data source in a file.
        (Value::Policy(old), Value::Policy(new)) if old.statements == new.statements => {}
        _ if from == to => {}
        _ => found.push(Difference { path: at.clone(), from: Some(from.clone()), to: Some(to.clone()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;

    #[test]
    fn differences_are_the_deepest_paths() {
        let from = Map::new().with("a", Map::new().with("x", 1).with("y", 2)).with("b", Value::texts(["p"]));
        let to = Map::new().with("b", Value::texts(["q"])).with("a", Map::new().with("y", 2).with("x", 3)).with("c", true);
        let paths: Vec<_> = diff(&from, &to).iter().map(|it| it.path.to_string()).collect();
        assert_eq!(paths, ["b", "a.x", "c"]);
        assert!(diff(&from, &from).is_empty());
    }

    #[test]
    fn references_are_found_in_templates_and_json() {
        let to = Address::new("aws_vpc", "main");
        let reference = Reference { to: to.clone(), path: AttrPath::parse("id") };
        let template = Value::Template(vec![Part::Text("x/".into()), Part::Ref(reference.clone())]);
        let map = Map::new().with("a", Value::Json(Box::new(Value::List(vec![template])))).with("b", reference);
        let mut n = 0;
        references(&map, &mut |found| {
            assert_eq!(found.to, to);
            n += 1;
        });
        assert_eq!(n, 2);
    }
}
