//! How typed structs read themselves from the fields of a declaration.
//!
//! A poisoned or missing required value leaves its struct out, since the diagnostic exists already; text alone has a neutral value, so that a
//! wrong owner doesn't hide what else is wrong with a tenant.

use std::ops::Deref;

use mlpc_source::OriginId;
use mlpc_units::{Cidr, Date, Duration, Money, Quantity, Rate, Ratio, Rational, Version};
use smol_str::SmolStr;

use crate::{DeclId, Fields, Item, Part, Val};

/// A value and where it came from. Equality ignores the origin.
#[derive(Clone, Copy, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it was written, or what made it.
    pub origin: OriginId,
}

impl<T> At<T> {
    /// A value from its parts.
    pub const fn new(value: T, origin: OriginId) -> Self {
        Self { value, origin }
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A map's entries, in the order written.
#[derive(Clone, PartialEq, Debug)]
pub struct Entries<T>(pub Vec<(SmolStr, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// The entry of this key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, entry)| entry)
    }

    /// Keys and entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &(SmolStr, T)> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Text that may hold values which are known later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LateText {
    /// Known text.
    Known(SmolStr),
    /// Text and values, in order.
    Later(Vec<Part>),
}

impl LateText {
    /// The text, if all of it is known.
    pub fn known(&self) -> Option<&SmolStr> {
        match self {
            Self::Known(text) => Some(text),
            Self::Later(_) => None,
        }
    }

    /// Its pieces; known text is one.
    pub fn parts(&self) -> Vec<Part> {
        match self {
            Self::Known(text) => vec![Part::Text(text.clone())],
            Self::Later(parts) => parts.clone(),
        }
    }
}

/// A type that one [`Val`] gives, without an origin.
pub(crate) trait Scalar: Sized {
    /// The value, or `None` where `val` is of another type, null or poison.
    fn of(val: &Val) -> Option<Self>;

    /// What stands for it where the field is missing or poisoned.
    fn neutral() -> Option<Self> {
        None
    }
}

/// A type that one [`Item`] gives: a scalar with its origin, or a group.
pub(crate) trait FromItem: Sized {
    /// The value, or `None` where it can't be read.
    fn from_item(item: &Item) -> Option<Self>;

    /// What stands for it where it can't.
    fn neutral(at: OriginId) -> Option<Self>;
}

/// A type that a field gives, whether it is there or not.
pub(crate) trait Read: Sized {
    /// Reads the field; `at` is the origin of what holds it. `None` leaves out the whole struct.
    fn read(item: Option<&Item>, at: OriginId) -> Option<Self>;
}

/// A struct that a group's or declaration's fields give.
pub(crate) trait Record: Sized {
    /// Reads all fields; `at` is the origin of what holds them.
    fn read_fields(fields: &Fields, at: OriginId) -> Option<Self>;
}

impl<T: Scalar> FromItem for At<T> {
    fn from_item(item: &Item) -> Option<Self> {
        T::of(&item.val).map(|value| Self::new(value, item.origin))
    }

    fn neutral(at: OriginId) -> Option<Self> {
        T::neutral().map(|value| Self::new(value, at))
    }
}

impl<T: Record> FromItem for T {
    fn from_item(item: &Item) -> Option<Self> {
        match &item.val {
            Val::Group(fields) => T::read_fields(fields, item.origin),
            _ => None,
        }
    }

    fn neutral(_: OriginId) -> Option<Self> {
        None
    }
}

/// A tree, or an entry of an environment: kept as it is.
impl FromItem for Item {
    fn from_item(item: &Self) -> Option<Self> {
        Some(item.clone())
    }

    fn neutral(at: OriginId) -> Option<Self> {
        Some(Self::new(Val::Poison, at))
    }
}

impl<T: FromItem> Read for T {
    fn read(item: Option<&Item>, at: OriginId) -> Option<Self> {
        match item {
            Some(item) => T::from_item(item).or_else(|| T::neutral(item.origin)),
            None => T::neutral(at),
        }
    }
}

impl<T: FromItem> Read for Option<T> {
    fn read(item: Option<&Item>, _: OriginId) -> Option<Self> {
        Some(item.filter(|item| item.is_present()).and_then(T::from_item))
    }
}

impl<T: FromItem> Read for Vec<T> {
    fn read(item: Option<&Item>, _: OriginId) -> Option<Self> {
        Some(item.map_or(&[][..], Item::elements).iter().filter_map(T::from_item).collect())
    }
}

impl<T: FromItem> Read for Entries<T> {
    fn read(item: Option<&Item>, _: OriginId) -> Option<Self> {
        let entries = item.map_or(&[][..], Item::entries).iter();
        Some(Self(entries.filter_map(|(key, item)| Some((key.clone(), T::from_item(item)?))).collect()))
    }
}

macro_rules! scalars {
    ($($variant:ident($ty:ty)),* $(,)?) => {
        $(impl Scalar for $ty {
            fn of(val: &Val) -> Option<Self> {
                match val {
                    Val::$variant(value) => Some(value.clone()),
                    _ => None,
                }
            }
        })*
    };
}

scalars! {
    Bool(bool), Int(i64), Quantity(Quantity), Duration(Duration), Ratio(Ratio), Rate(Rate), Date(Date), Cidr(Cidr), Ref(DeclId),
}

macro_rules! boxed_scalars {
    ($($ty:ident),*) => {
        $(impl Scalar for $ty {
            fn of(val: &Val) -> Option<Self> {
                match val {
                    Val::$ty(value) => Some((**value).clone()),
                    _ => None,
                }
            }
        })*
    };
}

boxed_scalars!(Money, Version);

impl Scalar for Rational {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Number(value) => Some(*value),
            Val::Int(value) => Some(Self::from(*value)),
            _ => None,
        }
    }
}

impl Scalar for SmolStr {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn neutral() -> Option<Self> {
        Some(Self::default())
    }
}

impl Scalar for LateText {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Text(text) => Some(Self::Known(text.clone())),
            Val::Template(parts) => Some(Self::Later(parts.clone())),
            Val::Deferred(deferred) => Some(Self::Later(vec![Part::Deferred(deferred.clone())])),
            _ => None,
        }
    }
}
