//! A field at one place: a value on the line, or a child with values, fields or a tree.

use mlpc_diag::Diagnostic;
use mlpc_model::{Item, Val};
use mlpc_schema::{Field, Position, Type};
use mlpc_source::{Span, TextRange};
use mlpc_syntax::{Entry, Node};
use smol_str::SmolStr;

use crate::codes::{duplicate, missing_required, unknown_field, wrong_type};
use crate::cx::{Cx, Site};
use crate::expand::Ground;
use crate::program::{BodyItem, RawDecl, Source};
use crate::value::Value;

impl<'a> Cx<'a> {
    /// A field written on the line: `pool="h100"`, or an argument.
    pub(crate) fn read_on_line(&mut self, entry: Entry<'a>, field: &Field, site: Site) -> Option<Item> {
        let value = self.read_entry(entry, site);
        let range = entry.value_range();
        let origin_range = if entry.is_property() { entry.range() } else { range };
        self.read_value(value, field, site, range, origin_range)
    }

    /// A single value of a field, whatever the field's type.
    fn read_value(&mut self, value: Value, field: &Field, site: Site, range: TextRange, whole: TextRange) -> Option<Item> {
        if value == Value::Null {
            return None;
        }
        let span = site.span(range);
        match &field.ty {
            Type::List(element) => {
                let values = match value {
                    Value::List(values) => values.to_vec(),
                    Value::Poison => return Some(self.item(Val::Poison, site, whole)),
                    single => vec![single],
                };
                Some(self.list_item(values, element, field, site, &[range], whole))
            }
            Type::Group(fields) => {
                let Some(head) = fields.iter().find(|field| matches!(field.position, Some(Position::Nth(0) | Position::Rest))) else {
                    let message = format!("`{}` is a group: its fields are written among the children", field.name);
                    self.report_at(&wrong_type::RULE, message, span, "one value");
                    return Some(self.item(Val::Poison, site, whole));
                };
                let item = self.read_leading(head, field, |cx, head| cx.read_value(value.clone(), head, site, range, whole))?;
                Some(self.finish_group(field, fields, vec![(head.name.clone(), item)], site, whole))
            }
            ty => {
                let val = self.typed(value, ty, field, span, site);
                Some(self.item(val, site, whole))
            }
        }
    }

    /// The leading field of a group, which stands without its name: findings call it by the group's, as it is written.
    pub(crate) fn read_leading(&mut self, head: &Field, group: &Field, read: impl Fn(&mut Self, &Field) -> Option<Item>) -> Option<Item> {
        let kept = std::mem::take(&mut self.out);
        let item = read(self, head);
        let found = std::mem::take(&mut self.out);
        if found.is_empty() {
            self.out = kept;
            return item;
        }
        let item = read(self, &Field { name: group.name.clone(), ..head.clone() });
        let again = std::mem::replace(&mut self.out, kept);
        // What a `let` or another declaration has wrong is found once only, by whoever reads it first.
        self.out.append(if again.len() < found.len() { found } else { again });
        item
    }

    /// A field written as a child.
    pub(crate) fn read_child(&mut self, node: Node<'a>, field: &Field, site: Site) -> Option<Item> {
        if node.is_broken() && node.entries().next().is_none() && !node.has_block() {
            return Some(self.item(Val::Poison, site, node.range()));
        }
        match &field.ty {
            Type::Group(fields) => Some(self.read_group(node, field, fields, site)),
            Type::Map(entry) => Some(self.read_map(node, field, entry, site)),
            Type::Tree => Some(self.read_tree(node, site, field.position == Some(Position::Block))),
            Type::List(element) => {
                self.no_more_than_values(node, field, site);
                let mut values = Vec::new();
                let mut ranges = Vec::new();
                for entry in node.args() {
                    match self.read_entry(entry, site) {
                        Value::List(items) => {
                            ranges.extend(items.iter().map(|_| entry.value_range()));
                            values.extend(items.iter().cloned());
                        }
                        Value::Null => {}
                        value => {
                            ranges.push(entry.value_range());
                            values.push(value);
                        }
                    }
                }
                if node.args().next().is_none() {
                    return Some(self.report_no_value(node, field, site));
                }
                Some(self.list_item(values, element, field, site, &ranges, node.range()))
            }
            Type::Union(types) => Some(self.read_union(node, field, types, site)),
            _ => self.read_single(node, field, site),
        }
    }

    fn read_single(&mut self, node: Node<'a>, field: &Field, site: Site) -> Option<Item> {
        self.no_more_than_values(node, field, site);
        let mut arguments = node.args();
        let Some(entry) = arguments.next() else { return Some(self.report_no_value(node, field, site)) };
        if let Some(extra) = arguments.next() {
            let message = format!("`{}` takes one {}, this has {} values", field.name, field.ty, node.args().count());
            self.report_at(&wrong_type::RULE, message, site.span(extra.value_range()), "one too many");
        }
        let value = self.read_entry(entry, site);
        self.read_value(value, field, site, entry.value_range(), node.range())
    }

    /// A union: as a list if one of its types is, and several values or a list stand there.
    fn read_union(&mut self, node: Node<'a>, field: &Field, types: &[Type], site: Site) -> Item {
        let composite = types.iter().find(|ty| match ty {
            Type::Group(_) | Type::Map(_) => node.has_block() || node.props().next().is_some(),
            Type::List(_) => node.args().nth(1).is_some(),
            _ => false,
        });
        let narrowed = match composite {
            Some(ty) => Field { ty: ty.clone(), ..field.clone() },
            None => {
                return self.read_single(node, field, site).unwrap_or_else(|| self.item(Val::Null, site, node.range()));
            }
        };
        self.read_child(node, &narrowed, site).unwrap_or_else(|| self.item(Val::Null, site, node.range()))
    }

    fn list_item(&mut self, values: Vec<Value>, element: &Type, field: &Field, site: Site, ranges: &[TextRange], whole: TextRange) -> Item {
        let mut items = Vec::with_capacity(values.len());
        let mut seen: Vec<(Val, TextRange)> = Vec::new();
        if !self.spend_steps(values.len() as u64, site.span(whole)) {
            return self.item(Val::Poison, site, whole);
        }
        for (index, value) in values.into_iter().enumerate() {
            let range = ranges.get(index).or(ranges.last()).copied().unwrap_or(whole);
            let val = self.typed(value, element, field, site.span(range), site);
            const FEW: usize = 64;
            let comparable = matches!(val, Val::Text(_) | Val::Ref(_));
            if comparable && seen.len() < FEW {
                if let Some((_, first)) = seen.iter().find(|(other, _)| *other == val) {
                    let (first, second) = (site.span(*first), site.span(range));
                    self.report_twice_in_list(field, first, second);
                    continue;
                }
                seen.push((val.clone(), range));
            }
            items.push(self.item(val, site, range));
        }
        self.item(Val::List(items), site, whole)
    }

    fn report_twice_in_list(&mut self, field: &Field, first: Span, second: Span) {
        let diagnostic = Diagnostic::new(&duplicate::RULE, format!("`{}` has one value twice", field.name))
            .label(second, "again here")
            .label(first, "first here")
            .help("keep one of them");
        self.report(diagnostic);
    }

    pub(crate) fn item(&mut self, val: Val, site: Site, range: TextRange) -> Item {
        let origin = self.origin_at(site, range);
        Item::new(val, origin)
    }

    fn report_no_value(&mut self, node: Node<'_>, field: &Field, site: Site) -> Item {
        if !node.is_broken() {
            self.report(
                Diagnostic::new(&missing_required::RULE, format!("`{}` has no value", field.name))
                    .label(site.span(node.name_range()), format!("a {} is missing after it", field.ty)),
            );
        }
        self.item(Val::Poison, site, node.range())
    }

    /// Reports properties and children of a field that takes values alone.
    fn no_more_than_values(&mut self, node: Node<'_>, field: &Field, site: Site) {
        let property = node.props().next().map(mlpc_syntax::Entry::range);
        let child = node.children().next().map(mlpc_syntax::Node::name_range);
        for range in property.into_iter().chain(child) {
            let message = format!("`{}` takes {} and nothing else", field.name, field.ty);
            self.report_at(&unknown_field::RULE, message, site.span(range), "can't stand here");
        }
    }

    /// A map: the entries are its fields.
    fn read_map(&mut self, node: Node<'a>, field: &Field, entry_type: &Type, site: Site) -> Item {
        if let Some(argument) = node.args().next() {
            let value = self.read_entry(argument, site);
            if let Value::Map(entries) = value {
                let range = argument.value_range();
                let mut items = Vec::new();
                for (key, value) in entries.iter().filter(|(key, _)| !key.is_empty()) {
                    let val = self.typed(value.clone(), entry_type, field, site.span(range), site);
                    items.push((key.clone(), self.item(val, site, range)));
                }
                return self.item(Val::Map(items), site, node.range());
            }
            if value != Value::Poison {
                let message = format!("`{}` is a map: its entries are written `key=value`", field.name);
                self.report_at(&wrong_type::RULE, message, site.span(argument.range()), "a value without a key");
            }
        }
        let mut entries: Vec<(SmolStr, Item)> = Vec::new();
        let mut spans: Vec<TextRange> = Vec::new();
        let outer = site;
        for (key, source, site) in self.parts(node, site) {
            if let Some(at) = entries.iter().position(|(known, _)| *known == key) {
                let first = spans.get(at).copied().unwrap_or_default();
                let entry = Field::new(&key, entry_type.clone(), "");
                if !self.differ_in_doubt(site, outer) {
                    self.report_written_twice(&entry, site.span(first), site.span(source.range()));
                }
                continue;
            }
            let mut entry = Field::new(&key, entry_type.clone(), "");
            entry.min.clone_from(&field.min);
            entry.max.clone_from(&field.max);
            let item = self.read_source(source, &entry, site);
            if let Some(item) = item.filter(|_| !self.differ_in_doubt(site, outer)) {
                spans.push(source.range());
                entries.push((key, item));
            }
        }
        self.item(Val::Map(entries), site, node.range())
    }

    /// Whether an error leaves open if what stands at one site is there where the other is.
    pub(crate) fn differ_in_doubt(&self, inner: Site, outer: Site) -> bool {
        self.doubt(inner.scope) != self.doubt(outer.scope)
    }

    /// The properties and children of a node, constructs carried out.
    pub(crate) fn parts(&mut self, node: Node<'a>, site: Site) -> Vec<(SmolStr, Source<'a>, Site)> {
        let mut parts: Vec<(SmolStr, Source<'a>, Site)> =
            node.props().filter_map(|entry| Some((SmolStr::new(entry.name()?), Source::Entry(entry), site))).collect();
        if node.has_block() {
            let ground = Ground { file: site.file, scope: site.scope, origin: site.origin, decl: site.decl };
            for leaf in self.flatten(ground, node.children(), crate::expand::Mode::Declarations) {
                self.report_annotations(ground, leaf.node);
                let site = Site { scope: leaf.scope, origin: leaf.origin, ..site };
                parts.push((SmolStr::new(leaf.node.name()), Source::Node(leaf.node), site));
            }
        }
        parts
    }

    /// A field that repeats: a list of groups, each key once.
    pub(crate) fn read_repeated(&mut self, field: &Field, items: &[BodyItem<'a>], site: impl Fn(&BodyItem<'a>) -> Site) -> Option<Item> {
        let first = items.first()?;
        let mut groups: Vec<Item> = Vec::new();
        let mut keys: rustc_hash::FxHashMap<String, Span> = rustc_hash::FxHashMap::default();
        // A test may say several things of one resource, tenant or code.
        let in_test = site(first).decl.and_then(|id| self.decls.get(id)).is_some_and(RawDecl::is_test);
        let key_name = field.key().filter(|_| !in_test).map(|key| key.name.clone());
        for item in items {
            let site = site(item);
            let Some(group) = self.read_source(item.source, field, site) else { continue };
            let key = match (&group.val, &key_name) {
                (Val::Group(fields), Some(name)) => fields.get(name).and_then(|item| key_text(&item.val)),
                _ => None,
            };
            let span = site.span(item.source.range());
            if let Some(key) = key {
                if let Some(first) = keys.get(&key) {
                    let shown = key.rsplit(' ').next().unwrap_or(&key).to_owned();
                    let diagnostic = Diagnostic::new(
                        &duplicate::RULE,
                        format!("`{}` is written twice for one {}", field.name, key_name.as_deref().unwrap_or("key")),
                    )
                    .label(span, "written again here")
                    .label(*first, "first written here")
                    .help(format!(
                        "keep one of them{}",
                        if key.starts_with("text ") { format!(": both are for `{shown}`") } else { String::new() }
                    ));
                    self.report(diagnostic);
                    // Which of the two holds is open: what sums them up knows that it doesn't know all.
                    groups.push(Item::new(Val::Poison, group.origin));
                    continue;
                }
                keys.insert(key, span);
            }
            groups.push(group);
        }
        let origin = self.decls.get(site(first).decl?)?.origin;
        Some(Item::new(Val::List(groups), origin))
    }
}

fn key_text(val: &Val) -> Option<String> {
    match val {
        Val::Text(text) => Some(format!("text {text}")),
        Val::Ref(id) => Some(format!("ref {id:?}")),
        _ => None,
    }
}
