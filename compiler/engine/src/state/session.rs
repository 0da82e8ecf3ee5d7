//! A state under its lock: opened, written by one run, closed with a new head.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mlpc_source::hex;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

use super::head::{COPY, FORMAT, HEAD, Head, JournalRef, Reality, StateInfo, now, unique, utc};
use super::journal::{Batch, Intent, Journal};
use super::load::{self, Loaded};
use super::{State, StateError, history};
use crate::{Holder, Lock, Store, StoreError};

/// How long to wait for a held lock.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct WaitForLock(pub Duration);

/// What a state must be.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Expect {
    /// Its environment.
    pub environment: Option<SmolStr>,
}

/// A state that nobody else can write.
#[derive(Debug)]
pub struct Session {
    /// What is recorded.
    pub state: State,
    /// What the state says of itself.
    pub info: StateInfo,
    pub(super) store: Arc<dyn Store>,
    pub(super) lock: Arc<Lock>,
    pub(super) head: Option<(Head, Vec<u8>)>,
    /// The bytes of a head that can't be read; none of one that is missing.
    damaged: Option<Vec<u8>>,
    holder: Holder,
    expect: Expect,
    snapshot_bytes: u64,
    journal_bytes: u64,
    journal: Option<Journal>,
}

/// Reads a state without its lock: for plans and views.
pub fn load(store: &dyn Store, expect: &Expect) -> Result<(State, StateInfo), StateError> {
    let loaded = load::read(store)?;
    let info = check(&loaded, expect)?;
    Ok((loaded.state, info))
}

fn check(loaded: &Loaded, expect: &Expect) -> Result<StateInfo, StateError> {
    let Some((head, _)) = &loaded.head else {
        return Ok(StateInfo { environment: expect.environment.clone(), ..StateInfo::default() });
    };
    if head.environment != expect.environment {
        let text = |it: &Option<SmolStr>| it.clone().unwrap_or_default();
        return Err(StateError::Environment { found: text(&head.environment), expected: text(&expect.environment) });
    }
    let last = Some(head.version());
    Ok(StateInfo { environment: head.environment.clone(), reality: head.reality, last, torn: loaded.torn })
}

impl Session {
    /// Takes the lock, waiting for it if asked to, and reads the state.
    pub fn open(store: Arc<dyn Store>, expect: Expect, command: &str, wait: WaitForLock) -> Result<Self, StateError> {
        Self::open_as(store, expect, command, wait, false)
    }

    /// The same, a state whose head can't be read as an empty one: for [`Self::restore`] and [`Self::reset`], which put another in its place.
    pub fn open_damaged(store: Arc<dyn Store>, expect: Expect, command: &str) -> Result<Self, StateError> {
        Self::open_as(store, expect, command, WaitForLock::default(), true)
    }

    fn open_as(store: Arc<dyn Store>, expect: Expect, command: &str, wait: WaitForLock, tolerant: bool) -> Result<Self, StateError> {
        let at = now();
        let holder = Holder {
            host: host(),
            process: std::process::id(),
            command: command.into(),
            since: at,
            alive: at,
            progress: SmolStr::default(),
        };
        let lock = Arc::new(wait_for_lock(&*store, &holder, wait)?);
        let (loaded, damaged) = match load::read(&*store) {
            Err(StateError::Head { .. }) if tolerant => (Loaded::default(), store.get(HEAD)?),
            loaded => (loaded?, None),
        };
        let info = check(&loaded, &expect)?;
        let Loaded { state, head, snapshot_bytes, journal_bytes, .. } = loaded;
        Ok(Self { state, info, store, lock, head, damaged, holder, expect, snapshot_bytes, journal_bytes, journal: None })
    }

    /// Begins a run: a new serial with a journal of its own. The former serial goes into the history.
    pub fn start(&mut self, reality: Reality) -> Result<(), StateError> {
        if self.journal.is_some() {
            return Ok(());
        }
        match (self.info.reality, reality) {
            (Some(Reality::Simulated), Reality::Real) if !self.state.is_empty() => return Err(StateError::Simulated),
            (Some(Reality::Real), Reality::Simulated) if !self.state.is_empty() => return Err(StateError::Real),
            _ => {}
        }
        let run = unique();
        let name = format!("journal/{run}.log");
        let mut journals = self.head.as_ref().map(|(head, _)| head.journals.clone()).unwrap_or_default();
        journals.push(JournalRef { name: name.clone(), bytes: None });
        let snapshot = self.head.as_ref().and_then(|(head, _)| head.snapshot.clone());
        history::keep(self)?;
        let serial = self.head.as_ref().map_or(0, |(head, _)| head.serial) + 1;
        let lineage = self.head.as_ref().map_or_else(unique, |(head, _)| head.lineage.clone());
        let head = self.head_with(lineage.clone(), serial, Some(reality), snapshot, journals);
        self.swap(head)?;
        self.info.reality = Some(reality);
        let (store, lock) = (Arc::clone(&self.store), Arc::clone(&self.lock));
        // What a later start says of this run, should it be cut off.
        let run = format_smolstr!("{} (host {}, process {})", utc(self.holder.since), self.holder.host, self.holder.process);
        self.journal = Some(Journal { store, lock, name, at: 0, seq: self.state.seq, run, lineage });
        Ok(())
    }

    /// Writes a batch and brings the state in memory up to it.
    pub fn commit(&mut self, batch: Batch) -> Result<Vec<Intent>, StateError> {
        let journal = self.journal.as_mut().ok_or(StateError::NotStarted)?;
        let committed = journal.commit(batch)?;
        Ok(committed.into_state(&mut self.state))
    }

    /// The journal, to be written elsewhere meanwhile; it has to come back before [`Session::finish`].
    pub(crate) fn lend_journal(&mut self) -> Result<Journal, StateError> {
        self.journal.take().ok_or(StateError::NotStarted)
    }

    pub(crate) fn return_journal(&mut self, journal: Journal) {
        self.journal = Some(journal);
    }

    /// Shows a sign of life and how far the run is.
    pub fn sign_of_life(&mut self, progress: &str) -> Result<(), StateError> {
        self.holder.alive = now();
        self.holder.progress = progress.into();
        Ok(self.store.renew(&self.lock, &self.holder)?)
    }

    /// Ends the run: seals its journal, or folds snapshot and journals into a new snapshot once they outgrow it. The lock is given back.
    pub fn finish(mut self) -> Result<State, StateError> {
        let Some(journal) = self.journal.take() else { return Ok(self.state) };
        let Some((old, _)) = self.head.clone() else { return Ok(self.state) };
        let mut journals = old.journals.clone();
        if let Some(last) = journals.last_mut() {
            last.bytes = Some(journal.at);
        }
        journals.retain(|it| it.bytes != Some(0));
        let mut snapshot = old.snapshot.clone();
        // Folding costs the whole state; doing it when the journals are a quarter of it keeps the sum of all runs linear.
        if (self.journal_bytes + journal.at) * 4 > self.snapshot_bytes {
            let packed = load::pack(&self.state)?;
            let name = format!("snapshots/{}.zst", hex(&Sha256::digest(&packed)));
            self.store.create(&name, &packed)?;
            snapshot = Some(name);
            journals.clear();
        }
        let head = self.head_with(old.lineage.clone(), old.serial, old.reality, snapshot, journals);
        self.swap(head)?;
        history::prune(&self)?;
        Ok(self.state)
    }

    pub(super) fn head_with(
        &self,
        lineage: SmolStr,
        serial: u64,
        reality: Option<Reality>,
        snapshot: Option<String>,
        journals: Vec<JournalRef>,
    ) -> Head {
        Head {
            format: FORMAT,
            lineage,
            serial,
            nonce: unique(),
            environment: self.expect.environment.clone(),
            reality,
            seq: self.state.seq,
            snapshot,
            journals,
            command: self.holder.command.clone(),
            host: self.holder.host.clone(),
            process: self.holder.process,
            at: now(),
            n_resources: self.state.prior.resources.len(),
        }
    }

    pub(super) fn swap(&mut self, head: Head) -> Result<(), StateError> {
        let bytes = head.to_bytes();
        let expected = self.head.as_ref().map(|(_, bytes)| bytes.as_slice()).or(self.damaged.as_deref());
        self.store.swap(&self.lock, HEAD, expected, &bytes)?;
        let copy = self.store.get(COPY)?;
        self.store.swap(&self.lock, COPY, copy.as_deref(), &bytes)?;
        self.state.prior.version = mlpc_plan::StateVersion { lineage: head.lineage.clone(), serial: head.serial };
        self.info.last = Some(head.version());
        self.head = Some((head, bytes));
        Ok(())
    }
}

fn wait_for_lock(store: &dyn Store, holder: &Holder, wait: WaitForLock) -> Result<Lock, StateError> {
    // A reader that asks who holds the lock has it for an instant: a few short tries tell it from a run.
    let until = Instant::now() + wait.0.max(Duration::from_millis(40));
    loop {
        match store.try_lock(holder) {
            Err(StoreError::Locked(_)) if Instant::now() < until => std::thread::sleep(Duration::from_millis(10)),
            other => return Ok(other?),
        }
    }
}

fn host() -> SmolStr {
    let named = std::env::var("HOSTNAME").ok().or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    named.map_or_else(|| "localhost".into(), |it| it.trim().into())
}
