//! Markdown for the book and for hover, made from the table.

use std::fmt::Write as _;

use crate::{Field, Kind, Naming, Position, Requirement, Type, kind::DerivedName};

/// The page of one kind in the book's reference.
pub fn kind_page(kind: &Kind) -> String {
    let mut page = format!("# {}\n\n{}\n", kind.name, kind.summary);
    for paragraph in [naming(kind), kind.doc.to_string()] {
        if !paragraph.is_empty() {
            let _ = write!(page, "\n{paragraph}\n");
        }
    }
    if !kind.fields.is_empty() {
        page.push_str("\n## Fields\n");
        for field in &kind.fields {
            field_entry(&mut page, field, 0);
        }
    }
    for requirement in &kind.requires {
        let _ = write!(page, "\n{}\n", requirement_sentence(requirement));
    }
    if !kind.read_only.is_empty() {
        page.push_str("\n## Values to read\n\n");
        for value in &kind.read_only {
            let when = match (value.secret, value.deferred) {
                (true, _) => ", a secret",
                (false, true) => ", known after apply",
                (false, false) => "",
            };
            let _ = writeln!(page, "- `{}`: {}{when}. {}", value.name, value.ty, value.doc);
        }
    }
    if !kind.lowers_to.is_empty() {
        let _ = write!(page, "\n## Lowers to\n\n{}\n", kind.lowers_to);
    }
    page
}

/// What an editor shows over a kind's name.
pub fn hover_kind(kind: &Kind) -> String {
    let mut text = format!("**{}**: {}", kind.name, kind.summary);
    if !kind.doc.is_empty() {
        let _ = write!(text, "\n\n{}", kind.doc);
    }
    text
}

/// What an editor shows over a field's name.
pub fn hover_field(field: &Field) -> String {
    let mut text = format!("**{}**: {}\n\n{}", field.name, facts(field).join(" · "), field.doc);
    if let Some(form) = form(field) {
        let _ = write!(text, "\n\n`{form}`");
    }
    text
}

/// How a group is written: arguments first, then its other fields by name, a field that repeats or a tree among the children; `None` for
/// any other type.
pub fn form(field: &Field) -> Option<String> {
    let Type::Group(fields) = &field.ty else { return None };
    let mut arguments = fields.iter().filter(|inner| matches!(inner.position, Some(Position::Nth(_) | Position::Rest))).collect::<Vec<_>>();
    arguments.sort_by_key(|inner| inner.position);
    let mut text = field.name.to_string();
    for argument in arguments {
        text.push_str(&format!(" \"{}\"", argument.name.to_uppercase()));
        if argument.position == Some(Position::Rest) {
            text.push_str(" …");
        }
    }
    let mut children = Vec::new();
    for inner in fields {
        match inner.position {
            Some(Position::Nth(_) | Position::Rest) => {}
            Some(Position::Others) => text.push_str(" KEY=…"),
            Some(Position::Block) => children.push("KEY …".to_owned()),
            None if inner.repeats => children.extend(form(inner)),
            None => text.push_str(&format!(" {}=…", inner.name)),
        }
    }
    if !children.is_empty() {
        text.push_str(&format!(" {{ {} }}", children.join("; ")));
    }
    Some(text)
}

fn naming(kind: &Kind) -> String {
    let text = match kind.naming {
        Naming::Required if kind.name_at > 0 => "Its name follows its first argument.",
        Naming::Required => "",
        Naming::Optional => "Its name may be left out.",
        Naming::Derived(DerivedName::Cluster) => "Without a name it has its cluster's.",
        Naming::Derived(DerivedName::Slo) | Naming::None => "It has no name of its own.",
    };
    text.to_owned()
}

fn field_entry(page: &mut String, field: &Field, depth: usize) {
    let indent = "  ".repeat(depth);
    let _ = write!(page, "\n{indent}- `{}`: {}  \n{indent}  {}\n", field.name, facts(field).join(" · "), field.doc);
    if let Some(form) = form(field) {
        let _ = writeln!(page, "\n{indent}  `{form}`");
    }
    for inner in field.ty.group_fields() {
        field_entry(page, inner, depth + 1);
    }
    for requirement in &field.requires {
        let _ = write!(page, "\n{indent}  {}\n", requirement_sentence(requirement));
    }
}

fn requirement_sentence(requirement: &Requirement) -> String {
    let one = if requirement.exclusive { "Exactly one must be written" } else { "Must be written" };
    match &requirement.when {
        Some(condition) => format!("{one} where {}: {}.", condition.words(), requirement.words()),
        None => format!("{one}: {}.", requirement.words()),
    }
}

/// Type, whether it is required, default, range and the like, each as one short phrase.
pub fn facts(field: &Field) -> Vec<String> {
    let mut facts = vec![type_words(&field.ty)];
    match (field.required, &field.unless) {
        (true, None) => facts.push("required".to_owned()),
        (true, Some(condition)) => facts.push(format!("required where {}", condition.clone().negated().words())),
        (false, _) => {}
    }
    match field.position {
        Some(Position::Nth(index)) => facts.push(format!("argument {}", index + 1)),
        Some(Position::Rest) => facts.push("arguments".to_owned()),
        Some(Position::Others) => facts.push("any further properties".to_owned()),
        Some(Position::Block) => facts.push("the children".to_owned()),
        None => {}
    }
    if field.context {
        facts.push("from context".to_owned());
    }
    if field.repeats {
        facts.push("repeats".to_owned());
    }
    if let Some(default) = &field.default {
        facts.push(format!("default `{default}`"));
    }
    if let Some(derived) = &field.derived {
        facts.push(format!("default: {derived}"));
    }
    for (bound, inclusive, exclusive) in [(&field.min, "at least", "above"), (&field.max, "at most", "below")] {
        if let Some(bound) = bound {
            facts.push(format!("{} {}", if bound.exclusive { exclusive } else { inclusive }, bound.value));
        }
    }
    if let Some(deprecated) = &field.deprecated {
        facts.push(format!("deprecated since {}: {}", deprecated.since, deprecated.instead));
    }
    facts
}

fn type_words(ty: &Type) -> String {
    match ty {
        Type::Enum(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        Type::List(element) if matches!(**element, Type::Enum(_)) => format!("list of {}", type_words(element)),
        Type::Union(types) => types.iter().map(type_words).collect::<Vec<_>>().join(" or "),
        Type::Ref(kinds) => format!("reference to {}", kinds.join(", ")),
        _ => ty.to_string(),
    }
}
