//! The rules, one file each, and the registry of all codes.
//!
//! A group is a folder with its `RULES`; the registry gathers those of this crate and of the stages that report findings of their own.

mod registry;

use mlpc_catalog::Catalog;
use mlpc_diag::{Diagnostics, WaiverRules};
use mlpc_model::Platform;
use mlpc_source::{Origins, Sources};

pub use registry::{groups, lookup, registry};

/// What a rule on the typed platform may see.
#[derive(Clone, Copy, Debug)]
pub struct CheckCx<'a> {
    /// The typed platform; with errors, as much of it as could be read.
    pub platform: &'a Platform,
    /// Facts.
    pub catalog: &'a Catalog,
    /// Where values come from.
    pub origins: &'a Origins,
    /// The files.
    pub sources: &'a Sources,
    /// The day against which expiries are judged, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// Runs all rules on the typed platform.
pub fn platform_rules(_cx: &CheckCx<'_>, _out: &mut Diagnostics) {}

/// The two rules about waivers, for the sink that applies them.
pub fn waiver_rules() -> WaiverRules {
    WaiverRules { unused: &mlpc_sema::codes::matches_nothing::RULE, expired: &mlpc_sema::codes::expired_waiver::RULE }
}
