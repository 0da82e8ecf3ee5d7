//! Reading a state: snapshot, then journals on top.

use std::io::Read;

use super::frame::frames;
use super::head::{COPY, FOLDERS, HEAD, Head};
use super::{State, StateError, history, record_wire};
use crate::Store;

/// A state as read, with what the next write must know.
#[derive(Default)]
pub(crate) struct Loaded {
    pub(crate) state: State,
    /// The head and its bytes as they are in the store.
    pub(crate) head: Option<(Head, Vec<u8>)>,
    /// Bytes of writes that were cut off.
    pub(crate) torn: usize,
    /// Bytes of snapshot and journals, for the decision to compact.
    pub(crate) snapshot_bytes: u64,
    pub(crate) journal_bytes: u64,
}

/// Reads the whole state; what is wrong with a part of it names the part's place.
pub(crate) fn read(store: &dyn Store) -> Result<Loaded, StateError> {
    read_parts(store).map_err(|error| match error {
        StateError::Damaged { name, at } => StateError::Damaged { name: store.place(&name), at },
        StateError::Missing(name) => StateError::Missing(store.place(&name)),
        StateError::Unreadable { name, why } => StateError::Unreadable { name: store.place(&name), why },
        other => other,
    })
}

fn read_parts(store: &dyn Store) -> Result<Loaded, StateError> {
    let mut loaded = Loaded::default();
    let lost = |why| StateError::Head { place: store.place(HEAD), why, kept: history::newest(store) };
    let Some(bytes) = store.get(HEAD)? else {
        // Nothing is written before the first head: what lies here without one is a state that lost it, never an empty one.
        return match left_over(store)? {
            Some(name) => Err(lost(format!("missing, though {} lies beside it", store.place(&name)))),
            None => Ok(loaded),
        };
    };
    let mut head = Head::read(HEAD, &bytes).map_err(|error| match error {
        StateError::Unreadable { why, .. } => lost(format!("damaged ({why})")),
        other => other,
    })?;
    if let Some(name) = &head.snapshot {
        let packed = store.get(name)?.ok_or_else(|| StateError::Missing(name.clone()))?;
        loaded.snapshot_bytes = packed.len() as u64;
        replay(name, &unpack(name, &packed)?, &mut loaded.state)?;
    }
    for journal in &mut head.journals {
        // A run that was cut off before its first write leaves no journal.
        let log = match store.get(&journal.name)? {
            Some(log) => log,
            None if journal.bytes.is_none_or(|it| it == 0) => Vec::new(),
            None => return Err(StateError::Missing(journal.name.clone())),
        };
        let read = frames(&log).map_err(|it| StateError::Damaged { name: journal.name.clone(), at: it.0 as u64 })?;
        let sealed = journal.bytes.map(|it| it as usize);
        if let Some(sealed) = sealed.filter(|it| read.sound < *it) {
            return Err(StateError::Damaged { name: journal.name.clone(), at: read.sound.min(sealed) as u64 });
        }
        let mut at = 0;
        for payload in read.payloads {
            if sealed.is_some_and(|it| at >= it) {
                break;
            }
            at += payload.len() + super::frame::HEAD;
            replay(&journal.name, payload, &mut loaded.state)?;
        }
        loaded.torn += if sealed.is_none() { read.torn } else { 0 };
        loaded.journal_bytes += at as u64;
        journal.bytes = Some(at as u64);
    }
    loaded.state.note_outdated();
    loaded.state.seq = loaded.state.seq.max(head.seq);
    loaded.state.prior.version = mlpc_plan::StateVersion { lineage: head.lineage.clone(), serial: head.serial };
    loaded.head = Some((head, bytes));
    Ok(loaded)
}

/// A part of a state that lies in a store.
fn left_over(store: &dyn Store) -> Result<Option<String>, StateError> {
    if store.get(COPY)?.is_some() {
        return Ok(Some(COPY.to_owned()));
    }
    for folder in FOLDERS {
        if let Some(name) = store.list(folder)?.into_iter().next() {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn replay(name: &str, payload: &[u8], state: &mut State) -> Result<(), StateError> {
    for line in payload.split(|it| *it == b'\n').filter(|it| !it.is_empty()) {
        state.apply(record_wire::read(line).map_err(StateError::unreadable(name))?);
    }
    Ok(())
}

/// A state as a snapshot's bytes.
pub(crate) fn pack(state: &State) -> Result<Vec<u8>, StateError> {
    let mut lines = Vec::new();
    for record in state.records() {
        record_wire::write(&record, &mut lines).map_err(StateError::unreadable("snapshot"))?;
    }
    // Level 1: snapshots are written at the end of a run, and read at the start of each.
    zstd::bulk::compress(&lines, 1).map_err(|why| StateError::Unreadable { name: "snapshot".to_owned(), why: why.to_string() })
}

fn unpack(name: &str, packed: &[u8]) -> Result<Vec<u8>, StateError> {
    let failed = |why: std::io::Error| StateError::Unreadable { name: name.to_owned(), why: why.to_string() };
    let mut lines = Vec::new();
    zstd::stream::read::Decoder::new(packed).map_err(failed)?.read_to_end(&mut lines).map_err(failed)?;
    Ok(lines)
}
