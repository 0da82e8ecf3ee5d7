//! The spec as plans compare it: what each declaration says, field by field, as canonical text. Defaults are left out, so that a new default
//! shows in what is lowered and not as an edit of the user's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mlpc_schema::{Field, KindTable, Position, find};
use mlpc_source::{Frame, OriginId, Origins};
use smol_str::{SmolStr, format_smolstr};

use crate::{Decl, DeclId, Fields, Item, Part, Platform, Val};

/// Address (`tenant.research.quota.h100`) → fields, in the schema's order.
pub type SpecView = BTreeMap<SmolStr, Vec<SpecField>>;

/// One written value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpecField {
    /// Its path below the address: `gpus`, `nodes.max`, `values.prometheus.retention`.
    pub field: SmolStr,
    /// Its canonical text.
    pub text: SmolStr,
    /// Where it was written.
    pub origin: OriginId,
}

impl Platform {
    /// What the spec says, for each declaration and each entry of a field that repeats.
    pub fn spec_view(&self, kinds: &KindTable, origins: &Origins) -> SpecView {
        let mut writer = Writer { platform: self, origins, view: SpecView::new() };
        for (id, decl) in self.decls.iter_enumerated() {
            let table = kinds.get(&decl.kind).map_or(&[][..], |kind| &kind.fields);
            writer.declaration(id, &decl.address, &decl.fields, table);
        }
        writer.view
    }

    /// The canonical text of a value, as a declaration `from` would write it: a reference without its kind, and without its tenant where that is
    /// `from`'s own.
    pub fn text_of(&self, val: &Val, from: DeclId) -> SmolStr {
        let name = |id: &DeclId| self.decls.get(*id).map_or_else(SmolStr::default, |decl| self.name_from(decl, from));
        let later = |deferred: &crate::DeferredRef| {
            let mut text = self.decls.get(deferred.decl).map_or_else(String::new, |decl| format!("${{{}", decl.address));
            for part in &deferred.path {
                let _ = write!(text, ".{part}");
            }
            text.push('}');
            text
        };
        match val {
            Val::Poison => SmolStr::default(),
            Val::Null => "null".into(),
            Val::Bool(value) => format_smolstr!("{value}"),
            Val::Int(value) => format_smolstr!("{value}"),
            Val::Number(value) => format_smolstr!("{value}"),
            Val::Text(text) => text.clone(),
            Val::Quantity(value) => format_smolstr!("{value}"),
            Val::Duration(value) => format_smolstr!("{value}"),
            Val::Ratio(value) => format_smolstr!("{value}"),
            Val::Rate(value) => format_smolstr!("{value}"),
            Val::Money(value) => format_smolstr!("{value}"),
            Val::Date(value) => format_smolstr!("{value}"),
            Val::Version(value) => format_smolstr!("{value}"),
            Val::Cidr(value) => format_smolstr!("{value}"),
            Val::Ref(id) => name(id),
            Val::Secret(id) => format_smolstr!("secret {}", name(id)),
            Val::Deferred(deferred) => later(deferred).into(),
            Val::Template(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => text.to_string(),
                    Part::Deferred(deferred) => later(deferred),
                })
                .collect::<String>()
                .into(),
            Val::List(items) => items.iter().map(|item| self.text_of(&item.val, from).to_string()).collect::<Vec<_>>().join(", ").into(),
            Val::Map(entries) => self.joined(entries, from),
            Val::Group(fields) => self.joined(&fields.0, from),
        }
    }

    fn joined(&self, entries: &[(SmolStr, Item)], from: DeclId) -> SmolStr {
        let words = entries.iter().map(|(key, item)| format!("{key}={}", self.text_of(&item.val, from)));
        words.collect::<Vec<_>>().join(" ").into()
    }

    fn name_from(&self, decl: &Decl, from: DeclId) -> SmolStr {
        let tenant_of_from = self.decls.get(from).and_then(|source| if source.kind == "tenant" { Some(from) } else { source.tenant });
        if decl.tenant.is_some() && decl.tenant == tenant_of_from { decl.name.clone() } else { decl.scoped_name().into() }
    }
}

struct Writer<'a> {
    platform: &'a Platform,
    origins: &'a Origins,
    view: SpecView,
}

/// What is being written: a declaration or an entry of a field that repeats, and its fields so far.
struct Entry<'a> {
    id: DeclId,
    address: &'a SmolStr,
    fields: Vec<SpecField>,
}

impl Writer<'_> {
    fn declaration(&mut self, id: DeclId, address: &SmolStr, fields: &Fields, table: &[Field]) {
        let mut entry = Entry { id, address, fields: Vec::new() };
        self.fields(&mut entry, "", fields, table);
        self.view.entry(address.clone()).or_default().extend(entry.fields);
    }

    fn fields(&mut self, entry: &mut Entry<'_>, prefix: &str, fields: &Fields, table: &[Field]) {
        for (name, item) in fields.iter() {
            let field = find(table, name);
            if field.is_some_and(|field| field.repeats) {
                self.repeated(entry, prefix, name, item, field);
                continue;
            }
            let path = match field.and_then(|field| field.position) {
                // The leading values of a group stand for it: `nodes 6` is "nodes", not "nodes.count".
                Some(Position::Nth(0) | Position::Rest) if !prefix.is_empty() => prefix.into(),
                Some(Position::Others | Position::Block) => prefix.into(),
                Some(Position::Nth(_) | Position::Rest) | None => join(prefix, name),
            };
            self.value(entry, &path, item, field);
        }
    }

    fn value(&mut self, entry: &mut Entry<'_>, path: &str, item: &Item, field: Option<&Field>) {
        match &item.val {
            Val::Group(inner) => {
                let table = field.map_or(&[][..], |field| field.ty.group_fields());
                self.fields(entry, path, inner, table);
            }
            Val::Map(entries) => {
                for (key, item) in entries {
                    self.value(entry, &join(path, key), item, None);
                }
            }
            // A field of the table that is null is absent; in a tree null removes the key.
            Val::Null if field.is_some() => {}
            val => {
                if !self.is_default(item.origin) {
                    let text = self.platform.text_of(val, entry.id);
                    entry.fields.push(SpecField { field: path.into(), text, origin: item.origin });
                }
            }
        }
    }

    fn repeated(&mut self, above: &Entry<'_>, prefix: &str, name: &str, item: &Item, field: Option<&Field>) {
        let key_name = field.and_then(Field::key).map(|key| &key.name);
        let table = field.map_or(&[][..], |field| field.ty.group_fields());
        for entry in item.elements() {
            let Val::Group(group) = &entry.val else { continue };
            let key =
                key_name.and_then(|key| group.get(key)).map_or_else(SmolStr::default, |key| self.platform.text_of(&key.val, above.id));
            let below = format_smolstr!("{}.{}.{key}", above.address, join(prefix, name));
            let rest = Fields(group.iter().filter(|(name, _)| Some(name) != key_name).cloned().collect());
            self.declaration(above.id, &below, &rest, table);
        }
    }

    fn is_default(&self, origin: OriginId) -> bool {
        self.origins
            .chain(origin)
            .take_while(|(_, entry)| !matches!(entry.frame, Frame::Declaration(_)))
            .any(|(_, entry)| entry.frame == Frame::Default)
    }
}

fn join(prefix: &str, name: &str) -> SmolStr {
    if prefix.is_empty() { name.into() } else { format_smolstr!("{prefix}.{name}") }
}

#[cfg(test)]
mod tests {
    use mlpc_units::Quantity;

    use super::*;
    use crate::testing::{Spec, group, list, map, text};

    #[test]
    fn what_is_written_stands_under_its_address() {
        let mut spec = Spec::new();
        let nodes = group(&[("min", Val::Int(0)), ("max", Val::Int(4))]);
        let capacity = group(&[("types", list(&[text("on-demand"), text("spot")]))]);
        let pool =
            spec.decl("gpu-pool", "h100", None, &[("machine", list(&[text("p5.48xlarge")])), ("nodes", nodes), ("capacity", capacity)]);
        spec.default(pool, "disk", Val::Quantity(Quantity::parse("100GiB").unwrap()));
        let quota = group(&[("pool", Val::Ref(pool)), ("gpus", Val::Int(24)), ("profiles", map(&[("1g.10gb", Val::Int(2))]))]);
        let tenant = spec.decl("tenant", "research", None, &[("owner", text("r@example.com")), ("quota", list(&[quota]))]);
        let lake = spec.decl("bucket", "lake", Some(tenant), &[]);
        spec.decl("dataset", "clicks", Some(tenant), &[("in", Val::Ref(lake))]);
        let attributes = map(&[("fifo", Val::Bool(true)), ("tags", map(&[("team", text("x"))]))]);
        spec.decl("resource", "events", None, &[("type", text("aws_sqs_queue")), ("attributes", attributes)]);
        let (platform, origins) = spec.build();

        let mut lines = String::new();
        for (address, fields) in platform.spec_view(&KindTable::core(), &origins) {
            let _ = write!(lines, "{address}:");
            for field in fields {
                let _ = write!(lines, " {}={}", field.field, field.text);
            }
            lines.push('\n');
        }
        insta::assert_snapshot!(lines, @r"
        bucket.research/lake: tenant=research
        dataset.research/clicks: tenant=research in=lake
        gpu-pool.h100: machine=p5.48xlarge nodes.min=0 nodes.max=4 capacity=on-demand, spot
        resource.events: type=aws_sqs_queue fifo=true tags.team=x
        tenant.research: owner=r@example.com
        tenant.research.quota.h100: gpus=24 1g.10gb=2
        ");
    }
}
