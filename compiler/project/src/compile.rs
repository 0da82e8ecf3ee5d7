//! One environment of a platform through the stages: meaning, rules, lowering, rules on what was lowered.

use mlpc_catalog::Catalog;
use mlpc_components::Components;
use mlpc_diag::{Diagnostic, Diagnostics, Severity, Waiver};
use mlpc_graph::ResourceGraph;
use mlpc_graph::schema::ProviderSchemas;
use mlpc_model::Platform;
use mlpc_schema::KindTable;
use mlpc_sema::Resolutions;
use mlpc_source::Origins;
use smol_str::SmolStr;

use crate::load::Loaded;
use crate::snapshot::Options;

/// The standard library: kinds, facts, components, provider schemas, with a user's overlay applied.
#[derive(Debug)]
pub struct Standard {
    /// The kinds of the core and of the components.
    pub kinds: KindTable,
    /// Facts.
    pub catalog: Catalog,
    /// Components.
    pub components: Components,
    /// What Terraform providers accept.
    pub schemas: ProviderSchemas,
}

/// What one environment means.
#[derive(Debug)]
pub struct Compiled {
    /// The environment; `None` where none is declared.
    pub environment: Option<SmolStr>,
    /// The typed platform; with errors, as much of it as could be read.
    pub platform: Platform,
    /// Where everything comes from.
    pub origins: Origins,
    /// What names mean where they are written.
    pub resolutions: Resolutions,
    /// The `waive`s.
    pub waivers: Vec<Waiver>,
    /// What it lowers to; nothing where the spec itself has errors.
    pub graph: ResourceGraph,
    /// What was found, not settled; empty once it is part of a snapshot.
    pub(crate) out: Vec<Diagnostic>,
}
