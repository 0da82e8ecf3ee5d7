//! The table of kinds: fields, types, documentation and deprecations, for the core, components and a user's `define` alike.
//!
//! Data only: `sema` reads specs by it, the editor and the book print it ([`docs`]), `model` is tested against it. Nothing here knows what a
//! kind lowers to beyond a line of documentation.

pub mod docs;
mod field;
mod kind;
pub mod kinds;
mod requirement;
mod shared;
mod table;
mod types;
mod written;

pub use field::{Bound, Deprecated, Field, Position, find};
pub use kind::{DerivedName, Group, Kind, KindOrigin, Naming, Place, ReadOnly};
pub use requirement::{Condition, Requirement};
pub use shared::component_fields;
pub use table::KindTable;
pub use types::Type;
pub use written::TYPE_NAMES;
