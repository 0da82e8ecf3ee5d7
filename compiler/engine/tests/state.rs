//! The state against a simple model in memory: random steps, crashes, torn writes, restores.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests may fail as tests do")]

use std::collections::BTreeMap;
use std::sync::Arc;

use mlpc_engine::{
    Batch, Begin, Expect, FileStore, MemoryStore, Note, Object, Outcome, Reality, Session, StateError, Store, StoreError, WaitForLock,
    load, versions,
};
use mlpc_graph::{Address, Map, Resource, Value};
use mlpc_plan::{Op, PriorResource};
use mlpc_source::{Idx, OriginId, SegmentId};
use proptest::prelude::*;

fn record(n: i64) -> PriorResource {
    let origin = OriginId::new(SegmentId::from_usize(0), 0);
    let reference = Value::reference(&Address::new("aws_vpc", "main"), "id");
    let attrs = Map::new().with("n", n).with("vpc", reference);
    PriorResource::of(&Resource::managed(Address::new("t", "t"), attrs, "bucket.lake", origin), Vec::new())
}

fn address(n: u8) -> Address {
    Address::new("t", &format!("r{n}"))
}

fn open(store: &Arc<dyn Store>) -> Session {
    Session::open(Arc::clone(store), Expect::default(), "test", WaitForLock::default()).expect("a session")
}

#[derive(Clone, Debug)]
enum Step {
    /// Made or changed, and settled.
    Write(u8, i64),
    /// Deleted, and settled.
    Delete(u8),
    /// Begun and never settled.
    LeaveOpen(u8),
    /// The run ends well.
    Finish,
    /// The process dies between two writes.
    Crash,
    /// The process dies in a write: some bytes of it arrive.
    Tear(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..6_u8, 0..100_i64).prop_map(|(at, n)| Step::Write(at, n)),
        2 => (0..6_u8).prop_map(Step::Delete),
        1 => (0..6_u8).prop_map(Step::LeaveOpen),
        1 => Just(Step::Finish),
        1 => Just(Step::Crash),
        1 => (1..60_u8).prop_map(Step::Tear),
    ];
    prop::collection::vec(step, 1..40)
}

/// What must be true of the state.
#[derive(Default)]
struct Model {
    records: BTreeMap<Address, i64>,
    n_open: usize,
}

fn run(steps: Vec<Step>, store: Arc<dyn Store>, torn: impl Fn(&Arc<dyn Store>, usize)) {
    let mut model = Model::default();
    let mut session = open(&store);
    session.start(Reality::Simulated).expect("a run");
    for step in steps {
        match step {
            Step::Write(at, n) => {
                let op = if model.records.contains_key(&address(at)) { Op::Update } else { Op::Create };
                settle(&mut session, at, op, Some(record(n)));
                model.records.insert(address(at), n);
            }
            Step::Delete(at) => {
                settle(&mut session, at, Op::Delete, None);
                model.records.remove(&address(at));
            }
            Step::LeaveOpen(at) => {
                let begin = Begin { address: address(at), op: Op::Update, id: "i".into(), entry: Some(record(0)), token: None };
                for intent in session.commit(Batch { begins: vec![begin], ..Batch::default() }).expect("an intent") {
                    intent.leave_open();
                }
                model.n_open += 1;
            }
            Step::Finish => {
                session.finish().expect("an end");
                session = again(&store);
            }
            Step::Crash => {
                drop(session);
                session = again(&store);
            }
            Step::Tear(n) => {
                drop(session);
                torn(&store, n as usize);
                session = again(&store);
            }
        }
        let (read, _) = load(&*store, &Expect::default()).expect("a state");
        for state in [&read, &session.state] {
            let found: BTreeMap<_, _> = state.prior.resources.iter().map(|(at, it)| (at.clone(), it.attrs.get("n").cloned())).collect();
            let wanted = model.records.iter().map(|(at, n)| (at.clone(), Some(Value::Int(*n)))).collect();
            assert_eq!(found, wanted);
            assert_eq!(state.in_doubt.len(), model.n_open);
        }
        assert_eq!(read, session.state, "what is read is what is in memory");
    }
}

fn again(store: &Arc<dyn Store>) -> Session {
    let mut session = open(store);
    session.start(Reality::Simulated).expect("a run");
    session
}

fn settle(session: &mut Session, at: u8, op: Op, entry: Option<PriorResource>) {
    let begin = Begin { address: address(at), op, id: "i".into(), entry, token: None };
    let intents = session.commit(Batch { begins: vec![begin], ..Batch::default() }).expect("an intent");
    let object = Object { id: "i".into(), outputs: Map::new().with("arn", "arn:x") };
    let settlements = intents.into_iter().map(|it| it.settle(Outcome::Done(object.clone()))).collect();
    let begun = session.commit(Batch { settlements, ..Batch::default() }).expect("a result");
    assert!(begun.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_state_is_what_was_acknowledged(steps in steps()) {
        run(steps, Arc::new(MemoryStore::default()), |_, _| {});
    }

}

proptest! {
    // Each step syncs the disk several times.
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_disk_a_torn_write_is_dropped_and_nothing_else(steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().to_owned();
        run(steps, Arc::new(FileStore::new(&root)), |_, n| {
            // Bytes of a frame that was never whole, at the end of the newest journal.
            let head: serde_json::Value = serde_json::from_slice(&std::fs::read(root.join("head.json")).expect("a head")).expect("its text");
            let name = head["journals"].as_array().and_then(|it| it.last()).and_then(|it| it["name"].as_str()).expect("a journal").to_owned();
            std::fs::create_dir_all(root.join("journal")).expect("a folder");
            let mut log = std::fs::read(root.join(&name)).unwrap_or_default();
            log.extend(mlpc_engine::frame(&[b'x'; 80]).into_iter().take(n));
            std::fs::write(root.join(&name), log).expect("a torn write");
        });
    }
}

#[test]
fn damage_in_the_middle_is_an_error_not_a_loss() {
    let folder = tempfile::tempdir().expect("a folder");
    let store: Arc<dyn Store> = Arc::new(FileStore::new(folder.path()));
    let mut session = open(&store);
    session.start(Reality::Simulated).expect("a run");
    for at in 0..3 {
        settle(&mut session, at, Op::Create, Some(record(1)));
    }
    drop(session);
    let name = store.list("journal/").expect("a list").pop().expect("a journal");
    let mut log = std::fs::read(folder.path().join(&name)).expect("a journal");
    log[20] ^= 1;
    std::fs::write(folder.path().join(&name), log).expect("damage");
    assert!(matches!(load(&*store, &Expect::default()), Err(StateError::Damaged { at: 0, .. })));
}

#[test]
fn a_stale_holder_cannot_write() {
    for store in
        [Arc::new(MemoryStore::default()) as Arc<dyn Store>, Arc::new(FileStore::new(tempfile::tempdir().expect("a folder").keep()))]
    {
        let mut stale = open(&store);
        stale.start(Reality::Simulated).expect("a run");
        assert!(matches!(
            Session::open(Arc::clone(&store), Expect::default(), "other", WaitForLock::default()),
            Err(StateError::Store(StoreError::Locked(holder))) if holder.command == "test"
        ));
        store.break_lock().expect("the right to write");
        let note = Note::Forget(address(1));
        assert!(matches!(stale.commit(Batch { notes: vec![note], ..Batch::default() }), Err(StateError::Store(StoreError::Fenced))));
        assert!(matches!(stale.sign_of_life("1 of 2"), Err(StateError::Store(StoreError::Fenced))));
    }
}

#[test]
fn history_goes_back_and_forth() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    for n in 0..4 {
        let mut session = again(&store);
        settle(&mut session, n, Op::Create, Some(record(i64::from(n))));
        session.finish().expect("an end");
    }
    open(&store).restore(2).expect("an earlier serial");
    let (state, info) = load(&*store, &Expect::default()).expect("a state");
    assert_eq!(state.prior.resources.len(), 2);
    assert_eq!(info.last.map(|it| it.serial), Some(5));
    assert_eq!(versions(&*store).expect("a history").iter().map(|it| it.n_resources).collect::<Vec<_>>(), [1, 2, 3, 4, 2]);
    let mut session = again(&store);
    settle(&mut session, 9, Op::Create, Some(record(9)));
    let latest = session.finish().expect("an end");
    assert!(latest.prior.resources[&address(9)].version > state.seq, "no record number is given twice");
    open(&store).restore(4).expect("forward again");
    assert_eq!(load(&*store, &Expect::default()).expect("a state").0.prior.resources.len(), 4);
    assert!(matches!(open(&store).restore(99), Err(StateError::NoSerial(99))));
}

#[test]
fn environments_and_realities_are_kept_apart() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let mut session = again(&store);
    settle(&mut session, 1, Op::Create, Some(record(1)));
    session.finish().expect("an end");
    assert!(matches!(open(&store).start(Reality::Real), Err(StateError::Simulated)));
    let other = Expect { environment: Some("prod".into()) };
    assert!(matches!(load(&*store, &other), Err(StateError::Environment { .. })));
    open(&store).reset(false).expect("a simulated state goes");
    assert!(load(&*store, &other).is_ok(), "nothing is left to disagree");
}
