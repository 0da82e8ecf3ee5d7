//! Which declarations get or lose their protection: no call, but a change of what the state says.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::Plan;

/// A declaration whose resources are protected otherwise than before.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Protection {
    /// The declaration.
    pub owner: SmolStr,
    /// `FILE:LINE`.
    pub origin: SmolStr,
    /// Whether a plan that destroys them fails from now on.
    pub protected: bool,
}

impl Plan {
    /// The declarations whose protection changes while their resources stay, by address.
    pub fn protections(&self) -> Vec<Protection> {
        let kept = self.rewrites.values().filter(|it| it.turns_protection).map(|it| (&it.owner, &it.origin, it.protect));
        let acted = self.actions.iter().filter(|it| !it.replaces()).filter_map(|it| match (&it.from, &it.to) {
            (Some(from), Some(to)) if from.protect != to.protect => Some((&to.owner, &to.origin, to.protect)),
            _ => None,
        });
        let found: BTreeSet<Protection> = kept
            .chain(acted)
            .map(|(owner, origin, protected)| Protection { owner: owner.clone(), origin: origin.clone(), protected })
            .collect();
        found.into_iter().collect()
    }
}
