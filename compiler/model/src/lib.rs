//! The typed platform: data and read-only queries.
//!
//! `sema` evaluates a spec into declarations ([`Decl`]), [`Platform::build`] reads the typed structs from them ([`kinds`]), and rules, analyses
//! and lowerings ask [`Platform`]. Nothing here reports: what could not be read has been reported by who made it. Defaults that need facts of
//! the catalog (zones of a network, a pool's accelerator) aren't filled in here.

#[cfg(test)]
mod agreement;
mod decl;
mod index;
pub mod kinds;
mod platform;
mod queries;
mod read;
mod record;
mod spec_view;
#[cfg(test)]
mod testing;
mod val;

pub use decl::Decl;
pub use kinds::*;
pub use platform::Platform;
pub use read::{At, Entries, LateText};
pub use spec_view::{SpecField, SpecView};
pub use val::{DeclId, DeferredRef, Fields, Item, Part, Val};
