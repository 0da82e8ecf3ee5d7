//! Which resources may act: all, or the targets asked for with what they need and what needs them gone.

use std::collections::BTreeSet;

use mlpc_graph::{Address, ResourceGraph};
use smol_str::SmolStr;

use crate::{Options, Prior, UnknownTargets};

/// Which addresses may act.
pub(crate) enum Scope {
    All,
    Only {
        /// Made, changed or read.
        forward: BTreeSet<Address>,
        /// Destroyed or forgotten.
        gone: BTreeSet<Address>,
    },
}

impl Scope {
    pub(crate) fn of(options: &Options, graph: &ResourceGraph, prior: &Prior) -> Result<Self, UnknownTargets> {
        if options.targets.is_empty() {
            return Ok(Self::All);
        }
        let mut met = BTreeSet::new();
        let mut hits = |address: &Address, owner: &str| {
            let mut hit = false;
            for target in options.targets.iter().filter(|it| names(it, address, owner)) {
                hit = true;
                met.insert(target.clone());
            }
            hit
        };
        let named: Vec<_> = graph.in_order().filter(|(_, it)| hits(&it.address, &it.owner)).map(|(id, _)| id).collect();
        let recorded: Vec<_> = prior.resources.iter().filter(|(address, it)| hits(address, &it.owner)).map(|(it, _)| it.clone()).collect();
        let unknown: Vec<SmolStr> = options.targets.iter().filter(|it| !met.contains(*it)).cloned().collect();
        if !unknown.is_empty() {
            return Err(UnknownTargets(unknown));
        }
        let mut forward = BTreeSet::new();
        let mut open = named;
        while let Some(id) = open.pop() {
            if let Some(resource) = graph.resources().get(id)
                && forward.insert(resource.address.clone())
            {
                open.extend_from_slice(graph.needs(id));
            }
        }
        Ok(Self::Only { forward, gone: with_dependents(recorded, prior) })
    }

    pub(crate) fn forward(&self, address: &Address) -> bool {
        match self {
            Self::All => true,
            Self::Only { forward, .. } => forward.contains(address),
        }
    }

    pub(crate) fn gone(&self, address: &Address) -> bool {
        match self {
            Self::All => true,
            Self::Only { gone, .. } => gone.contains(address),
        }
    }
}

/// The addresses and everything recorded as needing them.
fn with_dependents(mut open: Vec<Address>, prior: &Prior) -> BTreeSet<Address> {
    let mut needed_by: std::collections::BTreeMap<&Address, Vec<&Address>> = std::collections::BTreeMap::new();
    for (address, record) in &prior.resources {
        for need in &record.needs {
            needed_by.entry(need).or_default().push(address);
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(address) = open.pop() {
        open.extend(needed_by.get(&address).into_iter().flatten().map(|it| (*it).clone()));
        seen.insert(address);
        while open.last().is_some_and(|it| seen.contains(it)) {
            open.pop();
        }
    }
    seen
}

/// Whether a target or `removed` names this resource: by its address, its declaration, or one that the declaration lies in.
pub(crate) fn names(target: &str, address: &Address, owner: &str) -> bool {
    let inside = || owner.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    address.as_str() == target || inside()
}
