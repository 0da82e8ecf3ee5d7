//! A declaration: its name, and which of its arguments, properties and children are which field.

use std::rc::Rc;
use std::sync::Arc;

use mlpc_diag::{Diagnostic, Fix};
use mlpc_model::DeclId;
use mlpc_schema::{DerivedName, Field, Kind, Naming, Position};
use mlpc_source::{Frame, Span};
use mlpc_syntax::{Entry, Node};
use smol_str::SmolStr;

use super::flatten::is_name;
use super::{Block, Call, Ground, Mode};
use crate::codes::{duplicate, missing_required, out_of_range, unknown_field, wrong_type};
use crate::cx::Cx;
use crate::expand::body::index_of;
use crate::gaps::Shape;
use crate::program::{BodyItem, Name, RawDecl, Source};
use crate::suggest::{listing, nearest};
use crate::value::Value;

/// Nodes of the budget that a declaration takes besides its own: what its fields and origins weigh.
const COST: u64 = 20;

impl<'a> Cx<'a> {
    /// Adds a declaration and queues its body.
    pub(super) fn declare(&mut self, ground: Ground, node: Node<'a>, kind: Arc<Kind>, call: Option<&Rc<Call>>, work: &mut Vec<Block<'a>>) {
        let head = Span::new(ground.file, node.head_range());
        if !self.spend_nodes(COST, head) {
            return;
        }
        let origin = self.origins.child(ground.origin, Some(head), Frame::Written);
        let named = takes_name(kind.naming);
        let name_entry = named.then(|| node.args().nth(usize::from(kind.name_at))).flatten();
        let name = self.declared_name(ground, node, &kind, name_entry);
        let type_word = (kind.name_at > 0).then(|| self.type_word(ground, node)).flatten();
        let items = self.line_items(Ground { origin, ..ground }, node, &kind, name_entry);
        let id = self.decls.push(RawDecl {
            kind: Arc::clone(&kind),
            file: ground.file,
            node,
            scope: ground.scope,
            parent: ground.decl,
            origin,
            name,
            type_word,
            tenant: None,
            address: SmolStr::default(),
            first: None,
            out: false,
            items,
        });
        if !node.has_block() {
            return;
        }
        let inside = Ground { origin, decl: Some(id), ..ground };
        if let Some(field) = kind.block_field().and_then(|field| index_of(&kind, &field.name)) {
            self.add_item(id, BodyItem { field, source: Source::Node(node), scope: ground.scope, origin });
            return;
        }
        let leaves = self.flatten(inside, node.children(), Mode::Declarations);
        work.push(Block { file: ground.file, leaves, decl: Some(id), call: call.cloned() });
    }

    fn add_item(&mut self, id: DeclId, item: BodyItem<'a>) {
        if let Some(decl) = self.decls.get_mut(id) {
            decl.items.push(item);
        }
    }

    fn declared_name(&mut self, ground: Ground, node: Node<'a>, kind: &Kind, entry: Option<Entry<'a>>) -> Name {
        let Some(entry) = entry else {
            if kind.naming != Naming::Required {
                return Name::Unwritten;
            }
            self.unread_name(node, kind, None);
            if !node.is_broken() {
                self.report(
                    Diagnostic::new(&missing_required::RULE, format!("this {} has no name", kind.name))
                        .label(Span::new(ground.file, node.name_range()), "a name is missing after it")
                        .help(format!("write `{} \"name\" …`", kind.name)),
                );
            }
            return Name::Poison;
        };
        let span = Span::new(ground.file, entry.value_range());
        let site = Self::early_site(ground);
        match self.read_entry(entry, site) {
            Value::Text(text) if is_name(&text) => Name::Known(text, span),
            Value::Text(text) => {
                self.report_bad_name(&text, &kind.name, span);
                self.unread_name(node, kind, Some(Shape::Whole(text)));
                Name::Poison
            }
            Value::Poison => {
                self.unread_name(node, kind, Some(Shape::of(Some(entry))));
                Name::Poison
            }
            other => {
                self.unread_name(node, kind, None);
                let message = format!("the name of a {} is a text, this is {}", kind.name, other.noun());
                self.report_at(&wrong_type::RULE, message, span, other.show());
                Name::Poison
            }
        }
    }

    /// Notes a declaration whose name can't be read. What a `resource` answers to is its TYPE.
    fn unread_name(&mut self, node: Node<'a>, kind: &Kind, shape: Option<Shape>) {
        let answers_to = match (kind.name_at, Shape::of(node.args().next())) {
            (0, _) => Some(kind.name.clone()),
            (_, Shape::Whole(word)) => Some(word),
            (_, Shape::Holding(_) | Shape::Around(..)) => None,
        };
        self.gaps.declaration(answers_to, shape.unwrap_or(Shape::unknown()));
    }

    /// The TYPE of a `resource`; whether it is a text is checked with the fields.
    fn type_word(&mut self, ground: Ground, node: Node<'a>) -> Option<SmolStr> {
        let entry = node.args().next()?;
        let site = Self::early_site(ground);
        match self.read_entry(entry, site) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The fields on the line.
    fn line_items(&mut self, ground: Ground, node: Node<'a>, kind: &Kind, name: Option<Entry<'a>>) -> Vec<BodyItem<'a>> {
        let mut items = Vec::new();
        let mut item = |field: u16, entry: Entry<'a>| {
            items.push(BodyItem { field, source: Source::Entry(entry), scope: ground.scope, origin: ground.origin });
        };
        let mut position = 0_u8;
        let mut unknown = Vec::new();
        for entry in node.entries() {
            if name.is_some_and(|name| name.id() == entry.id()) {
                continue;
            }
            match entry.name() {
                None => {
                    match positional(&kind.fields, position) {
                        Some(field) => item(field, entry),
                        None => unknown.push(entry),
                    }
                    position = position.saturating_add(1);
                }
                Some(property) => match index_of(kind, &property) {
                    Some(field) if !matches!(kind.fields.get(usize::from(field)), Some(it) if it.position == Some(Position::Block)) => {
                        item(field, entry);
                    }
                    _ => unknown.push(entry),
                },
            }
        }
        for entry in unknown {
            self.unknown_entry(ground, &kind.name, &kind.fields, entry, takes_name(kind.naming));
        }
        items
    }

    /// Reports an argument or property that a kind or group doesn't have.
    pub(crate) fn unknown_entry(&mut self, ground: Ground, owner: &str, fields: &[Field], entry: Entry<'_>, named: bool) {
        let Some(property) = entry.name() else {
            let n_positions = fields.iter().filter(|field| matches!(field.position, Some(Position::Nth(_)))).count();
            let takes = match (named, n_positions) {
                (true, 0) => "takes its name only".to_owned(),
                (false, 0) => "takes no argument".to_owned(),
                (true, n) => format!("takes its name and {n} argument{}", if n == 1 { "" } else { "s" }),
                (false, n) => format!("takes {n} argument{}", if n == 1 { "" } else { "s" }),
            };
            self.report(
                Diagnostic::new(&unknown_field::RULE, format!("`{owner}` {takes}"))
                    .label(Span::new(ground.file, entry.range()), "one argument too many")
                    .help("name the field it is meant for: `field=value`"),
            );
            return;
        };
        let span = Span::new(ground.file, entry.name_range().unwrap_or(entry.range()));
        let mut names: Vec<&SmolStr> =
            fields.iter().filter(|field| field.position != Some(Position::Block)).map(|field| &field.name).collect();
        let mut diagnostic =
            Diagnostic::new(&unknown_field::RULE, format!("`{owner}` has no field `{property}`")).label(span, "unknown field");
        diagnostic = match nearest(&property, &names) {
            Some(near) => {
                self.gaps.meant.entry(near.as_str().into()).or_default().push(span);
                diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near))
            }
            None => {
                names.sort();
                diagnostic.help(format!("its fields are {}", listing(&names)))
            }
        };
        self.report(diagnostic);
    }

    /// Reports a text that is no name.
    pub(crate) fn report_bad_name(&mut self, text: &str, what: &str, span: Span) {
        let shown = crate::value::shorten(text);
        let mended = mended_name(text);
        let diagnostic = Diagnostic::new(&out_of_range::RULE, format!("`{shown}` can't be the name of a {what}")).label(
            span,
            if text.len() > 40 { format!("{} characters; a name has at most 40", text.chars().count()) } else { "not a name".to_owned() },
        );
        let diagnostic = if is_name(&mended) {
            diagnostic.help(format!("names are lower-case words of letters and digits joined by `-`, such as `{mended}`"))
        } else {
            diagnostic.help("names are lower-case words of letters and digits joined by `-`, at most 40 characters")
        };
        self.report(diagnostic);
    }

    pub(crate) fn report_reserved(&mut self, name: &str, what: crate::scope::What, span: Span) {
        self.gaps.skipped.insert(name.into());
        let diagnostic = Diagnostic::new(&duplicate::RULE, format!("`{name}` is a word of the language, no {} can have it", what.word()))
            .label(span, "reserved")
            .help("give it another name");
        self.report(diagnostic);
    }

    pub(crate) fn report_name_taken(
        &mut self,
        name: &str,
        what: crate::scope::What,
        span: Span,
        first_what: crate::scope::What,
        first: Span,
    ) {
        self.gaps.skipped.insert(name.into());
        let diagnostic =
            Diagnostic::new(&duplicate::RULE, format!("`{name}` is taken already: the {} would hide a {}", what.word(), first_what.word()))
                .label(span, "taken again here")
                .label(first, "declared here, and visible there")
                .help("give one of them another name");
        self.report(diagnostic);
    }
}

/// Whether declarations of a kind named like this may have a name on the line.
pub(crate) const fn takes_name(naming: Naming) -> bool {
    matches!(naming, Naming::Required | Naming::Optional | Naming::Derived(DerivedName::Cluster))
}

/// The field of an argument, counted without the name.
pub(crate) fn positional(fields: &[Field], position: u8) -> Option<u16> {
    let exact = fields.iter().position(|field| field.position == Some(Position::Nth(position)));
    let index = exact.or_else(|| fields.iter().position(|field| field.position == Some(Position::Rest)))?;
    u16::try_from(index).ok()
}

fn mended_name(text: &str) -> String {
    let mapped: String = text.chars().map(|ch| if ch.is_ascii_alphanumeric() { ch.to_ascii_lowercase() } else { '-' }).take(40).collect();
    mapped.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
