//! A plan that nobody may apply yet: with all that stands in its way.

use mlpc_graph::Address;
use mlpc_source::Span;
use smol_str::SmolStr;

use crate::{Plan, Refused, Rename};

/// A plan as it is shown, with what keeps it from being applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// All that would be done.
    pub plan: Plan,
    /// Protected resources that it would destroy.
    pub protected: Vec<Protected>,
    /// Changes that the cloud refuses.
    pub refused: Vec<Refused>,
    /// Targets that mean another place than what they hold.
    pub relocated: Vec<Relocated>,
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
    /// Whether the spec still declares it.
    pub declared: bool,
    /// The name it has in the cloud, where it would be replaced only because another one is derived now.
    pub cloud_name: Option<SmolStr>,
    /// What comes and looks like it: `moved` would keep it.
    pub renamed: Option<Rename>,
}

/// A target whose region, account or the like was changed while it holds resources: the engine would look for them where they aren't.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relocated {
    /// The target.
    pub target: SmolStr,
    /// The field: `region`.
    pub field: SmolStr,
    /// Where its resources are.
    pub from: SmolStr,
    /// Where it would look for them.
    pub to: SmolStr,
    /// `FILE:LINE`.
    pub at: SmolStr,
    /// Where the spec says so.
    pub span: Option<Span>,
    /// How many it holds.
    pub n_resources: usize,
}

impl Draft {
    /// A plan with nothing in its way: it was proved when it was saved.
    pub const fn sound(plan: Plan) -> Self {
        Self { plan, protected: Vec::new(), refused: Vec::new(), relocated: Vec::new() }
    }

    /// The plan, if it may be applied.
    pub fn applicable(&self) -> Option<&Plan> {
        let free = self.protected.is_empty() && self.relocated.is_empty() && !self.refused.iter().any(Refused::certain);
        free.then_some(&self.plan)
    }
}
