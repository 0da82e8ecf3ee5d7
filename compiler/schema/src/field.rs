//! One field of a kind or group, and how it is written.

use smol_str::SmolStr;

use crate::{Condition, Requirement, Type};

/// One field of a kind, or of a group inside one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name as written.
    pub name: SmolStr,
    /// One or two sentences on what it means: shown on hover, in completion and in the book.
    pub doc: SmolStr,
    /// How its value is read. For a field that repeats, the type of one of its entries, always a group.
    pub ty: Type,
    /// Whether it must be there: written, from context, or by its default.
    pub required: bool,
    /// What lifts `required`: "not for kubernetes".
    pub unless: Option<Condition>,
    /// What holds where it is absent, as KDL after the field's name: `"nat" per="zone"`, `#true`, `"100GiB"`.
    pub default: Option<SmolStr>,
    /// What holds where it is absent, in words, if that isn't one fixed value: "the region's first three zones". Excludes `default`.
    pub derived: Option<SmolStr>,
    /// Where its value may stand without the field's name.
    pub position: Option<Position>,
    /// Whether an enclosing declaration, or the only candidate, fills it.
    pub context: bool,
    /// Whether it is written any number of times, each keyed by its first argument.
    pub repeats: bool,
    /// Lowest value.
    pub min: Option<Bound>,
    /// Highest value.
    pub max: Option<Bound>,
    /// What of a group's fields must be there together, or in what case.
    pub requires: Vec<Requirement>,
    /// Set where a later version will refuse it.
    pub deprecated: Option<Deprecated>,
}

/// Where a value stands without its field's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Position {
    /// This argument, from 0; of a declaration with a name, the name isn't counted.
    Nth(u8),
    /// All further arguments: the field is a list.
    Rest,
    /// All further properties and children with a value: the field is a map (`"1g.10gb"=2`).
    Others,
    /// The children block as a whole: the field is a tree.
    Block,
}

/// One end of a field's range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bound {
    /// The value as written; of a list, map or union it bounds each element that has its type.
    pub value: SmolStr,
    /// Whether the value itself is outside.
    pub exclusive: bool,
}

/// Why and since when a field shouldn't be used any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deprecated {
    /// The version of mlpc that said so first.
    pub since: SmolStr,
    /// What to write instead.
    pub instead: SmolStr,
}

impl Field {
    /// An optional field without a default.
    pub fn new(name: &str, ty: Type, doc: &str) -> Self {
        Self {
            name: name.into(),
            doc: doc.into(),
            ty,
            required: false,
            unless: None,
            default: None,
            derived: None,
            position: None,
            context: false,
            repeats: false,
            min: None,
            max: None,
            requires: Vec::new(),
            deprecated: None,
        }
    }

    /// Makes it required.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Makes it required, except where `condition` holds.
    pub fn required_unless(self, condition: Condition) -> Self {
        Self { required: true, unless: Some(condition), ..self }
    }

    /// Makes it required where `condition` holds.
    pub fn required_when(self, condition: Condition) -> Self {
        self.required_unless(condition.negated())
    }

    /// Sets what holds in its absence, as KDL after the field's name.
    pub fn default(self, kdl: &str) -> Self {
        Self { default: Some(kdl.into()), ..self }
    }

    /// Says in words what holds in its absence.
    pub fn derived(self, words: &str) -> Self {
        Self { derived: Some(words.into()), ..self }
    }

    /// Lets argument `index` be its value.
    pub fn nth(self, index: u8) -> Self {
        Self { position: Some(Position::Nth(index)), ..self }
    }

    /// Lets all further arguments be its values.
    pub fn rest(self) -> Self {
        Self { position: Some(Position::Rest), ..self }
    }

    /// Lets all further properties be its entries.
    pub fn others(self) -> Self {
        Self { position: Some(Position::Others), ..self }
    }

    /// Makes the children block its value.
    pub fn block(self) -> Self {
        Self { position: Some(Position::Block), ..self }
    }

    /// Lets context fill it.
    pub fn context(self) -> Self {
        Self { context: true, ..self }
    }

    /// Lets it be written any number of times.
    pub fn repeats(self) -> Self {
        Self { repeats: true, ..self }
    }

    /// Sets its lowest value.
    pub fn min(self, value: &str) -> Self {
        Self { min: Some(Bound { value: value.into(), exclusive: false }), ..self }
    }

    /// Sets its highest value.
    pub fn max(self, value: &str) -> Self {
        Self { max: Some(Bound { value: value.into(), exclusive: false }), ..self }
    }

    /// Says that its value lies above `value`.
    pub fn above(self, value: &str) -> Self {
        Self { min: Some(Bound { value: value.into(), exclusive: true }), ..self }
    }

    /// Says that its value lies below `value`.
    pub fn below(self, value: &str) -> Self {
        Self { max: Some(Bound { value: value.into(), exclusive: true }), ..self }
    }

    /// Adds a requirement on the fields of its group.
    pub fn requires(mut self, requirement: Requirement) -> Self {
        self.requires.push(requirement);
        self
    }

    /// Marks it as deprecated.
    pub fn deprecated(self, since: &str, instead: &str) -> Self {
        Self { deprecated: Some(Deprecated { since: since.into(), instead: instead.into() }), ..self }
    }

    /// Of a field that repeats, the name of the group's field that is its key: the first positional one.
    pub fn key(&self) -> Option<&Field> {
        self.repeats.then(|| self.ty.group_fields().iter().find(|field| field.position == Some(Position::Nth(0))))?
    }

    /// Whether it holds in its absence, too: by a default or a derivation.
    pub fn has_default(&self) -> bool {
        self.default.is_some() || self.derived.is_some()
    }
}

/// The field named `name` among `fields`.
pub fn find<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name == name)
}
