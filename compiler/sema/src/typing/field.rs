//! One field of a declaration, read when first asked for.

use mlpc_diag::{Diagnostic, Edit, Fix, Safety};
use mlpc_model::{DeclId, Item, Val};
use mlpc_schema::{Field, Kind, Type};
use mlpc_source::{Frame, Span};
use smol_str::SmolStr;

use crate::codes::{deprecated, duplicate, expansion_too_deep, missing_required};
use crate::cx::{Cx, Site, Step, StepKey};
use crate::program::{BodyItem, FieldState, Source};

/// How deep fields and expressions may depend on each other; each level of fields takes several of expressions.
const DEEPEST: u32 = 300;
const FIELD_DEPTH: u32 = 6;

impl<'a> Cx<'a> {
    /// The value of a field; `None` if it is absent. `span` is where it is asked for.
    pub(crate) fn field_at(&mut self, id: DeclId, index: u16, span: Span) -> Option<Item> {
        match self.settle_field(id, index, span) {
            Ok(()) => self.fields.done(id, index).cloned(),
            Err(instead) => instead,
        }
    }

    /// Reads a field unless that is done already. Where it can't be read now, the error is what counts instead.
    pub(crate) fn settle_field(&mut self, id: DeclId, index: u16, span: Span) -> Result<(), Option<Item>> {
        let poison = |cx: &Self| cx.decls.get(id).map(|decl| Item::new(Val::Poison, decl.origin));
        match self.fields.get(id, index) {
            Some(FieldState::Done(_)) => return Ok(()),
            Some(FieldState::Running) => {
                let step = Step { key: StepKey::Field(id, index), span };
                // Context that asks for itself on the way is no user's cycle: it is absent there.
                if self.path.iter().any(|it| it.key == step.key) {
                    self.report_cycle_of(step);
                    return Err(poison(self));
                }
                return Err(None);
            }
            None => {}
        }
        if self.depth + FIELD_DEPTH > DEEPEST {
            self.report(
                Diagnostic::new(&expansion_too_deep::RULE, "fields depend on each other through too many steps")
                    .label(span, "the limit is reached here")
                    .help("compute the value with fewer steps between"),
            );
            return Err(poison(self));
        }
        let kind = self.kind_of(id).ok_or(None)?;
        let field = kind.fields.get(usize::from(index)).ok_or(None)?;
        self.fields.set(id, index, kind.fields.len(), FieldState::Running);
        self.depth += FIELD_DEPTH;
        let written = self.decls.get(id).ok_or(None)?.items.iter().any(|item| item.field == index);
        let traced = written || !field.context;
        if traced {
            self.path.push(Step { key: StepKey::Field(id, index), span });
        }
        let item = self.read_field(id, &kind, field, index);
        if traced {
            self.path.pop();
        }
        self.depth -= FIELD_DEPTH;
        self.fields.set(id, index, kind.fields.len(), FieldState::Done(item));
        Ok(())
    }

    fn read_field(&mut self, id: DeclId, kind: &Kind, field: &Field, index: u16) -> Option<Item> {
        let decl = self.decls.get(id)?;
        let file = decl.file;
        let items: Vec<BodyItem<'a>> = decl.items.iter().filter(|item| item.field == index).copied().collect();
        let early = is_early(kind, field);
        let site = |item: &BodyItem<'a>| Site { file, scope: item.scope, decl: Some(id), early, origin: item.origin, default: None };
        if field.deprecated.is_some() {
            for item in &items {
                self.report_deprecated(field, Span::new(file, item.source.name_range()));
            }
        }
        let (items, doubtful) = self.by_doubt(id, items);
        for item in &doubtful {
            // For its own mistakes: nobody knows which of several holds.
            let _ = self.read_source(item.source, field, site(item));
        }
        if field.repeats && (!items.is_empty() || doubtful.is_empty()) {
            return self.read_repeated(field, &items, site);
        }
        let written = match items.split_first() {
            None if !doubtful.is_empty() => return Some(Item::new(Val::Poison, self.decls.get(id)?.origin)),
            None => None,
            Some((first, others)) => {
                for other in others {
                    self.report_written_twice(field, Span::new(file, first.source.range()), Span::new(file, other.source.range()));
                }
                self.read_source(first.source, field, site(first))
            }
        };
        let item = match written {
            Some(item) if item.val != Val::Null => {
                if let (true, Val::Ref(found), Some(first)) = (field.context, &item.val, items.first()) {
                    self.check_agreement(id, field, *found, Span::new(file, first.source.range()));
                }
                return Some(item);
            }
            _ if field.context => self.filled_by_context(id, field),
            _ => None,
        };
        item.or_else(|| self.read_default(id, field))
    }

    /// The places where a field is written as surely as its declaration is there, and those of which an error leaves that open.
    pub(crate) fn by_doubt(&self, id: DeclId, items: Vec<BodyItem<'a>>) -> (Vec<BodyItem<'a>>, Vec<BodyItem<'a>>) {
        let doubt = self.doubt_of(id);
        items.into_iter().partition(|item| self.doubt(item.scope) == doubt)
    }

    /// One place where a field is written.
    pub(crate) fn read_source(&mut self, source: Source<'a>, field: &Field, site: Site) -> Option<Item> {
        match source {
            Source::Entry(entry) => self.read_on_line(entry, field, site),
            Source::Node(node) => self.read_child(node, field, site),
        }
    }

    fn read_default(&mut self, id: DeclId, field: &Field) -> Option<Item> {
        let node = self.defaults.node(field)?;
        let decl = self.decls.get(id)?;
        let (file, scope, head, parent) = (decl.file, decl.scope, decl.head_span(), decl.origin);
        let origin = self.origins.child(parent, None, Frame::Default);
        let site = Site { file, scope, decl: Some(id), early: false, origin, default: Some(head) };
        self.read_child(node, field, site)
    }

    /// Reports that a field is written twice, with the fix that removes the second.
    pub(crate) fn report_written_twice(&mut self, field: &Field, first: Span, second: Span) {
        let fix = Fix {
            title: format!("remove the second `{}`", field.name),
            safety: Safety::Unsafe,
            edits: vec![Edit { span: second, text: String::new() }],
        };
        let list = matches!(field.ty, Type::List(_));
        let help = if list { "write all its values in one place" } else { "keep one of them" };
        let diagnostic = Diagnostic::new(&duplicate::RULE, format!("`{}` is written twice", field.name))
            .label(second, "written again here")
            .label(first, "first written here")
            .help_fix(help, fix);
        self.report(diagnostic);
    }

    fn report_deprecated(&mut self, field: &Field, span: Span) {
        let Some(note) = &field.deprecated else { return };
        let diagnostic =
            Diagnostic::new(&deprecated::RULE, format!("`{}` is deprecated since {}", field.name, note.since)).label(span, "deprecated");
        let is_name = note.instead.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let diagnostic = if is_name {
            diagnostic.help_fix(
                format!("write `{}`", note.instead),
                Fix::replace(format!("write `{}`", note.instead), span, note.instead.as_str()),
            )
        } else {
            diagnostic.help(note.instead.as_str())
        };
        self.report(diagnostic);
    }

    /// Reports required fields of a declaration that are absent.
    pub(crate) fn report_missing(&mut self, id: DeclId, field: &Field) {
        let Some(decl) = self.decls.get(id) else { return };
        if decl.node.is_broken() || self.gaps.misspelt(&field.name, Span::new(decl.file, decl.node.range())) {
            return;
        }
        let what = match decl.known_name() {
            Some(name) if decl.kind.naming != mlpc_schema::Naming::None => format!("{} `{name}`", decl.kind.name),
            _ => format!("this `{}`", decl.kind.name),
        };
        let diagnostic = Diagnostic::new(&missing_required::RULE, format!("{what} has no `{}`", field.name))
            .label(decl.head_span(), format!("`{}` is missing", field.name))
            .help(format!("{}: {}", example(field), field.doc));
        self.report(diagnostic);
    }
}

/// Whether a field decides about names, and so is settled before other declarations can be read.
fn is_early(kind: &Kind, field: &Field) -> bool {
    use mlpc_schema::{DerivedName, Naming};
    match kind.naming {
        _ if field.name == "tenant" && field.context => true,
        Naming::Derived(DerivedName::Slo) => field.name == "sli",
        Naming::Required | Naming::Optional | Naming::None | Naming::Derived(DerivedName::Cluster) => false,
    }
}

/// How a field is written, with a place for its value.
pub(crate) fn example(field: &Field) -> String {
    let name = &field.name;
    match &field.ty {
        Type::Group(fields) => amounts(field, fields).unwrap_or_else(|| format!("write `{name} …`")),
        Type::List(_) | Type::Map(_) => format!("write `{name} …`"),
        Type::Tree => format!("write `{name} {{ … }}`"),
        Type::Enum(words) => match words.first() {
            Some(word) => format!("write `{name}=\"{word}\"`, or another of {}", crate::suggest::listing(words)),
            None => format!("write `{name}=…`"),
        },
        _ => format!("write `{name}=…`"),
    }
}

/// The forms of a group of whole numbers, by the sets of which it wants one: "write `nodes 3`, or `nodes min=0 max=4`".
fn amounts(field: &Field, fields: &[Field]) -> Option<String> {
    let [requirement] = field.requires.as_slice() else { return None };
    let entry = |name: &SmolStr| {
        let inner = fields.iter().find(|inner| inner.name == *name && inner.ty == Type::Int)?;
        let amount = match name.as_str() {
            "min" => inner.min.as_ref().map_or("0", |bound| bound.value.as_str()),
            "max" => "4",
            _ => "3",
        };
        Some(if inner.position.is_some() { amount.to_owned() } else { format!("{name}={amount}") })
    };
    let form = |set: &Vec<SmolStr>| {
        let entries: Option<Vec<String>> = set.iter().map(entry).collect();
        Some(format!("`{} {}`", field.name, entries?.join(" ")))
    };
    let forms: Option<Vec<String>> = requirement.any.iter().map(form).collect();
    Some(format!("write {}", forms?.join(", or ")))
}
