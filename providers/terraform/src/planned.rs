//! What Terraform plans to do: `terraform show -json PLAN`.

use mlpc_engine::wire::ValueIn;
use mlpc_graph::{Address, Map};
use serde::Deserialize;
use smol_str::SmolStr;

/// Terraform's plan of a target.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Planned {
    /// What it does with each resource, in its own order; resources left alone included.
    pub changes: Vec<PlannedChange>,
}

/// What Terraform does with a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedChange {
    /// The resource.
    pub address: Address,
    /// What it does.
    pub verb: Verb,
    /// The former object of a cut-off replacement that it deletes.
    pub deposed: Option<SmolStr>,
    /// The address it had.
    pub previous: Option<Address>,
    /// Whether it adopts what exists.
    pub imports: bool,
    /// The attributes that differ, first keys only.
    pub attributes: Vec<SmolStr>,
    /// What there is in place of those that it knows beforehand; no sensitive ones.
    pub found: Map,
    /// Those that force the replacement, dotted.
    pub forces: Vec<SmolStr>,
}

/// What Terraform does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verb {
    /// Leaves it alone.
    Nothing,
    /// Reads a data source.
    Read,
    /// Makes it.
    Create,
    /// Changes it in place.
    Update,
    /// Makes it anew and destroys the old one.
    Replace,
    /// Destroys it.
    Delete,
    /// Drops it from its state.
    Forget,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    resource_changes: Vec<RawChange>,
}

#[derive(Deserialize)]
struct RawChange {
    address: String,
    previous_address: Option<String>,
    deposed: Option<SmolStr>,
    change: RawDelta,
}

#[derive(Deserialize)]
struct RawDelta {
    actions: Vec<String>,
    #[serde(default)]
    before: serde_json::Value,
    #[serde(default)]
    after: serde_json::Value,
    #[serde(default)]
    after_unknown: serde_json::Value,
    #[serde(default)]
    before_sensitive: serde_json::Value,
    #[serde(default)]
    replace_paths: Vec<Vec<serde_json::Value>>,
    importing: Option<serde_json::Value>,
}

impl Planned {
    /// Reads the JSON form of a plan.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        let raw: Raw = serde_json::from_str(json)?;
        Ok(Self { changes: raw.resource_changes.into_iter().filter_map(change).collect() })
    }

    /// What it does with a resource, deposed objects apart.
    pub fn verb(&self, address: &Address) -> Verb {
        let change = self.changes.iter().find(|it| it.address == *address && it.deposed.is_none());
        change.map_or(Verb::Nothing, |it| it.verb)
    }
}

impl Verb {
    /// Whether what exists is lost.
    pub const fn destroys(self) -> bool {
        matches!(self, Self::Replace | Self::Delete)
    }

    /// The word in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "leave alone",
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Forget => "forget",
        }
    }
}

/// `None` for addresses that mlpc never emits: those inside modules, counted ones.
fn change(raw: RawChange) -> Option<PlannedChange> {
    let address = Address::parse(&raw.address).ok()?;
    let has = |action: &str| raw.change.actions.iter().any(|it| it == action);
    let verb = match (has("create"), has("delete")) {
        (true, true) => Verb::Replace,
        (true, false) => Verb::Create,
        (false, true) => Verb::Delete,
        (false, false) if has("update") => Verb::Update,
        (false, false) if has("read") => Verb::Read,
        (false, false) if has("forget") => Verb::Forget,
        (false, false) => Verb::Nothing,
    };
    Some(PlannedChange {
        verb,
        deposed: raw.deposed,
        previous: raw.previous_address.and_then(|it| Address::parse(&it).ok()).filter(|it| *it != address),
        imports: raw.change.importing.is_some(),
        found: found(&raw.change),
        attributes: differing(&raw.change),
        forces: raw.change.replace_paths.iter().map(|path| dotted(path)).collect(),
        address,
    })
}

/// The top-level attributes whose values differ, those known only after apply included.
fn differing(delta: &RawDelta) -> Vec<SmolStr> {
    let empty = serde_json::Map::new();
    let object = |value: &serde_json::Value| value.as_object().unwrap_or(&empty).clone();
    let (before, after, unknown) = (object(&delta.before), object(&delta.after), object(&delta.after_unknown));
    if before.is_empty() || after.is_empty() {
        return Vec::new();
    }
    let mut keys: Vec<SmolStr> = Vec::new();
    for (key, value) in &after {
        if before.get(key) != Some(value) {
            keys.push(key.into());
        }
    }
    keys.extend(unknown.iter().filter(|(key, value)| **value == true && !after.contains_key(*key)).map(|(key, _)| SmolStr::from(key)));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What differs from what is wanted, as it is. What only follows another resource, known after apply, isn't there; nor is a secret.
fn found(delta: &RawDelta) -> Map {
    let mut found = Map::new();
    for key in differing(delta) {
        let marked = |marks: &serde_json::Value| marks.get(key.as_str()).is_some_and(any_true);
        if marked(&delta.after_unknown) || marked(&delta.before_sensitive) || delta.before_sensitive == true {
            continue;
        }
        let before = delta.before.get(key.as_str()).filter(|it| !it.is_null());
        // A key that begins with `$` is no value of ours.
        if let Some(Ok(ValueIn(value))) = before.map(ValueIn::deserialize) {
            found.push(key, value);
        } else if before.is_none() {
            found.push(key, mlpc_graph::Value::Null);
        }
    }
    found
}

/// Whether Terraform marks a value or anything in it. Its documents are as deep as a provider's schema.
fn any_true(marks: &serde_json::Value) -> bool {
    let mut open = vec![marks];
    while let Some(next) = open.pop() {
        match next {
            serde_json::Value::Bool(true) => return true,
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(map) => open.extend(map.values()),
            _ => {}
        }
    }
    false
}

fn dotted(path: &[serde_json::Value]) -> SmolStr {
    let keys = path.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>();
    keys.join(".").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_attributes() {
        let json = r#"{"format_version":"1.2","resource_changes":[
            {"address":"aws_vpc.a","change":{"actions":["delete","create"],"before":{"cidr_block":"x","id":"1"},"after":{"cidr_block":"y"},
             "after_unknown":{"id":true},"replace_paths":[["cidr_block"]]}},
            {"address":"aws_vpc.b","previous_address":"aws_vpc.c","change":{"actions":["no-op"],"before":{"t":1},"after":{"t":1},"after_unknown":{}}},
            {"address":"module.m.aws_vpc.b[0]","change":{"actions":["create"]}}]}"#;
        let planned = Planned::parse(json).expect("a plan");
        let [a, b] = planned.changes.as_slice() else { panic!("{planned:?}") };
        assert_eq!(
            (a.verb, a.attributes.as_slice(), a.forces.as_slice()),
            (Verb::Replace, &["cidr_block".into(), "id".into()][..], &["cidr_block".into()][..])
        );
        assert_eq!((b.verb, b.previous.as_ref().map(Address::as_str)), (Verb::Nothing, Some("aws_vpc.c")));
        assert_eq!(planned.verb(&Address::new("aws_vpc", "a")), Verb::Replace);
        assert_eq!((a.found.clone(), b.found.clone()), (Map::new().with("cidr_block", "x"), Map::new()), "`id` follows");
    }

    #[test]
    fn what_is_found_holds_no_secret_and_nothing_that_only_follows() {
        let json = r#"{"resource_changes":[{"address":"aws_vpc.a","change":{"actions":["update"],
            "before":{"password":"hidden","tags":{"a":"b"},"route":[{"gateway_id":"igw-1"}]},
            "after":{"password":"other","tags":{"a":"c"},"route":[{}]},
            "after_unknown":{"route":[{"gateway_id":true}]},"before_sensitive":{"password":true}}}]}"#;
        let planned = Planned::parse(json).expect("a plan");
        let [change] = planned.changes.as_slice() else { panic!("{planned:?}") };
        assert_eq!(change.found, Map::new().with("tags", Map::new().with("a", "b")));
    }
}
