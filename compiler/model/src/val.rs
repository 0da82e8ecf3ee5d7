//! Values of declarations, after evaluation: exact, with the place each came from.

use mlpc_source::{OriginId, define_idx};
use mlpc_units::{Cidr, Date, Duration, Money, Quantity, Rate, Ratio, Rational, Version};
use smol_str::SmolStr;

define_idx! {
    /// A declaration of one compile. What outlives the compile is its address.
    pub struct DeclId;
}

/// A value. Types of the schema without a variant of their own (email, url, machine, enum …) are text; a tree is maps, lists and scalars.
#[derive(Clone, PartialEq, Debug)]
pub enum Val {
    /// It was wrong, and has been reported.
    Poison,
    /// In a tree: removes the key. Elsewhere a field that is null is absent.
    Null,
    /// A bool.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact number.
    Number(Rational),
    /// Text.
    Text(SmolStr),
    /// A quantity.
    Quantity(Quantity),
    /// A duration.
    Duration(Duration),
    /// A ratio.
    Ratio(Ratio),
    /// A rate.
    Rate(Rate),
    /// An amount of money.
    Money(Box<Money>),
    /// A day.
    Date(Date),
    /// A version.
    Version(Box<Version>),
    /// A block of addresses.
    Cidr(Cidr),
    /// A declaration.
    Ref(DeclId),
    /// Several values; of a field that repeats its groups, in the order of their keys' first appearance.
    List(Vec<Item>),
    /// Entries with keys of the user's choice, in the order written.
    Map(Vec<(SmolStr, Item)>),
    /// A group's fields.
    Group(Fields),
    /// What is known only later: by lowering (a bucket's URL), or after apply.
    Deferred(DeferredRef),
    /// A reference to a secret; never its value.
    Secret(DeclId),
    /// Text around deferred values.
    Template(Vec<Part>),
}

/// A value of a declaration that is known only later.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DeferredRef {
    /// The declaration.
    pub decl: DeclId,
    /// The attributes below it, in order: `endpoint`, or of a `resource` the provider's.
    pub path: Vec<SmolStr>,
}

/// A piece of a [`Val::Template`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// Text as it stands.
    Text(SmolStr),
    /// A value that is known later.
    Deferred(DeferredRef),
}

/// A value and where it came from. Equality ignores the origin.
#[derive(Clone, Debug)]
pub struct Item {
    /// The value.
    pub val: Val,
    /// Where it was written, or what made it; of a default an entry with `Frame::Default`.
    pub origin: OriginId,
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.val == other.val
    }
}

impl Item {
    /// An item from its parts.
    pub const fn new(val: Val, origin: OriginId) -> Self {
        Self { val, origin }
    }

    /// Whether it is there: neither null nor poison.
    pub fn is_present(&self) -> bool {
        !matches!(self.val, Val::Null | Val::Poison)
    }

    /// The elements of a list; a single value is a list of one; null and poison are empty.
    pub fn elements(&self) -> &[Self] {
        match &self.val {
            Val::List(items) => items,
            Val::Null | Val::Poison => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The entries of a map; of anything else none.
    pub fn entries(&self) -> &[(SmolStr, Self)] {
        match &self.val {
            Val::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Visits it and everything inside it, outermost first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match &self.val {
            Val::List(items) => items.iter().for_each(|item| item.walk(visit)),
            Val::Map(entries) => entries.iter().for_each(|(_, item)| item.walk(visit)),
            Val::Group(fields) => fields.iter().for_each(|(_, item)| item.walk(visit)),
            _ => {}
        }
    }
}

/// Fields in the order of the schema, each at most once. Absent ones aren't in it; those with a default always are.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Fields(pub Vec<(SmolStr, Item)>);

impl Fields {
    /// The field of this name.
    pub fn get(&self, name: &str) -> Option<&Item> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, item)| item)
    }

    /// The field of this name, if it is a reference to a declaration.
    pub fn get_ref(&self, name: &str) -> Option<DeclId> {
        match self.get(name)?.val {
            Val::Ref(id) => Some(id),
            _ => None,
        }
    }

    /// Sets a field, replacing one of that name.
    pub fn set(&mut self, name: impl Into<SmolStr>, item: Item) {
        let name = name.into();
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = item,
            None => self.0.push((name, item)),
        }
    }

    /// Names and values.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &(SmolStr, Item)> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
