//! Values as JSON: canonical, the order of keys kept, read without a tree in between.
//!
//! What JSON has no form for is an object whose only key begins with `$`: `{"$ref": ["aws_vpc.main", "id"]}`, `{"$template": […]}`,
//! `{"$blocks": […]}`, `{"$json": …}`, `{"$policy": {…}}`, `{"$secret": "…"}`, `{"$number": "1.5"}`; `{"$map": {…}}` where a map's own
//! first key begins so. Comments and origins are not written: they are no part of a value.

use mlpc_graph::{Address, AttrPath, Map, Part, Reference, Value};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::wire_policy::{PolicyIn, PolicyOut};

/// A value to be written.
pub struct ValueOut<'a>(pub &'a Value);
/// A map to be written.
pub struct MapOut<'a>(pub &'a Map);
/// A value read.
pub struct ValueIn(pub Value);
/// A map read.
pub struct MapIn(pub Map);

/// A value as JSON text, for people and for files.
pub fn to_json(value: &Value) -> String {
    serde_json::to_string(&ValueOut(value)).unwrap_or_default()
}

impl Serialize for MapOut<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let dollar = self.0.iter().next().is_some_and(|it| it.key.starts_with('$'));
        if dollar {
            return tagged(out, "$map", &PlainMap(self.0));
        }
        PlainMap(self.0).serialize(out)
    }
}

struct PlainMap<'a>(&'a Map);

impl Serialize for PlainMap<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.0.len()))?;
        for entry in self.0 {
            map.serialize_entry(&entry.key, &ValueOut(&entry.value))?;
        }
        map.end()
    }
}

fn tagged<S: Serializer, T: Serialize + ?Sized>(out: S, tag: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = out.serialize_map(Some(1))?;
    map.serialize_entry(tag, value)?;
    map.end()
}

struct RefOut<'a>(&'a Reference);

impl Serialize for RefOut<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        (self.0.to.as_str(), self.0.path.to_string()).serialize(out)
    }
}

struct PartOut<'a>(&'a Part);

impl Serialize for PartOut<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Part::Text(text) => text.serialize(out),
            Part::Ref(reference) => tagged(out, "$ref", &RefOut(reference)),
        }
    }
}

impl Serialize for ValueOut<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => out.serialize_unit(),
            Value::Bool(it) => out.serialize_bool(*it),
            Value::Int(it) => out.serialize_i64(*it),
            Value::Number(it) => tagged(out, "$number", it.as_str()),
            Value::Text(it) => out.serialize_str(it),
            Value::List(items) => seq(out, items.iter().map(ValueOut)),
            Value::Map(map) => MapOut(map).serialize(out),
            Value::Blocks(blocks) => tagged(out, "$blocks", &blocks.iter().map(MapOut).collect::<Vec<_>>()),
            Value::Ref(it) => tagged(out, "$ref", &RefOut(it)),
            Value::Template(parts) => tagged(out, "$template", &parts.iter().map(PartOut).collect::<Vec<_>>()),
            Value::Json(inner) => tagged(out, "$json", &ValueOut(inner)),
            Value::Policy(policy) => tagged(out, "$policy", &PolicyOut(policy)),
            Value::Secret(name) => tagged(out, "$secret", name.as_str()),
            Value::Poison => tagged(out, "$poison", &true),
        }
    }
}

fn seq<S: Serializer, T: Serialize>(out: S, items: impl ExactSizeIterator<Item = T>) -> Result<S::Ok, S::Error> {
    let mut list = out.serialize_seq(Some(items.len()))?;
    for item in items {
        list.serialize_element(&item)?;
    }
    list.end()
}

impl<'de> Deserialize<'de> for ValueIn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for MapIn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match ValueIn::deserialize(from)?.0 {
            Value::Map(map) => Ok(Self(map)),
            _ => Err(D::Error::custom("a map was expected")),
        }
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Value, E> {
        Ok(Value::Int(it))
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Value, E> {
        Ok(i64::try_from(it).map_or_else(|_| Value::Number(it.to_string().into()), Value::Int))
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Value, E> {
        Ok(Value::Number(it.to_string().into()))
    }

    fn visit_str<E: Error>(self, it: &str) -> Result<Value, E> {
        Ok(Value::Text(it.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::with_capacity(from.size_hint().unwrap_or(0));
        while let Some(ValueIn(item)) = from.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let mut key: Option<SmolStr> = from.next_key()?;
        if let Some(tag) = key.as_ref().filter(|it| it.starts_with('$')) {
            return special(tag, &mut from);
        }
        while let Some(name) = key {
            map.push(name, from.next_value::<ValueIn>()?.0);
            key = from.next_key()?;
        }
        Ok(Value::Map(map))
    }
}

fn special<'de, A: MapAccess<'de>>(tag: &str, from: &mut A) -> Result<Value, A::Error> {
    Ok(match tag {
        "$number" => Value::Number(from.next_value()?),
        "$ref" => reference(from.next_value()?)?.into(),
        "$blocks" => Value::Blocks(from.next_value::<Vec<MapIn>>()?.into_iter().map(|it| it.0).collect()),
        "$template" => {
            let parts = from.next_value::<Vec<ValueIn>>()?.into_iter().map(|it| match it.0 {
                Value::Text(text) => Ok(Part::Text(text)),
                Value::Ref(reference) => Ok(Part::Ref(*reference)),
                _ => Err(A::Error::custom("a template has texts and references")),
            });
            Value::Template(parts.collect::<Result<_, _>>()?)
        }
        "$json" => Value::Json(Box::new(from.next_value::<ValueIn>()?.0)),
        "$policy" => from.next_value::<PolicyIn>()?.0.into(),
        "$secret" => Value::Secret(from.next_value()?),
        "$map" => {
            let PlainIn(map) = from.next_value()?;
            Value::Map(map)
        }
        "$poison" => {
            from.next_value::<bool>()?;
            Value::Poison
        }
        _ => return Err(A::Error::custom(format!("`{tag}` is no known form of value"))),
    })
}

fn reference<E: Error>((to, path): (SmolStr, SmolStr)) -> Result<Reference, E> {
    Ok(Reference { to: Address::parse(&to).map_err(E::custom)?, path: AttrPath::parse(&path) })
}

/// A map whose keys mean themselves.
struct PlainIn(Map);

impl<'de> Deserialize<'de> for PlainIn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct PlainVisitor;
        impl<'de> Visitor<'de> for PlainVisitor {
            type Value = Map;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Map, A::Error> {
                let mut map = Map::new();
                while let Some(key) = from.next_key::<SmolStr>()? {
                    map.push(key, from.next_value::<ValueIn>()?.0);
                }
                Ok(map)
            }
        }
        from.deserialize_map(PlainVisitor).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_graph::{PolicyDoc, Statement};

    fn check(value: Value, json: &str) {
        assert_eq!(to_json(&value), json);
        let back: ValueIn = serde_json::from_str(json).expect("it reads back");
        assert_eq!(back.0, value);
    }

    #[test]
    fn every_form_reads_back() {
        let vpc = Address::new("aws_vpc", "main");
        check(Value::Null, "null");
        check(Value::Int(-3), "-3");
        check(Value::Number("0.10".into()), r#"{"$number":"0.10"}"#);
        check(Value::texts(["a", "b"]), r#"["a","b"]"#);
        check(Value::reference(&vpc, "tags[\"a b\"]"), r#"{"$ref":["aws_vpc.main","tags[\"a b\"]"]}"#);
        check(Value::block(Map::new().with("x", true)), r#"{"$blocks":[{"x":true}]}"#);
        check(Map::new().with("$ref", 1).into(), r#"{"$map":{"$ref":1}}"#);
        check(Value::Secret("hf-token".into()), r#"{"$secret":"hf-token"}"#);
        let parts = vec![Part::Ref(Reference { to: vpc, path: AttrPath::parse("arn") }), Part::Text("/*".into())];
        check(Value::Template(parts), r#"{"$template":[{"$ref":["aws_vpc.main","arn"]},"/*"]}"#);
        check(Value::Json(Box::new(Map::new().with("b", 1).with("a", 2).into())), r#"{"$json":{"b":1,"a":2}}"#);
        let statement =
            Statement::allow("Read", ["s3:GetObject"], vec!["*".into()]).principal("AWS", vec!["1".into()]).when("Bool", "aws:x", vec![]);
        let policy: Value = PolicyDoc::new("p", "cluster.main").statement(statement).into();
        let back: ValueIn = serde_json::from_str(&to_json(&policy)).expect("it reads back");
        assert_eq!(back.0, policy);
    }

    #[test]
    fn unknown_forms_are_refused() {
        assert!(serde_json::from_str::<ValueIn>(r#"{"$new":1}"#).is_err());
    }
}
