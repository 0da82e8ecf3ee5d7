//! Merging value trees: maps key by key, everything else replaces, null removes.

use mlpc_graph::{Entry, Map, Note, Value};
use mlpc_source::OriginId;

/// Merges `over` into `map`. Keys that are there keep their place, others follow; notes of `over` win.
pub fn merge(map: &mut Map, over: &Map) {
    for entry in over {
        let Some(old) = map.iter_mut().find(|it| it.key == entry.key) else {
            map.push_entry(entry.clone());
            continue;
        };
        match (&mut old.value, &entry.value) {
            (Value::Map(old), Value::Map(new)) => merge(old, new),
            (old, new) => *old = new.clone(),
        }
        if entry.note.is_some() {
            old.note.clone_from(&entry.note);
        }
    }
}

/// Sets the value at a dotted path, making the maps on the way.
pub(super) fn set(map: &mut Map, path: &str, value: Value, origin: OriginId) {
    let mut over = Map::new();
    let note = Some(Box::new(Note { comment: None, origin: Some(origin) }));
    let mut keys = path.rsplit('.');
    if let Some(last) = keys.next() {
        over.push_entry(Entry { key: last.into(), value, note });
    }
    for key in keys {
        over = Map::new().with(key, over);
    }
    merge(map, &over);
}

/// The entry at a dotted path.
pub(super) fn entry<'a>(map: &'a Map, path: &str) -> Option<&'a Entry> {
    match path.split_once('.') {
        None => map.entry(path),
        Some((key, rest)) => entry(map.get(key)?.as_map()?, rest),
    }
}

/// What of `all` differs from `defaults`, in its order. A null over a default stays: it is how Helm takes a default away.
pub(super) fn difference(defaults: &Map, all: Map) -> Map {
    all.into_iter().filter_map(|entry| differing(defaults.get(&entry.key), entry)).collect()
}

fn differing(default: Option<&Value>, mut entry: Entry) -> Option<Entry> {
    match (default, entry.value) {
        (Some(Value::Map(defaults)), Value::Map(map)) => {
            let map = difference(defaults, map);
            if map.is_empty() {
                return None;
            }
            entry.value = Value::Map(map);
        }
        (None | Some(Value::Null), Value::Null) => return None,
        (Some(default), value) if *default == value => return None,
        (None, Value::Map(map)) => {
            entry.value = Value::Map(difference(&Map::new(), map));
        }
        (_, value) => entry.value = value,
    }
    Some(entry)
}
