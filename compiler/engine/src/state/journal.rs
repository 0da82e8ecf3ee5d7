//! The journal's protocol, carried by types: no call without a durable intent, no result without a durable record.
//!
//! [`Journal::commit`] writes what finished and what begins together, in one frame and one sync, and only then hands out the [`Intent`]s. An
//! intent is ended by [`Intent::settle`], whose [`Settlement`] goes into the next commit. One that is neither settled nor written is what a
//! crash leaves behind, and is settled at the next start by the same code ([`crate::recover`]).

use std::sync::Arc;

use mlpc_graph::Address;
use mlpc_plan::{Op, PriorResource, Rewrite, SpecView};
use smol_str::{SmolStr, format_smolstr};

use super::entry::Object;
use super::record::{InDoubt, Outcome, Record};
use super::{State, StateError, frame, record_wire};
use crate::{Lock, Store};

/// The writer of one run's journal.
#[derive(Debug)]
pub struct Journal {
    pub(super) store: Arc<dyn Store>,
    pub(super) lock: Arc<Lock>,
    pub(super) name: String,
    pub(super) at: u64,
    pub(super) seq: u64,
    pub(super) run: SmolStr,
    pub(super) lineage: SmolStr,
}

impl std::fmt::Debug for dyn Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

/// What is about to be done.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The resource.
    pub address: Address,
    /// The operation.
    pub op: Op,
    /// The cloud's id of the object that it acts on, where there is one.
    pub id: SmolStr,
    /// The record as it will be.
    pub entry: Option<PriorResource>,
    /// A token to use again; else one is made.
    pub token: Option<SmolStr>,
}

/// A change of records without a call.
#[derive(Clone, Debug)]
pub enum Note {
    /// A record as it is now, with what the cloud has for it.
    Put(Address, Box<PriorResource>, Object),
    /// Another address.
    Rename(Address, Address, Rewrite),
    /// Another owner, charge or line.
    Rewrite(Address, Rewrite),
    /// The record goes, the thing stays.
    Forget(Address),
    /// The spec that was applied.
    Spec(SpecView),
}

/// What is written together.
#[derive(Default, Debug)]
pub struct Batch {
    /// Results.
    pub settlements: Vec<Settlement>,
    /// Records changed without a call.
    pub notes: Vec<Note>,
    /// Intents.
    pub begins: Vec<Begin>,
}

/// An operation whose intent is durable and whose result isn't known.
#[must_use = "a call that was begun ends by `settle`, or is left open for the next start by `leave_open`"]
#[derive(Debug)]
pub struct Intent {
    seq: u64,
    token: SmolStr,
}

/// A result on its way into the journal.
#[must_use = "a result counts only when it is committed"]
#[derive(Debug)]
pub struct Settlement {
    of: u64,
    outcome: Outcome,
}

/// What a commit made durable.
#[must_use = "the state in memory follows only when it takes this over"]
#[derive(Debug)]
pub struct Committed {
    /// The intents, in the order of the batch's begins.
    pub intents: Vec<Intent>,
    records: Vec<Record>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.settlements.is_empty() && self.notes.is_empty() && self.begins.is_empty()
    }
}

impl Intent {
    /// The idempotency token of the call.
    pub const fn token(&self) -> &SmolStr {
        &self.token
    }

    /// Ends it.
    pub fn settle(self, outcome: Outcome) -> Settlement {
        Settlement { of: self.seq, outcome }
    }

    /// Leaves it for the next start to look up, because nobody can know what happened.
    pub fn leave_open(self) {}
}

impl InDoubt {
    /// Takes up an intent that an earlier run left open.
    pub(crate) fn take_up(&self, seq: u64) -> Intent {
        Intent { seq, token: self.token.clone() }
    }
}

impl Committed {
    /// Brings the state in memory up to what is durable.
    pub fn into_state(self, state: &mut State) -> Vec<Intent> {
        for record in self.records {
            state.apply(record);
        }
        self.intents
    }
}

impl Journal {
    /// Writes a batch; durable when it returns.
    pub fn commit(&mut self, batch: Batch) -> Result<Committed, StateError> {
        let mut records = Vec::with_capacity(batch.settlements.len() + batch.notes.len() + batch.begins.len());
        let mut intents = Vec::with_capacity(batch.begins.len());
        let mut seq = self.seq;
        let mut next = || {
            seq += 1;
            seq
        };
        records.extend(batch.settlements.into_iter().map(|it| Record::Settle { seq: next(), of: it.of, outcome: it.outcome }));
        records.extend(batch.notes.into_iter().map(|it| it.into_record(next())));
        for begin in batch.begins {
            let seq = next();
            let token = begin.token.unwrap_or_else(|| format_smolstr!("{}-{seq}", self.lineage));
            intents.push(Intent { seq, token: token.clone() });
            let Begin { address, op, id, entry, .. } = begin;
            records.push(Record::Begin { seq, intent: InDoubt { address, op, token, id, entry, run: self.run.clone() } });
        }
        let mut lines = Vec::new();
        for record in &records {
            record_wire::write(record, &mut lines).map_err(StateError::unreadable(&self.name))?;
        }
        if !lines.is_empty() {
            let bytes = frame(&lines);
            self.store.append(&self.lock, &self.name, self.at, &bytes)?;
            self.at += bytes.len() as u64;
        }
        self.seq = seq;
        Ok(Committed { intents, records })
    }

    /// Bytes written so far.
    pub const fn bytes(&self) -> u64 {
        self.at
    }
}

impl Note {
    fn into_record(self, seq: u64) -> Record {
        match self {
            Self::Put(address, entry, object) => Record::Put { seq, address, entry: *entry, object },
            Self::Rename(from, to, rewrite) => Record::Rename { seq, from, to, rewrite },
            Self::Rewrite(address, rewrite) => Record::Rewrite { seq, address, rewrite },
            Self::Forget(address) => Record::Forget { seq, address },
            Self::Spec(view) => Record::Spec { seq, view },
        }
    }
}
