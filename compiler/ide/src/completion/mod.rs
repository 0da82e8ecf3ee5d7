//! What may be written at a place.
//!
//! The line up to the cursor is read as it stands, because a text in the middle of being typed is rarely whole; the tree only says in which
//! block the line lies. So the tree may be of a newer text than the snapshot, which gives the names.

mod expression;
mod line;
mod values;

use mlpc_schema::{Field, Kind, Naming, Place, Position, Type, docs};
use mlpc_source::TextRange;
use mlpc_syntax::{Node, Tree};
use smol_str::SmolStr;

use crate::Analysis;
use crate::place::{Body, EntryRole, Role, body, field_at, of_declaration};
use line::{Line, Part};

/// One thing that may be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is chosen.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside it.
    pub detail: String,
    /// Markdown.
    pub doc: String,
    /// What replaces [`Completion::replace`].
    pub insert: String,
    /// The text typed so far.
    pub replace: TextRange,
}

/// What is completed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    /// A kind of declaration.
    Kind,
    /// A building block: `for`, `let`, …
    Construct,
    /// A field.
    Field,
    /// A word of an enumeration, or another value.
    Value,
    /// A declaration by its name.
    Declaration,
    /// A fact of the catalog: a machine, a model, a region.
    Fact,
    /// A param, let or loop variable.
    Name,
    /// A function.
    Function,
}

/// [`complete`] of a text that is newer than the snapshot.
pub fn complete_in(analysis: Analysis<'_>, text: &str, offset: u32) -> Vec<Completion> {
    complete(analysis, &mlpc_syntax::parse(text.into()).tree, offset)
}

/// What may be written at `offset` of the text of `tree`, in the order in which it is to be shown.
pub fn complete(analysis: Analysis<'_>, tree: &Tree, offset: u32) -> Vec<Completion> {
    let line = Line::read(tree.text(), offset);
    if line.in_comment {
        return Vec::new();
    }
    let kinds = analysis.kinds();
    let parent = block_around(tree, line.start);
    let inside = body(&kinds.0, parent);
    if let Some(typed) = line.expression {
        return expression::complete(analysis, &kinds.0, tree, typed, offset);
    }
    let replace = TextRange::new(line.typed_start, line.typed_end.max(offset));
    let Some(name) = line.name else {
        return starts(&kinds.0, inside).map(|start| start.at(replace)).collect();
    };
    let role = role_of(&kinds.0, inside, name);
    let name_of_declaration = line.first_argument.map(str::to_owned);
    let place = values::Place { analysis, kind: name, name: name_of_declaration.as_deref(), parent };
    match &line.part {
        Part::Property(property) => {
            field_of(role, Some(property), 0).map(|field| values::of_field(place, field, line.quoted, replace)).unwrap_or_default()
        }
        Part::Argument(index) => {
            let mut found =
                field_of(role, None, *index).map(|field| values::of_field(place, field, line.quoted, replace)).unwrap_or_default();
            if !line.quoted {
                found.extend(properties(role, &line.properties).map(|field| property(field, replace)));
            }
            found
        }
    }
}

/// The node in whose block `offset` lies.
fn block_around(tree: &Tree, offset: u32) -> Option<Node<'_>> {
    let mut next = tree.node_at(offset);
    while let Some(node) = next {
        if node
            .block_range()
            .is_some_and(|block| block.start < offset && (offset < block.end || (offset == block.end && !closes(tree, block))))
        {
            return Some(node);
        }
        next = node.parent();
    }
    None
}

fn closes(tree: &Tree, block: TextRange) -> bool {
    block.len() > 1 && block.of(tree.text()).ends_with('}')
}

fn role_of<'k>(kinds: &'k mlpc_schema::KindTable, inside: Body<'k>, name: &str) -> Role<'k> {
    let construct = kinds.get(name).filter(|kind| kind.place == Place::Construct);
    let field = |fields: &'k [Field]| mlpc_schema::find(fields, name).map(Role::Field);
    let declared = || kinds.get(name).map(|kind| Role::Declaration(kind));
    let found = match inside {
        Body::Top => declared(),
        Body::Of(kind) => field(&kind.fields).or_else(declared),
        Body::Group(fields) => field(fields),
        Body::Free => None,
    };
    found.or_else(|| construct.map(|kind| Role::Declaration(kind))).unwrap_or(Role::Unknown)
}

fn field_of<'k>(role: Role<'k>, property: Option<&str>, index: usize) -> Option<&'k Field> {
    match role {
        Role::Declaration(kind) => match of_declaration(kind, property, index) {
            EntryRole::Value(field) => Some(field),
            EntryRole::Name | EntryRole::Unknown => None,
        },
        Role::Field(Field { ty: Type::Group(fields), .. }) => field_at(fields, property, index),
        Role::Field(field) => property.is_none().then_some(field),
        Role::Unknown => None,
    }
}

/// The properties that a line may still get.
fn properties<'k>(role: Role<'k>, written: &[&str]) -> impl Iterator<Item = &'k Field> {
    let fields = match role {
        Role::Declaration(kind) => kind.fields.as_slice(),
        Role::Field(field) => field.ty.group_fields(),
        Role::Unknown => &[],
    };
    let on_a_line = |field: &&Field| {
        !field.repeats
            && !matches!(field.ty, Type::Group(_) | Type::Tree)
            && !matches!(field.position, Some(Position::Others | Position::Block | Position::Rest))
    };
    let in_group = matches!(role, Role::Field(_));
    let positional = move |field: &&Field| in_group && matches!(field.position, Some(Position::Nth(_)));
    let written: Vec<SmolStr> = written.iter().map(SmolStr::new).collect();
    fields.iter().filter(on_a_line).filter(move |field| !positional(field)).filter(move |field| !written.contains(&field.name))
}

fn property(field: &Field, replace: TextRange) -> Completion {
    Completion {
        label: field.name.to_string(),
        kind: CompletionKind::Field,
        detail: docs::facts(field).join(" · "),
        doc: docs::hover_field(field),
        insert: format!("{}=", field.name),
        replace,
    }
}

/// What a line may begin with.
enum Start<'k> {
    Kind(&'k Kind),
    Field(&'k Field),
}

fn starts<'k>(kinds: &'k mlpc_schema::KindTable, inside: Body<'k>) -> impl Iterator<Item = Start<'k>> {
    let (fields, of): (&[Field], Option<&Kind>) = match inside {
        Body::Of(kind) => (&kind.fields, Some(kind)),
        Body::Group(fields) => (fields, None),
        Body::Top | Body::Free => (&[], None),
    };
    let writable = fields.iter().filter(|field| !field.context && !matches!(field.position, Some(Position::Others | Position::Block)));
    let may_stand = move |kind: &&Kind| match (inside, kind.place) {
        (Body::Free | Body::Group(_), _) | (_, Place::TestFile) => false,
        (Body::Top, _) => true,
        (_, Place::Construct) => kind.name != "param",
        (_, Place::TopLevel) => false,
        (_, Place::Anywhere) => of.is_some_and(|parent| kind.nests_in(parent).is_some()),
    };
    writable.map(Start::Field).chain(kinds.iter().filter(may_stand).map(Start::Kind))
}

impl Start<'_> {
    fn at(self, replace: TextRange) -> Completion {
        match self {
            Self::Field(field) => Completion { insert: field.name.to_string(), ..property(field, replace) },
            Self::Kind(kind) => Completion {
                label: kind.name.to_string(),
                kind: if kind.place == Place::Construct { CompletionKind::Construct } else { CompletionKind::Kind },
                detail: kind.summary.to_string(),
                doc: docs::hover_kind(kind),
                insert: match kind.naming {
                    Naming::Required | Naming::Optional => format!("{} ", kind.name),
                    Naming::Derived(_) | Naming::None => kind.name.to_string(),
                },
                replace,
            },
        }
    }
}
