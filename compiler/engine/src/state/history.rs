//! Earlier serials: kept as copies of their heads, which name immutable snapshots and sealed journals.

use std::collections::BTreeSet;

use mlpc_graph::Address;
use mlpc_plan::Rewrite;

use super::head::{COPY, FOLDERS, HEAD, Head, Reality, Version};
use super::journal::{Batch, Note};
use super::session::Session;
use super::{Object, StateError};
use crate::Store;

/// How many earlier serials are kept.
const KEPT: usize = 100;

fn name(serial: u64) -> String {
    format!("history/{serial:010}.json")
}

/// Copies the head, its journals sealed, before another takes its place.
pub(super) fn keep(session: &Session) -> Result<(), StateError> {
    let Some((head, _)) = &session.head else { return Ok(()) };
    let sealed = Head { n_resources: session.state.prior.resources.len(), ..head.clone() };
    Ok(session.store.create(&name(head.serial), &sealed.to_bytes())?)
}

/// Drops serials beyond those kept, and what only they name.
pub(super) fn prune(session: &Session) -> Result<(), StateError> {
    let kept = session.store.list("history/")?;
    let Some(n_surplus) = kept.len().checked_sub(KEPT).filter(|it| *it > 0) else { return Ok(()) };
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut note = |head: &Head| named.extend(head.snapshot.iter().cloned().chain(head.journals.iter().map(|it| it.name.clone())));
    if let Some((head, _)) = &session.head {
        note(head);
    }
    for old in kept.iter().skip(n_surplus) {
        if let Some(bytes) = session.store.get(old)? {
            note(&Head::read(old, &bytes)?);
        }
    }
    for old in kept.iter().take(n_surplus) {
        session.store.remove(&session.lock, old)?;
    }
    for folder in ["snapshots/", "journal/"] {
        for part in session.store.list(folder)?.into_iter().filter(|it| !named.contains(it)) {
            session.store.remove(&session.lock, &part)?;
        }
    }
    Ok(())
}

/// The serials of a state, oldest first, the present one last; of one whose head is lost or damaged, its copy.
pub fn versions(store: &dyn Store) -> Result<Vec<Version>, StateError> {
    let mut found: Vec<Version> = Vec::new();
    for name in store.list("history/")?.into_iter().chain([HEAD.to_owned(), COPY.to_owned()]) {
        if let Some(bytes) = store.get(&name)? {
            match Head::read(&name, &bytes) {
                Err(StateError::Unreadable { .. }) => {}
                head => found.push(head?.version()),
            }
        }
    }
    // The copy comes last: it is the head's, or of a serial that is kept.
    found.sort_by_key(|it| it.serial);
    found.dedup_by_key(|it| it.serial);
    Ok(found)
}

/// The newest serial that is kept besides the head itself.
pub(super) fn newest(store: &dyn Store) -> Option<u64> {
    let readable = |name: &String| Some(Head::read(name, &store.get(name).ok()??).ok()?.serial);
    let earlier = store.list("history/").ok()?.iter().rev().find_map(readable);
    earlier.max(readable(&COPY.to_owned()))
}

/// The head of a serial as it is kept: in the history, else as the copy of the present one.
fn kept(store: &dyn Store, serial: u64) -> Result<Head, StateError> {
    let name = name(serial);
    if let Some(bytes) = store.get(&name)? {
        return Head::read(&name, &bytes);
    }
    copied(store).filter(|it| it.serial == serial).ok_or(StateError::NoSerial(serial))
}

/// The copy of the head, if it is whole.
fn copied(store: &dyn Store) -> Option<Head> {
    Head::read(COPY, &store.get(COPY).ok()??).ok()
}

impl Session {
    /// Makes an earlier serial the present one, under a new serial. The clouds are not touched: the next plan shows what differs.
    pub fn restore(mut self, serial: u64) -> Result<(), StateError> {
        let old = kept(&*self.store, serial)?;
        keep(&self)?;
        // The copy of a lost head is all that is left of its serial, and is overwritten next.
        if let Some(lost) = copied(&*self.store).filter(|_| self.head.is_none())
            && self.store.get(&name(lost.serial))?.is_none()
        {
            self.store.create(&name(lost.serial), &lost.to_bytes())?;
        }
        // A damaged head doesn't say its serial: it was the one after the newest that is kept.
        let present = self.head.as_ref().map(|(head, _)| head.serial);
        let now = present.or_else(|| newest(&*self.store).map(|it| it + 1)).unwrap_or_default() + 1;
        let mut head = self.head_with(old.lineage, now, old.reality, old.snapshot, old.journals);
        head.n_resources = old.n_resources;
        head.seq = head.seq.max(old.seq);
        self.swap(head)
    }

    /// Removes the state with its history. A real one that isn't empty is refused unless `force`: its things would be orphans.
    pub fn reset(self, force: bool) -> Result<(), StateError> {
        if !force && self.info.reality == Some(Reality::Real) && !self.state.is_empty() {
            return Err(StateError::Real);
        }
        // The head goes first: a reset that was cut off leaves a state that lost its head, which another reset clears.
        self.store.remove(&self.lock, HEAD)?;
        self.store.remove(&self.lock, COPY)?;
        for folder in FOLDERS {
            for name in self.store.list(folder)? {
                self.store.remove(&self.lock, &name)?;
            }
        }
        Ok(())
    }

    /// Gives a record another address (`state mv`).
    pub fn rename(&mut self, from: &Address, to: &Address) -> Result<(), StateError> {
        let record = self.state.prior.resources.get(from).ok_or_else(|| StateError::NoRecord(from.clone()))?;
        if self.state.prior.resources.contains_key(to) {
            return Err(StateError::Exists(to.clone()));
        }
        let rewrite = Rewrite {
            charge: record.charge.clone(),
            owner: record.owner.clone(),
            origin: record.origin.clone(),
            protect: record.protect,
            turns_protection: false,
            needs: record.needs.clone(),
            only_origin: false,
        };
        self.note(Note::Rename(from.clone(), to.clone(), rewrite))
    }

    /// Drops a record, not the thing (`state rm`).
    pub fn forget(&mut self, address: &Address) -> Result<(), StateError> {
        if !self.state.prior.resources.contains_key(address) {
            return Err(StateError::NoRecord(address.clone()));
        }
        self.note(Note::Forget(address.clone()))
    }

    /// Records what exists (`import`, `state push`).
    pub fn put(&mut self, address: Address, record: mlpc_plan::PriorResource, object: Object) -> Result<(), StateError> {
        self.note(Note::Put(address, Box::new(record), object))
    }

    fn note(&mut self, note: Note) -> Result<(), StateError> {
        self.start(self.info.reality.unwrap_or(Reality::Real))?;
        let begun = self.commit(Batch { notes: vec![note], ..Batch::default() })?;
        debug_assert!(begun.is_empty(), "notes begin nothing");
        Ok(())
    }
}
