//! What a crash left open is looked up and settled, by the same records as any result.

use std::collections::BTreeMap;

use mlpc_graph::{Address, ResourceKind};
use mlpc_plan::Op;
use smol_str::SmolStr;

use super::contains::{contains, outputs};
use super::references::fill;
use super::{Route, Routes};
use crate::state::{Batch, InDoubt, Note, Object, Outcome, Reality, Session, State};
use crate::{Call, Driver, Failure, Observed, StateError};

/// What was found of one open intent: a line of MLP1006.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecoveryFinding {
    /// The resource.
    pub address: Address,
    /// What had been begun.
    pub op: Op,
    /// The run that was cut off.
    pub run: SmolStr,
    /// What the cloud says.
    pub lookup: Lookup,
}

/// What the cloud says of an open intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// It exists and is ours, or was changed as planned: recorded.
    Recorded,
    /// It isn't there: it will be made.
    NotThere,
    /// Several carry our token: the oldest is recorded, the others will be deleted.
    Several(Vec<SmolStr>),
    /// It was changed in part, or nobody can tell: the next plan changes it again.
    Uncertain,
    /// It was deleted: recorded.
    Deleted,
    /// It still stands: it will be deleted.
    StillThere,
    /// It had no effect on the cloud.
    Harmless,
    /// The cloud could not be asked; it stays open.
    Unreachable(Failure),
}

/// What a look-up leads to.
struct Verdict {
    lookup: Lookup,
    outcome: Option<Outcome>,
    note: Option<Note>,
}

/// Looks up and settles what earlier runs left open. With nothing open it does nothing and begins no run.
pub async fn recover(session: &mut Session, routes: &Routes) -> Result<Vec<RecoveryFinding>, StateError> {
    if session.state.in_doubt.is_empty() {
        return Ok(Vec::new());
    }
    let verdicts = look(&session.state, routes).await;
    session.start(session.info.reality.unwrap_or(Reality::Real))?;
    let mut batch = Batch::default();
    let mut findings = Vec::new();
    for (seq, intent, verdict) in verdicts {
        if let Some(outcome) = verdict.outcome {
            batch.settlements.push(intent.take_up(seq).settle(outcome));
        }
        batch.notes.extend(verdict.note);
        findings.push(RecoveryFinding { address: intent.address, op: intent.op, run: intent.run, lookup: verdict.lookup });
    }
    let begun = session.commit(batch)?;
    debug_assert!(begun.is_empty(), "settling begins nothing");
    session.state.note_outdated();
    Ok(findings)
}

async fn look(state: &State, routes: &Routes) -> Vec<(u64, InDoubt, Verdict)> {
    let mut verdicts = Vec::new();
    for (seq, intent) in &state.in_doubt {
        let record = intent.entry.as_ref().or_else(|| state.prior.resources.get(&intent.address));
        let verdict = match record.and_then(|it| routes.of(&it.place)) {
            None => Verdict { lookup: Lookup::Harmless, outcome: Some(Outcome::NotDone { keep_token: true }), note: None },
            Some(Route::Driver(driver)) => by_driver(&**driver, intent, state).await,
            Some(Route::Executor(executor)) => {
                let target = record.map(|it| it.place.target.clone()).unwrap_or_default();
                let answer = executor.lookup(&target, std::slice::from_ref(&intent.address)).await;
                by_executor(intent, answer)
            }
        };
        verdicts.push((*seq, intent.clone(), verdict));
    }
    verdicts
}

async fn by_driver(driver: &dyn Driver, intent: &InDoubt, state: &State) -> Verdict {
    let record = intent.entry.as_ref().or_else(|| state.prior.resources.get(&intent.address));
    let attrs = record.map(|it| fill(&it.attrs, state).unwrap_or_else(|_| it.attrs.clone())).unwrap_or_default();
    let call = Call {
        address: intent.address.clone(),
        kind: record.map_or(ResourceKind::Managed, |it| it.kind.clone()),
        place: record.map(|it| it.place.clone()).unwrap_or_default(),
        attrs,
        token: intent.token.clone(),
        wanted: Vec::new(),
    };
    let planned = call.attrs.clone();
    match intent.op {
        Op::Create => match driver.find(call).await {
            Ok(found) => created(intent, found.into_iter().filter(|it| it.ours).map(|it| it.observed).collect(), &planned),
            Err(failure) => unreachable_cloud(failure),
        },
        Op::Update => match driver.read(call, intent.id.clone()).await {
            Ok(Some(observed)) => updated(observed, &planned),
            Ok(None) => Verdict {
                lookup: Lookup::NotThere,
                outcome: Some(Outcome::NotDone { keep_token: false }),
                note: Some(Note::Forget(intent.address.clone())),
            },
            Err(failure) => unreachable_cloud(failure),
        },
        Op::Delete => match driver.read(call, intent.id.clone()).await {
            Ok(there) => deleted(there.is_some()),
            Err(failure) => unreachable_cloud(failure),
        },
        Op::Read | Op::Adopt | Op::Forget | Op::Rename => harmless(),
    }
}

fn by_executor(intent: &InDoubt, answer: Result<BTreeMap<Address, Option<Observed>>, Failure>) -> Verdict {
    let there = match answer {
        Ok(mut found) => found.remove(&intent.address).flatten(),
        Err(failure) => return unreachable_cloud(failure),
    };
    match (intent.op, there) {
        (Op::Create | Op::Adopt, Some(observed)) => created(intent, vec![observed], &mlpc_graph::Map::new()),
        (Op::Create | Op::Adopt, None) => created(intent, Vec::new(), &mlpc_graph::Map::new()),
        // The executor's own plan finds what is left to change.
        (Op::Update, Some(observed)) => {
            let object = Object { id: observed.id, outputs: observed.attrs };
            Verdict { lookup: Lookup::Uncertain, outcome: Some(Outcome::Partly(object)), note: None }
        }
        (Op::Update, None) => deleted(false),
        (Op::Delete, there) => deleted(there.is_some()),
        (Op::Read | Op::Forget | Op::Rename, _) => harmless(),
    }
}

fn created(intent: &InDoubt, found: Vec<Observed>, planned: &mlpc_graph::Map) -> Verdict {
    let mut found = found.into_iter();
    let Some(oldest) = found.next() else {
        // The token stays: should the call arrive after all, the next one with it makes nothing twice.
        return Verdict { lookup: Lookup::NotThere, outcome: Some(Outcome::NotDone { keep_token: true }), note: None };
    };
    let object = Object { id: oldest.id, outputs: outputs(&oldest.attrs, planned, &[]) };
    let surplus: Vec<SmolStr> = found.map(|it| it.id).collect();
    if surplus.is_empty() {
        let whole = contains(&oldest.attrs, planned).is_empty();
        let (lookup, outcome) =
            if whole { (Lookup::Recorded, Outcome::Done(object)) } else { (Lookup::Uncertain, Outcome::Partly(object)) };
        return Verdict { lookup, outcome: Some(outcome), note: None };
    }
    let note = intent.entry.clone().map(|mut entry| {
        entry.deposed.clone_from(&surplus);
        Note::Put(intent.address.clone(), Box::new(entry), object.clone())
    });
    Verdict { lookup: Lookup::Several(surplus), outcome: Some(Outcome::Done(object)), note }
}

fn updated(observed: Observed, planned: &mlpc_graph::Map) -> Verdict {
    let whole = contains(&observed.attrs, planned).is_empty();
    let object = Object { id: observed.id, outputs: outputs(&observed.attrs, planned, &[]) };
    let (lookup, outcome) = if whole { (Lookup::Recorded, Outcome::Done(object)) } else { (Lookup::Uncertain, Outcome::Partly(object)) };
    Verdict { lookup, outcome: Some(outcome), note: None }
}

fn deleted(still_there: bool) -> Verdict {
    if still_there {
        return Verdict { lookup: Lookup::StillThere, outcome: Some(Outcome::NotDone { keep_token: false }), note: None };
    }
    Verdict { lookup: Lookup::Deleted, outcome: Some(Outcome::Done(Object::default())), note: None }
}

fn harmless() -> Verdict {
    Verdict { lookup: Lookup::Harmless, outcome: Some(Outcome::NotDone { keep_token: false }), note: None }
}

fn unreachable_cloud(failure: Failure) -> Verdict {
    Verdict { lookup: Lookup::Unreachable(failure), outcome: None, note: None }
}

impl Lookup {
    /// The second half of a line of MLP1006.
    pub fn text(&self) -> String {
        match self {
            Self::Recorded => "looked up: it exists and is ours → recorded".to_owned(),
            Self::NotThere => "looked up: not there → will be created".to_owned(),
            Self::Several(surplus) => {
                let (n, which) = (surplus.len() + 1, if surplus.len() == 1 { "the newer one is" } else { "the newer ones are" });
                format!("looked up: {n} carry our token; {which} deleted (shown in the plan)")
            }
            Self::Uncertain => "looked up: changed in part → will be updated".to_owned(),
            Self::Deleted => "looked up: gone → recorded".to_owned(),
            Self::StillThere => "looked up: still there → will be deleted".to_owned(),
            Self::Harmless => "changed nothing".to_owned(),
            Self::Unreachable(failure) => format!("can't be looked up ({failure}) → stays open"),
        }
    }
}
