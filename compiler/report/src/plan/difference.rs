//! A changed attribute taken apart for people: items of lists by their names instead of positions, policies by their statements.

use mlpc_graph::{AttrPath, Map, PathStep, PolicyDoc, Statement, Value};
use mlpc_plan::{Action, Change};

/// Which key names an item, by the list it stands in: `x-kubernetes-list-map-keys` of the Kubernetes v1.35 and Kueue v0.19 schemas, where that
/// isn't `name`. `sid` names a policy's statement.
const NAMED_BY: &[(&str, &str)] = &[
    ("conditions", "type"),
    ("hostAliases", "ip"),
    ("matchExpressions", "key"),
    ("ports", "containerPort"),
    ("ports", "port"),
    ("rules", "alert"),
    ("rules", "record"),
    ("tolerations", "key"),
    ("topologySpreadConstraints", "topologyKey"),
    ("volumeDevices", "devicePath"),
    ("volumeMounts", "mountPath"),
];

/// One difference inside a changed attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Difference {
    /// Where, with names: `spec.resourceGroups[0].flavors[h100].resources[nvidia.com/gpu].nominalQuota`.
    pub(crate) path: String,
    /// What differs.
    pub(crate) what: What,
}

/// What differs at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// One value instead of another; `None` where it isn't set.
    Value(Option<Value>, Option<Value>),
    /// Items that a list no longer has, and new ones; the others stay.
    Items {
        /// Only before.
        removed: Vec<Value>,
        /// Only after.
        added: Vec<Value>,
    },
    /// The text stays; what it refers to is known after apply.
    AfterApply,
}

/// The differences of a change of this action.
pub(crate) fn differences(change: &Change, action: &Action) -> Vec<Difference> {
    let path = named(&change.path, action);
    let mut found = Vec::new();
    if change.after_apply {
        found.push(Difference { path, what: What::AfterApply });
    } else {
        sides(path, change.from.as_ref(), change.to.as_ref(), &mut found);
    }
    found
}

/// A path with names where both sides have the same item at a position.
pub(crate) fn named(path: &AttrPath, action: &Action) -> String {
    let mut sides: Vec<Option<&Value>> = Vec::new();
    let maps: Vec<&Map> = [&action.from, &action.to].into_iter().flatten().map(|it| &it.attrs).collect();
    let mut text = String::new();
    let mut list = "";
    for (at, step) in path.0.iter().enumerate() {
        match step {
            PathStep::Key(key) => {
                sides = match at {
                    0 => maps.iter().map(|map| map.get(key)).collect(),
                    _ => sides.iter().map(|side| side.and_then(|it| in_map(it, key))).collect(),
                };
                push_key(&mut text, key);
                list = key;
            }
            PathStep::Index(index) => {
                let index = *index as usize;
                let names: Vec<Option<String>> = sides.iter().map(|side| side.and_then(|it| name_at(it, list, index))).collect();
                let agreed = names.first().cloned().flatten().filter(|name| names.iter().all(|it| it.as_ref() == Some(name)));
                text.push_str(&format!("[{}]", agreed.unwrap_or_else(|| index.to_string())));
                sides = sides.iter().map(|side| side.and_then(|it| item_at(it, index))).collect();
            }
        }
    }
    text
}

fn push_key(text: &mut String, key: &str) {
    let plain = key.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '_' || ch == '-');
    match (plain, text.is_empty()) {
        (true, true) => text.push_str(key),
        (true, false) => text.extend([".", key]),
        (false, _) => text.extend(["[\"", key, "\"]"]),
    }
}

fn in_map<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Json(inner) => in_map(inner, key),
        other => other.as_map().and_then(|map| map.get(key)),
    }
}

fn item_at(value: &Value, index: usize) -> Option<&Value> {
    match value {
        Value::Json(inner) => item_at(inner, index),
        Value::List(items) => items.get(index),
        _ => None,
    }
}

fn name_at(value: &Value, list: &str, index: usize) -> Option<String> {
    let items = maps_of(value)?;
    let key = key_of(list, &items)?;
    items.get(index).and_then(|item| name_of(item, key))
}

fn sides(path: String, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<Difference>) {
    match (from, to) {
        (Some(Value::Json(from)), Some(Value::Json(to))) => sides(path, Some(from), Some(to), found),
        (Some(from), Some(to)) if from == to => {}
        (Some(Value::Policy(_)), _) | (_, Some(Value::Policy(_))) => {
            let list = |side: Option<&Value>| match side {
                Some(Value::Policy(policy)) => statements(policy),
                _ => Value::List(Vec::new()),
            };
            items(&path, &list(from), &list(to), found);
        }
        (Some(Value::Map(from)), Some(Value::Map(to))) => maps(&path, from, to, found),
        (Some(from @ (Value::List(_) | Value::Blocks(_))), Some(to @ (Value::List(_) | Value::Blocks(_)))) => {
            items(&path, from, to, found);
        }
        (from, to) => found.push(Difference { path, what: What::Value(from.cloned(), to.cloned()) }),
    }
}

fn maps(path: &str, from: &Map, to: &Map, found: &mut Vec<Difference>) {
    let below = |key: &str| {
        let mut text = path.to_owned();
        push_key(&mut text, key);
        text
    };
    for entry in to {
        sides(below(&entry.key), from.get(&entry.key), Some(&entry.value), found);
    }
    for entry in from.iter().filter(|entry| to.get(&entry.key).is_none()) {
        sides(below(&entry.key), Some(&entry.value), None, found);
    }
}

/// Two lists: item by item where both name theirs, as what came and went where they share some, else as wholes.
fn items(path: &str, from: &Value, to: &Value, found: &mut Vec<Difference>) {
    let list = path.rsplit(['.', ']']).next().unwrap_or(path);
    if let (Some(old), Some(new)) = (maps_of(from), maps_of(to)) {
        let both: Vec<&Map> = if old.is_empty() { new.clone() } else { old.clone() };
        let key = key_of(list, &both).filter(|key| [&old, &new].iter().all(|side| distinct(side, key)));
        if let Some(key) = key {
            return by_name(path, key, &old, &new, found);
        }
    }
    if let (Value::List(old), Value::List(new)) = (from, to) {
        let removed: Vec<Value> = old.iter().filter(|it| !new.contains(it)).cloned().collect();
        let added: Vec<Value> = new.iter().filter(|it| !old.contains(it)).cloned().collect();
        if !(removed.is_empty() && added.is_empty()) && (removed.len() < old.len() || old.is_empty() || new.is_empty()) {
            return found.push(Difference { path: path.to_owned(), what: What::Items { removed, added } });
        }
    }
    found.push(Difference { path: path.to_owned(), what: What::Value(Some(from.clone()), Some(to.clone())) });
}

fn by_name(path: &str, key: &str, old: &[&Map], new: &[&Map], found: &mut Vec<Difference>) {
    let before = found.len();
    let find = |side: &[&Map], name: &str| side.iter().find(|it| name_of(it, key).as_deref() == Some(name)).map(|it| Map::clone(it));
    let names = new.iter().chain(old.iter().filter(|it| name_of(it, key).is_none_or(|name| find(new, &name).is_none())));
    for name in names.filter_map(|it| name_of(it, key)) {
        let at = format!("{path}[{name}]");
        match (find(old, &name), find(new, &name)) {
            (Some(from), Some(to)) => maps(&at, &from, &to, found),
            // A statement that comes or goes is told by what it says, not as a tree.
            (Some(from), None) if key == SID => maps(&at, &without_sid(&from), &emptied(&from), found),
            (None, Some(to)) if key == SID => maps(&at, &emptied(&to), &without_sid(&to), found),
            (from, to) => found.push(Difference { path: at, what: What::Value(from.map(Value::Map), to.map(Value::Map)) }),
        }
    }
    if found.len() == before {
        // The same items in another order.
        let whole = |side: &[&Map]| Some(Value::List(side.iter().map(|it| Value::Map(Map::clone(it))).collect()));
        found.push(Difference { path: path.to_owned(), what: What::Value(whole(old), whole(new)) });
    }
}

/// The items, if all are maps.
fn maps_of(value: &Value) -> Option<Vec<&Map>> {
    match value {
        Value::Json(inner) => maps_of(inner),
        Value::Blocks(blocks) => Some(blocks.iter().collect()),
        Value::List(items) => items.iter().map(Value::as_map).collect(),
        _ => None,
    }
}

/// The key that names the items of this list: each has it, no two the same.
fn key_of(list: &str, items: &[&Map]) -> Option<&'static str> {
    let listed = NAMED_BY.iter().filter(|(of, _)| *of == list).map(|(_, key)| *key);
    [SID, "name"].into_iter().chain(listed).find(|key| !items.is_empty() && distinct(items, key))
}

fn distinct(items: &[&Map], key: &str) -> bool {
    let names: Option<std::collections::BTreeSet<String>> = items.iter().map(|item| name_of(item, key)).collect();
    names.is_some_and(|names| names.len() == items.len())
}

fn name_of(item: &Map, key: &str) -> Option<String> {
    match item.get(key)? {
        Value::Text(text) if !text.is_empty() => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The key that names a policy's statement.
const SID: &str = "sid";

/// A policy's statements as a list of maps; one without a name is named by its position.
pub(crate) fn statements(policy: &PolicyDoc) -> Value {
    let one = |(at, it): (usize, &Statement)| {
        let sid = if it.sid.is_empty() { at.to_string() } else { it.sid.to_string() };
        let mut map = Map::new().with(SID, sid.as_str());
        if it.deny {
            map = map.with("effect", "Deny");
        }
        map = map.with("actions", Value::List(it.actions.iter().map(|action| Value::Text(action.clone())).collect()));
        if !it.resources.is_empty() {
            map = map.with("resources", Value::List(it.resources.clone()));
        }
        for principal in &it.principals {
            map = map.with(format!("principals {}", principal.kind), Value::List(principal.identifiers.clone()));
        }
        for condition in &it.conditions {
            map = map.with(format!("if {} {}", condition.variable, condition.test), Value::List(condition.values.clone()));
        }
        Value::Map(map)
    };
    Value::List(policy.statements.iter().enumerate().map(one).collect())
}

fn without_sid(statement: &Map) -> Map {
    statement.iter().filter(|entry| entry.key != SID).cloned().collect()
}

/// A statement's lists without what is in them.
fn emptied(statement: &Map) -> Map {
    let lists = statement.iter().filter(|entry| matches!(entry.value, Value::List(_)));
    lists.map(|entry| (entry.key.clone(), Value::List(Vec::new()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::value::difference_text;

    fn shown(from: impl Into<Value>, to: impl Into<Value>) -> Vec<String> {
        let mut found = Vec::new();
        sides("spec".to_owned(), Some(&from.into()), Some(&to.into()), &mut found);
        found.iter().map(|it| difference_text(it, 60)).collect()
    }

    fn list(items: impl IntoIterator<Item = Map>) -> Value {
        Value::List(items.into_iter().map(Value::Map).collect())
    }

    #[test]
    fn items_go_by_their_names() {
        let flavor = |name: &str, quota: &str| Map::new().with("name", name).with("quota", quota);
        let from = Map::new().with("flavors", list([flavor("h100", "24"), flavor("l40s", "8")]));
        let to = Map::new().with("flavors", list([flavor("b200", "4"), flavor("h100", "16")]));
        assert_eq!(
            shown(from, to),
            [
                r#"spec.flavors[b200] + { name = "b200", quota = "4" }"#,
                r#"spec.flavors[h100].quota "24" → "16""#,
                r#"spec.flavors[l40s] − { name = "l40s", quota = "8" }"#,
            ]
        );
        let port = |number: i64, name: &str| Map::new().with("containerPort", number).with("protocol", name);
        let ports = |name: &str| Map::new().with("ports", list([port(8000, name), port(9000, "TCP")]));
        assert_eq!(shown(ports("TCP"), ports("UDP")), [r#"spec.ports[8000].protocol "TCP" → "UDP""#]);
    }

    #[test]
    fn lists_show_what_came_and_went() {
        assert_eq!(shown(Value::texts(["a", "b"]), Value::texts(["a", "c"])), [r#"spec − "b" + "c""#]);
        assert_eq!(shown(Value::texts(["a"]), Value::texts(["c"])), [r#"spec ["a"] → ["c"]"#]);
    }

    #[test]
    fn policies_show_their_statements() {
        let read = |actions: &[&str]| Statement::allow("Read", actions.iter().copied(), vec!["arn:lake".into()]);
        let policy = |statements: Vec<Statement>| {
            let document = statements.into_iter().fold(PolicyDoc::new("p", "bucket.lake"), PolicyDoc::statement);
            Value::Policy(Box::new(document))
        };
        let write = Statement::allow("Write", ["s3:PutObject"], vec!["arn:lake/*".into()]);
        assert_eq!(
            shown(policy(vec![read(&["s3:GetObject"])]), policy(vec![read(&["s3:GetObject", "s3:ListBucket"]), write])),
            [
                r#"spec[Read].actions + "s3:ListBucket""#,
                r#"spec[Write].actions + "s3:PutObject""#,
                r#"spec[Write].resources + "arn:lake/*""#,
            ]
        );
    }
}
