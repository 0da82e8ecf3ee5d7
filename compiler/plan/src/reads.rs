//! What of the state a plan rests on, and whether that still holds.

use std::collections::BTreeMap;

use mlpc_graph::Address;

use crate::{Plan, Prior, SpecDigest};

/// Address → the record's version, `None` where there was no record.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ReadSet(pub BTreeMap<Address, Option<u64>>);

/// Why a saved plan no longer holds: MLP1003.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stale {
    /// It was made against another state.
    Lineage,
    /// The spec is another.
    Spec,
    /// These records were written, made or removed since.
    Records(Vec<Address>),
}

impl ReadSet {
    pub(crate) fn read(&mut self, address: &Address, prior: &Prior) {
        if !self.0.contains_key(address) {
            self.0.insert(address.clone(), prior.resources.get(address).map(|it| it.version));
        }
    }
}

impl Plan {
    /// Whether the plan may still be applied to this state. Changes to records that it didn't read don't matter, nor does the serial.
    pub fn holds(&self, prior: &Prior, spec: Option<&SpecDigest>) -> Result<(), Stale> {
        if !self.base.lineage.is_empty() && self.base.lineage != prior.version.lineage {
            return Err(Stale::Lineage);
        }
        if spec.is_some_and(|it| *it != self.spec) {
            return Err(Stale::Spec);
        }
        let changed = self.reads.0.iter().filter(|(address, version)| prior.resources.get(*address).map(|it| it.version) != **version);
        let changed: Vec<_> = changed.map(|(address, _)| address.clone()).collect();
        if changed.is_empty() { Ok(()) } else { Err(Stale::Records(changed)) }
    }
}
