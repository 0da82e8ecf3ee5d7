//! The journal's records, and what each does to the state in memory.

use std::collections::BTreeMap;

use mlpc_graph::Address;
use mlpc_plan::{Op, Prior, PriorResource, Rewrite, SpecView};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::entry::Object;

/// A state in memory: what is recorded, what the cloud has for it, and what a crash left open.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct State {
    /// The records, as the planner sees them.
    pub prior: Prior,
    /// What the cloud has for each.
    pub objects: BTreeMap<Address, Object>,
    /// Intents without a result, by the number of their record.
    pub in_doubt: BTreeMap<u64, InDoubt>,
    /// Tokens of creates that may have happened, to be used again.
    pub tokens: BTreeMap<Address, SmolStr>,
    /// The number of the last record.
    pub seq: u64,
}

/// An intent without a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InDoubt {
    /// The resource.
    pub address: Address,
    /// What was begun.
    pub op: Op,
    /// The idempotency token of its call.
    pub token: SmolStr,
    /// The cloud's id of the object that it acts on, where there was one.
    pub id: SmolStr,
    /// The record as it will be.
    pub entry: Option<PriorResource>,
    /// The run that began it: when, on which machine, in which process.
    pub run: SmolStr,
}

/// How an intent ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done; for a delete the object is of no meaning.
    Done(Object),
    /// Nothing happened.
    NotDone {
        /// Whether the token is kept, since a late effect can't be ruled out.
        keep_token: bool,
    },
    /// Something was changed, but not all of it as planned.
    Partly(Object),
}

/// One record.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Record {
    Begin { seq: u64, intent: InDoubt },
    Settle { seq: u64, of: u64, outcome: Outcome },
    Put { seq: u64, address: Address, entry: PriorResource, object: Object },
    Rename { seq: u64, from: Address, to: Address, rewrite: Rewrite },
    Rewrite { seq: u64, address: Address, rewrite: Rewrite },
    Forget { seq: u64, address: Address },
    Token { seq: u64, address: Address, token: SmolStr },
    Spec { seq: u64, view: SpecView },
}

impl State {
    /// Whether nothing is recorded and nothing open.
    pub fn is_empty(&self) -> bool {
        self.prior.resources.is_empty() && self.in_doubt.is_empty()
    }

    pub(crate) fn apply(&mut self, record: Record) {
        match record {
            Record::Begin { seq, intent } => {
                self.seq = seq;
                self.in_doubt.insert(seq, intent);
            }
            Record::Settle { seq, of, outcome } => {
                self.seq = seq;
                if let Some(intent) = self.in_doubt.remove(&of) {
                    self.settle(seq, intent, outcome);
                }
            }
            Record::Put { seq, address, mut entry, object } => {
                self.seq = seq;
                entry.version = seq;
                self.objects.insert(address.clone(), object);
                self.prior.resources.insert(address, entry);
            }
            Record::Rename { seq, from, to, rewrite } => {
                self.seq = seq;
                if let Some(mut entry) = self.prior.resources.remove(&from) {
                    rewrite_entry(&mut entry, rewrite, seq);
                    self.prior.resources.insert(to.clone(), entry);
                    self.lead(&from, &to);
                }
                if let Some(object) = self.objects.remove(&from) {
                    self.objects.insert(to, object);
                }
            }
            Record::Rewrite { seq, address, rewrite } => {
                self.seq = seq;
                if let Some(entry) = self.prior.resources.get_mut(&address) {
                    rewrite_entry(entry, rewrite, seq);
                }
            }
            Record::Forget { seq, address } => {
                self.seq = seq;
                self.prior.resources.remove(&address);
                self.objects.remove(&address);
            }
            Record::Token { seq, address, token } => {
                self.seq = seq;
                self.tokens.insert(address, token);
            }
            Record::Spec { seq, view } => {
                self.seq = seq;
                self.prior.spec = view;
            }
        }
    }

    /// Finds the records that a cut-off run left behind what they refer to; done whenever a state is read.
    pub(crate) fn note_outdated(&mut self) {
        self.prior.outdated = crate::run::outdated(self);
    }

    /// References follow what moved.
    fn lead(&mut self, from: &Address, to: &Address) {
        let moved = BTreeMap::from([(from.clone(), to.clone())]);
        for record in self.prior.resources.values_mut().filter(|it| it.needs.contains(from)) {
            record.attrs = mlpc_plan::with_moved_references(&record.attrs, &moved);
            record.needs.iter_mut().filter(|it| *it == from).for_each(|it| *it = to.clone());
            record.needs.sort();
            record.seen.iter_mut().filter(|(it, _)| it.to == *from).for_each(|(it, _)| it.to = to.clone());
        }
    }

    /// The state as records that make it: what a snapshot holds.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let spec = Record::Spec { seq: self.seq, view: self.prior.spec.clone() };
        let entries = self.prior.resources.iter().map(|(address, entry)| {
            let object = self.objects.get(address).cloned().unwrap_or_default();
            Record::Put { seq: entry.version, address: address.clone(), entry: entry.clone(), object }
        });
        let tokens = self.tokens.iter();
        let tokens = tokens.map(|(address, token)| Record::Token { seq: self.seq, address: address.clone(), token: token.clone() });
        let open = self.in_doubt.iter().map(|(seq, intent)| Record::Begin { seq: *seq, intent: intent.clone() });
        std::iter::once(spec).chain(entries).chain(tokens).chain(open)
    }

    fn settle(&mut self, seq: u64, intent: InDoubt, outcome: Outcome) {
        let InDoubt { address, op, token, id, entry, .. } = intent;
        let (object, partly) = match outcome {
            Outcome::NotDone { keep_token } => {
                if keep_token {
                    self.tokens.insert(address, token);
                }
                return;
            }
            Outcome::Done(object) => (object, false),
            Outcome::Partly(object) => (object, true),
        };
        if op == Op::Delete {
            return self.removed(seq, &address, &id);
        }
        self.tokens.remove(&address);
        let Some(mut entry) = entry else { return };
        entry.version = seq;
        entry.uncertain = partly;
        if let Some(before) = self.prior.resources.get(&address) {
            entry.deposed.clone_from(&before.deposed);
        }
        // A create over an object that still stands makes that one a former object, to be deleted by its own action.
        if op == Op::Create
            && let Some(former) = self.objects.get(&address).filter(|it| !it.id.is_empty() && it.id != object.id)
        {
            entry.deposed.push(former.id.clone());
        }
        self.objects.insert(address.clone(), object);
        self.prior.resources.insert(address, entry);
    }

    fn removed(&mut self, seq: u64, address: &Address, id: &SmolStr) {
        let Some(entry) = self.prior.resources.get_mut(address) else { return };
        entry.version = seq;
        if !id.is_empty() && entry.deposed.contains(id) {
            entry.deposed.retain(|it| it != id);
            return;
        }
        self.prior.resources.remove(address);
        self.objects.remove(address);
    }
}

fn rewrite_entry(entry: &mut PriorResource, rewrite: Rewrite, seq: u64) {
    let Rewrite { charge, owner, origin, protect, turns_protection: _, needs, only_origin } = rewrite;
    // A line that moved is no change that a saved plan would have to know of.
    if !only_origin {
        entry.version = seq;
    }
    entry.charge = charge;
    entry.owner = owner;
    entry.origin = origin;
    entry.protect = protect;
    entry.needs = needs;
}
