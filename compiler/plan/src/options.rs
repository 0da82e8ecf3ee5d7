//! What a plan is asked for.

use std::collections::BTreeSet;

use smol_str::SmolStr;

/// What is asked for.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Addresses of resources or declarations; with any, only they and what they need act. Empty for all.
    pub targets: Vec<SmolStr>,
    /// Removes everything instead.
    pub destroy: bool,
    /// Addresses of resources or declarations that the spec says to forget without destroying (`removed`).
    pub removed: BTreeSet<SmolStr>,
    /// In-cluster objects and releases are carried out by others; they get no actions and are listed ([`Plan::handed_over`](crate::Plan)).
    pub hand_over_clusters: bool,
}

/// Targets that name nothing in spec or state: there is no plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownTargets(pub Vec<SmolStr>);
