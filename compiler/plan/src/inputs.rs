//! What a plan is made from.

use std::collections::BTreeMap;

use mlpc_diag::Sound;
use mlpc_graph::{Address, ResourceGraph};
use mlpc_source::{Origins, Sources};

use crate::{Drift, Prior, Replaces, SpecDigest, SpecView};

/// The spec, the state, the facts and, where it was looked at, reality.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The graph of the spec as it is now.
    pub desired: &'a Sound<ResourceGraph>,
    /// The state, or a graph that stands for it.
    pub prior: &'a Prior,
    /// The spec as it is now, flat.
    pub spec: &'a SpecView,
    /// Its digest.
    pub digest: &'a SpecDigest,
    /// Where its values come from.
    pub origins: &'a Origins,
    /// Its files.
    pub sources: &'a Sources,
    /// What replaces.
    pub facts: &'a dyn Replaces,
    /// What a refresh found, where one was made.
    pub reality: Option<&'a BTreeMap<Address, Drift>>,
}
