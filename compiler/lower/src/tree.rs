//! Trees of the spec as attributes of a provider's resource: what is a block and what a map, by the provider's schema.

use mlpc_diag::Diagnostic;
use mlpc_graph::schema::{AttributeType, Block, NestedBlock};
use mlpc_graph::{Map, Part, Value};
use mlpc_lowering::{Lowering, codes, known};
use mlpc_model::{DeclId, DeferredRef, Item, Part as SpecPart, Val};
use smol_str::{SmolStr, format_smolstr};

use crate::clouds;

/// What reads a tree: the declaration it belongs to, and what the provider says.
pub(crate) struct TreeReader<'c, 'l> {
    /// Where findings go.
    pub(crate) cx: &'c mut Lowering<'l>,
    /// The declaration that the tree stands in.
    pub(crate) decl: DeclId,
    /// The resource's type, for messages.
    pub(crate) kind: SmolStr,
    /// Whether everything that is required must be there; not in a patch.
    pub(crate) whole: bool,
}

impl TreeReader<'_, '_> {
    /// The attributes that a tree gives, typed by a block of the schema; without one every map stays a map.
    pub(crate) fn block(&mut self, entries: &[(SmolStr, Item)], schema: Option<&Block>, path: &str) -> Map {
        let mut attrs = Map::with_capacity(entries.len());
        for (name, item) in entries {
            let value = match schema {
                Some(schema) => self.member(name, item, schema, path),
                None => self.untyped(item),
            };
            let attribute = Map::new().with(name.clone(), value).from_field(item.origin);
            attribute.into_iter().for_each(|entry| attrs.push_entry(entry));
        }
        if let Some(schema) = schema.filter(|_| self.whole) {
            self.missing(&attrs, schema, path);
        }
        attrs
    }

    fn member(&mut self, name: &str, item: &Item, schema: &Block, path: &str) -> Value {
        let here = if path.is_empty() { SmolStr::from(name) } else { format_smolstr!("{path}.{name}") };
        if let Some(nested) = schema.nested(name) {
            return self.blocks(item, nested, &here);
        }
        match schema.attribute(name) {
            Some(attribute) if attribute.is_read_only() => {
                let message = format!("`{here}` of {} is read-only: the provider sets it", self.kind);
                self.report(item, message, "read-only", "take it out, or read it in an expression".into());
                Value::Poison
            }
            Some(attribute) => self.typed(item, &attribute.ty),
            None => {
                // Comparing takes the product of both lengths.
                const LONGEST: usize = 128;
                let closest = schema
                    .names()
                    .filter(|_| name.len() <= LONGEST)
                    .map(|it| (strsim::jaro_winkler(it, name), it))
                    .max_by(|a, b| a.0.total_cmp(&b.0));
                let help = match closest.filter(|(likeness, _)| *likeness > 0.8) {
                    Some((_, closest)) => format!("did you mean `{closest}`?"),
                    None => format!("`mlpc schema {}` lists what there is", self.kind),
                };
                self.report(item, format!("{} has no attribute or block `{here}`", self.kind), "unknown to the provider", help);
                Value::Poison
            }
        }
    }

    /// Nested blocks: one map is one block, a list of maps several.
    fn blocks(&mut self, item: &Item, nested: &NestedBlock, path: &str) -> Value {
        if item.val == Val::Null {
            return Value::Null;
        }
        let blocks = item.elements().iter().map(|item| self.block(item.entries(), Some(&nested.block), path)).collect::<Vec<_>>();
        if nested.max.is_some_and(|max| blocks.len() > max as usize) {
            let message = format!("{} has {} blocks `{path}`; the provider takes {}", self.kind, blocks.len(), nested.max.unwrap_or(1));
            self.report(item, message, "too many", "keep one of them".into());
        }
        Value::Blocks(blocks)
    }

    fn missing(&mut self, attrs: &Map, schema: &Block, path: &str) {
        let attributes = schema.attributes.iter().filter(|it| it.required).map(|it| it.name.clone());
        let blocks = schema.blocks.iter().filter(|it| it.min > 0).map(|it| it.name.clone());
        let missing: Vec<_> = attributes.chain(blocks).filter(|name| attrs.get(name).is_none()).collect();
        if missing.is_empty() {
            return;
        }
        let Some(decl) = self.cx.platform.decl(self.decl) else { return };
        let names: Vec<_> = missing.iter().map(|it| format!("`{it}`")).collect();
        let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
        self.cx.out.push(
            Diagnostic::new(&codes::UNKNOWN_ATTRIBUTE, format!("{} needs {}{place}", self.kind, names.join(" and ")))
                .label(decl.head, "the provider requires more than is written")
                .help(format!("write {} among its children{place}", names.join(" and ")))
                .subject(decl.address.clone()),
        );
    }

    fn typed(&mut self, item: &Item, ty: &AttributeType) -> Value {
        match (&item.val, ty) {
            (Val::Map(entries), AttributeType::Map(inner)) => {
                entries.iter().map(|(key, item)| (key.clone(), self.typed(item, inner))).collect::<Map>().into()
            }
            (Val::Map(entries), AttributeType::Object(members)) => {
                let member = |key: &SmolStr| members.iter().find(|(name, _)| name == key).map_or(&AttributeType::Any, |(_, ty)| ty);
                entries.iter().map(|(key, item)| (key.clone(), self.typed(item, member(key)))).collect::<Map>().into()
            }
            // A document written as a tree, where the provider takes JSON text: policies, definitions.
            (Val::Map(_), AttributeType::Text) => Value::Json(Box::new(self.untyped(item))),
            (Val::Null | Val::Poison, _) => self.untyped(item),
            (_, AttributeType::List(inner) | AttributeType::Set(inner)) => {
                Value::List(item.elements().iter().map(|item| self.typed(item, inner)).collect())
            }
            _ => self.untyped(item),
        }
    }

    fn untyped(&mut self, item: &Item) -> Value {
        match &item.val {
            Val::Null => Value::Null,
            Val::Bool(flag) => Value::Bool(*flag),
            Val::Int(number) => Value::Int(*number),
            Val::Number(number) => number.to_i64().map_or_else(|| Value::Number(number.to_string().into()), Value::Int),
            Val::Text(text) => text.into(),
            Val::List(items) => Value::List(items.iter().map(|item| self.untyped(item)).collect()),
            Val::Map(entries) => {
                let mut map = Map::with_capacity(entries.len());
                for (key, item) in entries {
                    let entry = Map::new().with(key.clone(), self.untyped(item)).from_field(item.origin);
                    entry.into_iter().for_each(|entry| map.push_entry(entry));
                }
                map.into()
            }
            Val::Ref(id) => self.cx.platform.decl(*id).map_or(Value::Poison, |it| Value::from(&it.name)),
            Val::Deferred(deferred) => self.deferred(deferred, item),
            Val::Secret(secret) => self.cx.platform.decl(*secret).map_or(Value::Poison, |it| Value::Secret(it.address.clone())),
            Val::Template(parts) => self.template(parts, item),
            Val::Quantity(it) => it.to_string().into(),
            Val::Duration(it) => it.to_string().into(),
            Val::Ratio(it) => it.to_string().into(),
            Val::Rate(it) => it.to_string().into(),
            Val::Money(it) => it.to_string().into(),
            Val::Date(it) => it.to_string().into(),
            Val::Version(it) => it.to_string().into(),
            Val::Cidr(it) => it.to_string().into(),
            Val::Poison | Val::Group(_) => Value::Poison,
        }
    }

    fn template(&mut self, parts: &[SpecPart], item: &Item) -> Value {
        let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
        for part in parts {
            let value = match part {
                SpecPart::Text(text) => Value::from(text),
                SpecPart::Deferred(deferred) => self.deferred(deferred, item),
            };
            match (value, joined.last_mut()) {
                (Value::Text(text), Some(Part::Text(before))) => *before = format_smolstr!("{before}{text}"),
                (Value::Text(text), _) => joined.push(Part::Text(text)),
                (Value::Ref(reference), _) => joined.push(Part::Ref(*reference)),
                _ => return Value::Poison,
            }
        }
        match joined.as_slice() {
            [Part::Text(text)] => text.into(),
            _ => Value::Template(joined),
        }
    }

    fn deferred(&mut self, deferred: &DeferredRef, item: &Item) -> Value {
        let path = deferred.path.join(".");
        if let Some(text) = known(self.cx.platform, deferred.decl, &path) {
            return text.into();
        }
        if let Some(value) = clouds::attribute(self.cx.platform, deferred.decl, &path) {
            return value;
        }
        let address = self.cx.platform.decl(deferred.decl).map_or("", |it| it.address.as_str());
        let message = format!("nothing that `{address}` lowers to has `{path}`");
        self.report(item, message, "read here", "read an attribute of a `resource`, or one that the cloud has".into());
        Value::Poison
    }

    fn report(&mut self, item: &Item, message: String, label: &str, help: String) {
        let Some(decl) = self.cx.platform.decl(self.decl) else { return };
        let span = self.cx.origins.span(item.origin).unwrap_or(decl.head);
        let found = Diagnostic::new(&codes::UNKNOWN_ATTRIBUTE, message).label(span, label).help(help);
        self.cx.out.push(found.subject(decl.address.clone()));
    }
}
