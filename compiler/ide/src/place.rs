//! What a node or entry is by the kinds' table: a declaration, a field, a name, a value.

use mlpc_schema::{Field, Kind, KindTable, Naming, Position, Type, find};
use mlpc_syntax::{Entry, Node};

/// What may stand in a block.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body<'k> {
    /// Declarations: the top level, the body of a `define` or `for`.
    Top,
    /// Fields of a kind and declarations that nest in it.
    Of(&'k Kind),
    /// Fields of a group.
    Group(&'k [Field]),
    /// Anything: a tree, params of an environment, what isn't known.
    Free,
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role<'k> {
    /// A declaration or construct.
    Declaration(&'k Kind),
    /// A field of what encloses it.
    Field(&'k Field),
    /// Not known to the table.
    Unknown,
}

/// What an entry is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EntryRole<'k> {
    /// The name of a declaration.
    Name,
    /// The value of a field.
    Value(&'k Field),
    /// Not known to the table.
    Unknown,
}

/// What `node` is, and what may stand in its block.
pub(crate) fn place<'k>(kinds: &'k KindTable, node: Node<'_>) -> (Role<'k>, Body<'k>) {
    let mut path = vec![node];
    while let Some(parent) = path.last().and_then(|it| it.parent()) {
        path.push(parent);
    }
    let mut found = (Role::Unknown, Body::Top);
    for node in path.into_iter().rev() {
        found = step(kinds, found.1, node);
    }
    found
}

/// What may stand where a line at the top, or in the block of `parent`, begins.
pub(crate) fn body<'k>(kinds: &'k KindTable, parent: Option<Node<'_>>) -> Body<'k> {
    parent.map_or(Body::Top, |node| place(kinds, node).1)
}

fn step<'k>(kinds: &'k KindTable, body: Body<'k>, node: Node<'_>) -> (Role<'k>, Body<'k>) {
    let name = node.name();
    let name = &*name;
    if !matches!(body, Body::Free)
        && matches!(name, "when" | "for" | "let")
        && let Some(kind) = kinds.get(name)
    {
        return (Role::Declaration(kind), body);
    }
    let role = match body {
        Body::Top => kinds.get(name).map_or(Role::Unknown, |kind| Role::Declaration(kind)),
        Body::Of(kind) => of_kind(kinds, kind, name),
        Body::Group(fields) => find(fields, name).map_or(Role::Unknown, Role::Field),
        Body::Free => Role::Unknown,
    };
    let inside = match role {
        Role::Declaration(kind) => match kind.name.as_str() {
            "define" | "test" => Body::Top,
            "environment" => Body::Free,
            _ if kind.block_field().is_some() => Body::Free,
            _ => Body::Of(kind),
        },
        Role::Field(Field { ty: Type::Group(fields), .. }) => Body::Group(fields),
        Role::Field(_) | Role::Unknown => Body::Free,
    };
    (role, inside)
}

fn of_kind<'k>(kinds: &'k KindTable, kind: &'k Kind, name: &str) -> Role<'k> {
    if let Some(field) = kind.get(name) {
        return Role::Field(field);
    }
    let nested =
        kinds.get(name).filter(|child| child.nests_in(kind).is_some() || matches!(child.origin, mlpc_schema::KindOrigin::Define { .. }));
    nested.map_or(Role::Unknown, |child| Role::Declaration(child))
}

/// What an entry of a node is.
pub(crate) fn entry_role<'k>(role: Role<'k>, node: Node<'_>, entry: Entry<'_>) -> EntryRole<'k> {
    let name = entry.name();
    let index = node.args().take_while(|it| it.range().start < entry.range().start).count();
    let fields = match role {
        Role::Declaration(kind) => return of_declaration(kind, name.as_deref(), index),
        Role::Field(Field { ty: Type::Group(fields), .. }) => fields.as_slice(),
        Role::Field(field) => return EntryRole::Value(field),
        Role::Unknown => return EntryRole::Unknown,
    };
    field_at(fields, name.as_deref(), index).map_or(EntryRole::Unknown, EntryRole::Value)
}

/// What stands as argument `index`, or as property `name`, of a declaration.
pub(crate) fn of_declaration<'k>(kind: &'k Kind, name: Option<&str>, index: usize) -> EntryRole<'k> {
    let name_at = usize::from(kind.name_at);
    let named = matches!(kind.naming, Naming::Required | Naming::Optional | Naming::Derived(mlpc_schema::DerivedName::Cluster));
    let index = match (name, named) {
        (None, true) if index == name_at => return EntryRole::Name,
        (None, true) if index > name_at => index - 1,
        _ => index,
    };
    field_at(&kind.fields, name, index).map_or(EntryRole::Unknown, EntryRole::Value)
}

/// The field that a property or argument fills.
pub(crate) fn field_at<'k>(fields: &'k [Field], name: Option<&str>, index: usize) -> Option<&'k Field> {
    let positioned = |position: Position| fields.iter().find(|field| field.position == Some(position));
    match name {
        Some(name) => find(fields, name).or_else(|| positioned(Position::Others)),
        None => u8::try_from(index).ok().and_then(|index| positioned(Position::Nth(index))).or_else(|| positioned(Position::Rest)),
    }
}
