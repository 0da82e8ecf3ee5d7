//! Reads `stdlib/components`: the interface of each component, its chart's pin and defaults, and the template of its values.
//!
//! A component is a folder of data: `component.kdl` (the interface), `values.hbs` (the template), `chart.json` (the chart's default values).
//! What its stores and identities lower to, and the release as a resource, is decided elsewhere.

pub mod chart;
pub mod codes;
mod embedded;
mod fieldtype;
mod interface;
mod kdl;
mod library;
mod template;
pub mod values;

pub use chart::{Chart, JsonType, JsonTypes, Setting};
pub use interface::{Access, Component, Identity, InterfaceError, Monitor, Size, Statement, StoreUse};
pub use library::{Components, Folder};
pub use template::{TemplateError, render_text};
pub use values::{Conflict, Release, ReleaseValues, SetField};
