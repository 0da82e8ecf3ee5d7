//! Reading the fields of a declaration or group by their type. A value of another type is absent: whoever typed it has reported it.

use mlpc_model::{DeclId, Fields, Item, Val};
use mlpc_units::{Cidr, Duration, Money, Quantity, Ratio};
use smol_str::SmolStr;

/// A text, or the word of an enum.
pub fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a SmolStr> {
    as_text(fields.get(name)?)
}

/// The text of an item.
pub fn as_text(item: &Item) -> Option<&SmolStr> {
    if let Val::Text(text) = &item.val { Some(text) } else { None }
}

/// A truth value.
pub fn flag(fields: &Fields, name: &str) -> Option<bool> {
    if let Val::Bool(flag) = fields.get(name)?.val { Some(flag) } else { None }
}

/// A whole number.
pub fn int(fields: &Fields, name: &str) -> Option<i64> {
    if let Val::Int(number) = fields.get(name)?.val { Some(number) } else { None }
}

/// A quantity.
pub fn quantity(fields: &Fields, name: &str) -> Option<Quantity> {
    if let Val::Quantity(quantity) = &fields.get(name)?.val { Some(*quantity) } else { None }
}

/// A duration.
pub fn duration(fields: &Fields, name: &str) -> Option<Duration> {
    if let Val::Duration(duration) = fields.get(name)?.val { Some(duration) } else { None }
}

/// Money.
pub fn money<'a>(fields: &'a Fields, name: &str) -> Option<&'a Money> {
    if let Val::Money(money) = &fields.get(name)?.val { Some(money) } else { None }
}

/// A ratio.
pub fn as_ratio(item: &Item) -> Option<Ratio> {
    if let Val::Ratio(ratio) = item.val { Some(ratio) } else { None }
}

/// A block of addresses.
pub fn as_cidr(item: &Item) -> Option<Cidr> {
    if let Val::Cidr(cidr) = item.val { Some(cidr) } else { None }
}

/// A declaration that is referred to.
pub fn reference(fields: &Fields, name: &str) -> Option<DeclId> {
    fields.get_ref(name)
}

/// The declaration that an item refers to.
pub fn as_reference(item: &Item) -> Option<DeclId> {
    if let Val::Ref(decl) = item.val { Some(decl) } else { None }
}

/// The items of a list; none if it isn't there.
pub fn list<'a>(fields: &'a Fields, name: &str) -> &'a [Item] {
    fields.get(name).map_or(&[], Item::elements)
}

/// The texts of a list.
pub fn texts<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = &'a SmolStr> {
    list(fields, name).iter().filter_map(as_text)
}

/// The entries of a map; none if it isn't there.
pub fn map<'a>(fields: &'a Fields, name: &str) -> &'a [(SmolStr, Item)] {
    fields.get(name).map_or(&[], Item::entries)
}

/// A group.
pub fn group<'a>(fields: &'a Fields, name: &str) -> Option<&'a Fields> {
    if let Val::Group(group) = &fields.get(name)?.val { Some(group) } else { None }
}

/// The groups of a field that repeats.
pub fn groups<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = &'a Fields> {
    list(fields, name).iter().filter_map(|item| if let Val::Group(group) = &item.val { Some(group) } else { None })
}

/// Whether a field has a value.
pub fn present(fields: &Fields, name: &str) -> bool {
    fields.get(name).is_some_and(Item::is_present)
}
