//! Why something is there, from a line of the spec: what a field or an entry of a declaration says, and which attributes follow from it.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_graph::{Map, Resource, Value};
use mlpc_model::{SpecField, Val};
use mlpc_source::OriginId;
use mlpc_units::n_of;
use smol_str::{SmolStr, format_smolstr};

use super::{Row, SHOWN, WhyInput, because};

/// How many attributes of a resource a line names.
const NAMED: usize = 3;

/// Explains `tenant.research.quota.h100`, or a field of it; `None` where the spec writes no such thing.
pub(super) fn of_field(input: WhyInput<'_>, address: &str) -> Option<Vec<Row>> {
    let inside = |path: &str| path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let written: Vec<(SmolStr, &SmolStr, &SpecField)> = input
        .spec
        .iter()
        .flat_map(|(declaration, fields)| {
            fields.iter().map(move |field| (format_smolstr!("{declaration}.{}", field.field), declaration, field))
        })
        .filter(|(path, ..)| inside(path))
        .collect();
    let (_, declaration, first) = written.first()?;
    let at = |origin: OriginId| input.origins.span(origin).map(|span| input.sources.at(span)).unwrap_or_default();
    let mut rows: Vec<Row> = written
        .iter()
        .enumerate()
        .map(|(nth, (path, _, field))| {
            let name = path.strip_prefix(address).unwrap_or(path).trim_start_matches('.');
            let name = if name.is_empty() { path.rsplit('.').next().unwrap_or_default() } else { name };
            Row { label: if nth == 0 { "says" } else { "" }, text: format!("{name} {}", field.text), at: at(field.origin) }
        })
        .collect();
    rows.extend(because(input, first.origin));
    let owner = owner(input, declaration);
    if let Some(owner) = owner {
        rows.push(Row { label: "belongs to", text: owner.address.to_string(), at: input.sources.at(owner.head) });
    }
    let mut origins: BTreeSet<OriginId> = written.iter().map(|(_, _, field)| field.origin).collect();
    let entries: BTreeSet<&SmolStr> = written.iter().map(|(_, declaration, _)| *declaration).collect();
    origins.extend(keys(input).into_iter().filter(|(_, declaration)| entries.contains(declaration)).map(|(origin, _)| origin));
    let follows = input.graph.resources().iter().filter_map(|resource| {
        let paths = attributes(input, resource, &mut |origin| origins.contains(&origin));
        (!paths.is_empty()).then_some((resource, paths))
    });
    let follows: Vec<_> = follows.collect();
    for (nth, (resource, paths)) in follows.iter().take(SHOWN).enumerate() {
        let more = paths.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = paths.iter().take(NAMED).map(SmolStr::as_str).collect::<Vec<_>>().join(", ");
        rows.push(Row {
            label: if nth == 0 { "sets" } else { "" },
            text: format!("{}: {named}{more}", resource.address),
            at: String::new(),
        });
    }
    if let Some(more) = follows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        rows.push(Row { label: "", text: format!("and {}", n_of(more, "more resource")), at: String::new() });
    }
    if let (true, Some(owner)) = (follows.is_empty(), owner) {
        let n = input.graph.resources().iter().filter(|it| it.owner == owner.address).count();
        let text = format!("something among the {} that {} makes", n_of(n, "resource"), owner.address);
        rows.push(Row { label: "sets", text, at: String::new() });
    }
    Some(rows)
}

/// The lines of the spec that a resource's attributes follow from: fields by path, each once.
pub(super) fn made_of(input: WhyInput<'_>, resource: &Resource) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    attributes(input, resource, &mut |origin| {
        seen.insert(origin);
        false
    });
    let whole: BTreeSet<&SmolStr> = keys(input).into_iter().filter(|(origin, _)| seen.contains(origin)).map(|(_, it)| it).collect();
    let mut fields = Vec::new();
    for (declaration, written) in input.spec {
        let of_it = written.iter().filter(|field| whole.contains(declaration) || seen.contains(&field.origin));
        fields.extend(of_it.map(|field| (declaration, field)));
    }
    let mut by: BTreeMap<&SmolStr, (String, OriginId)> = BTreeMap::new();
    for (declaration, field) in fields {
        let slot = by.entry(declaration).or_insert_with(|| (String::new(), field.origin));
        slot.0.push_str(&format!(" {} {}", field.field, field.text));
    }
    let more = by.len().saturating_sub(SHOWN);
    let row = |(nth, (declaration, (text, origin))): (usize, (&SmolStr, (String, OriginId)))| Row {
        label: if nth == 0 { "follows from" } else { "" },
        text: format!("{declaration}{text}"),
        at: input.origins.span(origin).map(|span| input.sources.at(span)).unwrap_or_default(),
    };
    let mut rows: Vec<Row> = by.into_iter().take(SHOWN).enumerate().map(row).collect();
    if more > 0 {
        rows.push(Row { label: "", text: format!("and {}", n_of(more, "more declaration")), at: String::new() });
    }
    rows
}

/// The origins of the keys of entries, with the entry's address: an attribute that follows from a whole entry carries its key's.
fn keys(input: WhyInput<'_>) -> BTreeMap<OriginId, &SmolStr> {
    let mut fields: BTreeMap<OriginId, &SmolStr> = BTreeMap::new();
    for (declaration, written) in input.spec {
        fields.extend(written.iter().map(|field| (field.origin, declaration)));
    }
    let mut keys = BTreeMap::new();
    for decl in &input.platform.decls {
        for (_, item) in decl.fields.iter() {
            for element in item.elements() {
                let Val::Group(group) = &element.val else { continue };
                let entry = group.iter().find_map(|(_, item)| fields.get(&item.origin)).filter(|entry| **entry != &decl.address);
                let Some(entry) = entry else { continue };
                keys.extend(group.iter().map(|(_, item)| item.origin).filter(|origin| !fields.contains_key(origin)).map(|it| (it, *entry)));
            }
        }
    }
    keys
}

/// The declaration that a path stands in: its own, or that above an entry of a repeated field.
fn owner<'a>(input: WhyInput<'a>, path: &str) -> Option<&'a mlpc_model::Decl> {
    let mut path = path;
    loop {
        if let Some(id) = input.platform.decl_by_address(path) {
            return input.platform.decl(id);
        }
        (path, _) = path.rsplit_once('.')?;
    }
}

/// The paths of the attributes that carry an origin that is asked for.
fn attributes(input: WhyInput<'_>, resource: &Resource, wanted: &mut dyn FnMut(OriginId) -> bool) -> Vec<SmolStr> {
    let mut found = Vec::new();
    let mut open: Vec<(SmolStr, &Map)> = vec![(SmolStr::default(), &resource.attrs)];
    while let Some((above, map)) = open.pop() {
        for entry in map {
            let path = if above.is_empty() { entry.key.clone() } else { format_smolstr!("{above}.{}", entry.key) };
            let carries = entry.note.as_ref().and_then(|note| note.origin).is_some_and(|origin| {
                // Every origin on the way is asked for, so no short cut.
                input.origins.chain(origin).map(|(id, _)| id).filter(|id| wanted(*id)).count() > 0
            });
            if carries {
                found.push(path);
                continue;
            }
            let mut values = vec![&entry.value];
            while let Some(value) = values.pop() {
                match value {
                    Value::Map(inner) => open.push((path.clone(), inner)),
                    Value::Blocks(blocks) => open.extend(blocks.iter().map(|block| (path.clone(), block))),
                    Value::List(items) => values.extend(items),
                    Value::Json(inner) => values.push(inner),
                    _ => {}
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
