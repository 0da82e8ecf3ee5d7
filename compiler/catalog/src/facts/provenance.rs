//! Where a fact is from and when it was true.

use mlpc_units::Date;
use smol_str::SmolStr;

/// Source and date of one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Codes of its sources, joined by `+`, or the document's own name; for an overlay its file unless the row says more.
    pub source: SmolStr,
    /// The day on which the source was true.
    pub as_of: Date,
}

/// What a source's code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The code: `kp-aws`.
    pub code: SmolStr,
    /// The repository, package or document.
    pub origin: SmolStr,
    /// Its version or commit, where it has one.
    pub version: Option<SmolStr>,
    /// The day on which it was true.
    pub as_of: Date,
    /// Its licence, where stated.
    pub licence: Option<SmolStr>,
}
