//! Groups: fields of their own, by position, name or as further entries.

use mlpc_diag::Diagnostic;
use mlpc_model::{Fields, Item, Val};
use mlpc_schema::{Field, Position, Type};
use mlpc_source::{Frame, TextRange};
use mlpc_syntax::Node;
use smol_str::SmolStr;

use crate::codes::missing_required;
use crate::cx::{Cx, Site};
use crate::expand::Ground;
use crate::program::Source;

impl<'a> Cx<'a> {
    /// A group written as a child.
    pub(crate) fn read_group(&mut self, node: Node<'a>, field: &Field, fields: &[Field], site: Site) -> Item {
        let mut found: Vec<(SmolStr, Item)> = Vec::new();
        let mut written: Vec<(SmolStr, TextRange)> = Vec::new();
        self.positional_fields(node, field, fields, site, &mut found);
        written.extend(found.iter().filter_map(|(name, _)| Some((name.clone(), node.args().next()?.range()))));
        let others = fields.iter().find(|field| field.position == Some(Position::Others));
        let mut extra: Vec<(SmolStr, Item)> = Vec::new();
        let mut repeated: Vec<(SmolStr, Vec<Item>)> = Vec::new();
        let block = fields.iter().find(|field| field.position == Some(Position::Block));
        let mut doubtful: Vec<SmolStr> = Vec::new();
        let outer = site;
        for (name, source, site) in self.parts(node, site) {
            // The children as a whole are one field's value.
            if block.is_some() && matches!(source, Source::Node(_)) {
                continue;
            }
            let Some(inner) = fields.iter().find(|inner| inner.name == name && inner.position != Some(Position::Others)) else {
                match (others, source) {
                    (Some(others), source) => self.other_entry(others, name, source, site, outer, &mut extra),
                    (None, Source::Entry(entry)) => self.unknown_entry(ground(site), &field.name, fields, entry, false),
                    (None, Source::Node(child)) => self.unknown_child(field, fields, child, site),
                }
                continue;
            };
            if self.differ_in_doubt(site, outer) {
                let _ = self.read_source(source, inner, site); // For its own mistakes: nobody knows which of several holds.
                doubtful.push(name);
                continue;
            }
            if inner.repeats {
                if let Some(item) = self.read_source(source, inner, site) {
                    match repeated.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, items)) => items.push(item),
                        None => repeated.push((name, vec![item])),
                    }
                }
                continue;
            }
            if let Some((_, first)) = written.iter().find(|(known, _)| *known == name) {
                self.report_written_twice(inner, site.span(*first), site.span(source.range()));
                continue;
            }
            written.push((name.clone(), source.range()));
            if let Some(item) = self.read_source(source, inner, site) {
                found.push((name, item));
            }
        }
        for (name, items) in repeated {
            let item = self.item(Val::List(items), site, node.range());
            found.push((name, item));
        }
        for name in doubtful {
            if !found.iter().any(|(known, _)| *known == name) {
                let item = self.item(Val::Poison, site, node.range());
                found.push((name, item));
            }
        }
        if let Some(block) = block.filter(|_| node.has_block()) {
            let item = self.read_tree(node, site, true);
            found.push((block.name.clone(), item));
        }
        if let (Some(others), false) = (others, extra.is_empty()) {
            let item = self.item(Val::Map(extra), site, node.range());
            found.push((others.name.clone(), item));
        }
        self.finish_group(field, fields, found, site, node.range())
    }

    /// The arguments of a group, by position.
    fn positional_fields(&mut self, node: Node<'a>, field: &Field, fields: &[Field], site: Site, found: &mut Vec<(SmolStr, Item)>) {
        let rest = fields.iter().find(|inner| inner.position == Some(Position::Rest));
        let mut rest_values: Vec<Item> = Vec::new();
        let mut rest_range: Option<TextRange> = None;
        for (index, entry) in node.args().enumerate() {
            let position = u8::try_from(index).unwrap_or(u8::MAX);
            if let Some(inner) = fields.iter().find(|inner| inner.position == Some(Position::Nth(position))) {
                let item = if index == 0 {
                    self.read_leading(inner, field, |cx, inner| cx.read_on_line(entry, inner, site))
                } else {
                    self.read_on_line(entry, inner, site)
                };
                if let Some(item) = item {
                    found.push((inner.name.clone(), item));
                }
                continue;
            }
            let Some(rest) = rest else {
                self.unknown_entry(ground(site), &field.name, fields, entry, false);
                continue;
            };
            rest_range = Some(rest_range.map_or(entry.range(), |range| range.cover(entry.range())));
            match self.read_on_line(entry, rest, site).map(|item| item.val) {
                Some(Val::List(items)) => rest_values.extend(items),
                Some(val) => rest_values.push(self.item(val, site, entry.range())),
                None => {}
            }
        }
        if let (Some(rest), Some(range)) = (rest, rest_range) {
            let item = self.item(Val::List(rest_values), site, range);
            found.push((rest.name.clone(), item));
        }
    }

    /// An entry of the field that takes all others: `"1g.10gb"=2`.
    fn other_entry(
        &mut self,
        others: &Field,
        name: SmolStr,
        source: Source<'a>,
        site: Site,
        outer: Site,
        extra: &mut Vec<(SmolStr, Item)>,
    ) {
        let Type::Map(entry) = &others.ty else { return };
        let mut inner = Field::new(&name, (**entry).clone(), "");
        inner.min.clone_from(&others.min);
        inner.max.clone_from(&others.max);
        if self.differ_in_doubt(site, outer) {
            let _ = self.read_source(source, &inner, site);
            return;
        }
        if extra.iter().any(|(known, _)| *known == name) {
            let span = site.span(source.range());
            self.report_written_twice(&inner, span, span);
            return;
        }
        if let Some(item) = self.read_source(source, &inner, site) {
            extra.push((name, item));
        }
    }

    fn unknown_child(&mut self, field: &Field, fields: &[Field], child: Node<'a>, site: Site) {
        use mlpc_diag::Fix;

        use crate::codes::unknown_field;
        use crate::suggest::{listing, nearest};
        if child.is_broken() && child.entries().next().is_none() {
            return;
        }
        let span = site.span(child.name_range());
        let names: Vec<&SmolStr> = fields.iter().map(|inner| &inner.name).collect();
        let diagnostic =
            Diagnostic::new(&unknown_field::RULE, format!("`{}` has no field `{}`", field.name, child.name())).label(span, "unknown field");
        let diagnostic = match nearest(&child.name(), &names) {
            Some(near) => {
                self.gaps.meant.entry(near.as_str().into()).or_default().push(span);
                diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near))
            }
            None => diagnostic.help(format!("its fields are {}", listing(&names))),
        };
        self.report(diagnostic);
    }

    /// Adds defaults to a group and checks what it requires.
    pub(crate) fn finish_group(
        &mut self,
        field: &Field,
        fields: &[Field],
        found: Vec<(SmolStr, Item)>,
        site: Site,
        range: TextRange,
    ) -> Item {
        let item = self.item(Val::Null, site, range);
        let mut found = found;
        if site.default.is_none() {
            self.check_requirements(field, &found, site, range);
            self.check_order(field, &mut found, site.span(range));
        }
        let mut ordered: Vec<(SmolStr, Item)> = Vec::with_capacity(found.len());
        for inner in fields {
            if let Some(at) = found.iter().position(|(name, _)| *name == inner.name) {
                ordered.push(found.swap_remove(at));
            } else if let Some(node) = self.defaults.node(inner) {
                let span = site.span(range);
                let origin = self.origins.child(item.origin, None, Frame::Default);
                let site = Site { origin, default: Some(span), ..site };
                if let Some(item) = self.read_child(node, inner, site) {
                    ordered.push((inner.name.clone(), item));
                }
            } else if inner.required && site.default.is_none() && !self.excused(inner, &ordered, site) {
                self.report_missing_in_group(field, inner, site, range);
            }
        }
        Item { val: Val::Group(Fields(ordered)), ..item }
    }

    fn report_missing_in_group(&mut self, field: &Field, inner: &Field, site: Site, range: TextRange) {
        if self.gaps.misspelt(&inner.name, site.span(range)) {
            return;
        }
        let form = match inner.position {
            Some(Position::Nth(_) | Position::Rest) => format!("write `{} …`, the first value being its {}", field.name, inner.name),
            _ => super::field::example(inner),
        };
        self.report(
            Diagnostic::new(&missing_required::RULE, format!("`{}` has no `{}`", field.name, inner.name))
                .label(site.span(range), format!("`{}` is missing", inner.name))
                .help(format!("{form}: {}", inner.doc)),
        );
    }
}

fn ground(site: Site) -> Ground {
    Ground { file: site.file, scope: site.scope, origin: site.origin, decl: site.decl }
}
