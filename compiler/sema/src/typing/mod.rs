//! Fields: what is written, from context or a default, read by the type that the kinds' table gives it.

mod bounds;
mod coerce;
mod defaults;
mod field;
mod grammar;
mod group;
mod image;
mod node;
mod requires;
mod tree;

pub(crate) use defaults::Defaults;
