//! What a plan is asked for, and why it may be refused.

use std::collections::BTreeSet;

use mlpc_graph::Address;
use smol_str::SmolStr;

use crate::Rename;

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

/// Why there is no plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Protected resources would be destroyed: MLP1005 lists them all.
    Protected(Vec<Protected>),
    /// Targets that name nothing in spec or state.
    UnknownTargets(Vec<SmolStr>),
}

/// A protected resource that the plan would destroy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Protected {
    /// The resource.
    pub address: Address,
    /// Its declaration.
    pub owner: SmolStr,
    /// `FILE:LINE`.
    pub origin: SmolStr,
    /// The attributes that would replace it; empty where it would be destroyed.
    pub replaced_for: Vec<String>,
    /// What comes and looks like it: `moved` would keep it.
    pub renamed: Option<Rename>,
}
