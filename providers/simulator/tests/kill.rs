//! `kill -9` at moments spread over the journal's writes and the cloud's calls: the next run converges, nothing is made twice, nothing lost.
//!
//! The child is this test binary itself, told by an environment variable to apply and to stop dead at the n-th write or call; the parent then
//! kills it with SIGKILL and applies again.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::too_many_lines,
    reason = "helpers of tests may fail as tests do"
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use mlpc_engine::{
    Call, Cancel, Driver, Events, Expect, Failure, FileStore, Found, Holder, Lock, Observed, Routes, RunOptions, Session, Store,
    StoreError, WaitForLock, apply,
};
use mlpc_graph::{Address, ResourceKind};
use mlpc_plan::Options;
use mlpc_simulator::{Faults, Simulator};
use smol_str::SmolStr;
use support::{check_agreement, converge, planned, platform, run_options, session};

const CHILD: &str = "MLPC_KILL_TEST";

/// Where the child stops.
#[derive(Clone, Copy, Debug)]
enum At {
    /// Before the n-th append to the journal.
    BeforeWrite(usize),
    /// With half of it written.
    HalfWritten(usize),
    /// After it.
    AfterWrite(usize),
    /// After the n-th call was carried out, before its answer arrives.
    AfterCall(usize),
}

fn stop() -> ! {
    println!("stopped");
    std::io::stdout().flush().expect("a pipe");
    loop {
        std::thread::park();
    }
}

#[derive(Debug)]
struct StoppingStore {
    inner: FileStore,
    at: At,
    n: AtomicUsize,
}

impl Store for StoppingStore {
    fn append(&self, lock: &Lock, name: &str, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let n = self.n.fetch_add(1, Ordering::SeqCst);
        match self.at {
            At::BeforeWrite(stop_at) if stop_at == n => stop(),
            At::HalfWritten(stop_at) if stop_at == n => {
                self.inner.append(lock, name, at, &bytes[..bytes.len() / 2]).expect("half a write");
                stop()
            }
            At::AfterWrite(stop_at) if stop_at == n => {
                self.inner.append(lock, name, at, bytes).expect("a write");
                stop()
            }
            _ => self.inner.append(lock, name, at, bytes),
        }
    }
    fn name(&self) -> String {
        self.inner.name()
    }
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(name)
    }
    fn create(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.inner.create(name, bytes)
    }
    fn swap(&self, lock: &Lock, name: &str, expected: Option<&[u8]>, bytes: &[u8]) -> Result<(), StoreError> {
        self.inner.swap(lock, name, expected, bytes)
    }
    fn remove(&self, lock: &Lock, name: &str) -> Result<(), StoreError> {
        self.inner.remove(lock, name)
    }
    fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.inner.list(prefix)
    }
    fn try_lock(&self, holder: &Holder) -> Result<Lock, StoreError> {
        self.inner.try_lock(holder)
    }
    fn renew(&self, lock: &Lock, holder: &Holder) -> Result<(), StoreError> {
        self.inner.renew(lock, holder)
    }
    fn holder(&self) -> Result<Option<Holder>, StoreError> {
        self.inner.holder()
    }
    fn break_lock(&self) -> Result<Option<Holder>, StoreError> {
        self.inner.break_lock()
    }
}

struct StoppingCloud {
    inner: Simulator,
    at: At,
    n: AtomicUsize,
}

impl StoppingCloud {
    fn called<T>(&self, answer: T) -> T {
        let n = self.n.fetch_add(1, Ordering::SeqCst);
        if matches!(self.at, At::AfterCall(stop_at) if stop_at == n) {
            stop();
        }
        answer
    }
}

impl Driver for StoppingCloud {
    fn create(&self, call: Call) -> BoxFuture<'_, Result<Observed, Failure>> {
        Box::pin(async move { self.called(self.inner.create(call).await) })
    }
    fn update(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Observed, Failure>> {
        Box::pin(async move { self.called(self.inner.update(call, id).await) })
    }
    fn delete(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move { self.called(self.inner.delete(call, id).await) })
    }
    fn name(&self) -> &'static str {
        self.inner.name()
    }
    fn handles(&self, kind: &ResourceKind, address: &Address) -> bool {
        self.inner.handles(kind, address)
    }
    fn api(&self, address: &Address) -> SmolStr {
        self.inner.api(address)
    }
    fn read(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Option<Observed>, Failure>> {
        self.inner.read(call, id)
    }
    fn import(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Observed, Failure>> {
        self.inner.import(call, id)
    }
    fn find(&self, call: Call) -> BoxFuture<'_, Result<Vec<Found>, Failure>> {
        self.inner.find(call)
    }
}

/// The platform before and after the change that is cut off.
fn desired(changed: bool) -> mlpc_diag::Sound<mlpc_graph::ResourceGraph> {
    if changed { platform(5, "10.1.0.0/16", 2) } else { platform(6, "10.0.0.0/16", 1) }
}

fn cloud(folder: &Path) -> Simulator {
    Simulator::open(&folder.join("cloud"), Faults::default()).expect("a cloud")
}

fn state(folder: &Path) -> FileStore {
    FileStore::new(folder.join("state"))
}

/// Not a test of its own: what the parent starts.
#[tokio::test]
async fn child() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let words: Vec<&str> = told.split('|').collect();
    let n: usize = words[2].parse().expect("a number");
    let at = match words[1] {
        "before" => At::BeforeWrite(n),
        "half" => At::HalfWritten(n),
        "after" => At::AfterWrite(n),
        _ => At::AfterCall(n),
    };
    let folder = PathBuf::from(words[3]);
    let store: Arc<dyn Store> = Arc::new(StoppingStore { inner: state(&folder), at, n: AtomicUsize::new(0) });
    let routes = Routes::all_to(Arc::new(StoppingCloud { inner: cloud(&folder), at, n: AtomicUsize::new(0) }));
    let open = session(&store);
    let plan = planned(&desired(words[0] == "change"), &open.state.prior, &Options::default()).expect("a plan");
    let options = RunOptions { parallelism: 3, ..run_options() };
    apply(open, &plan, &routes, &options, Events::default(), Cancel::default()).await.expect("a run");
    println!("ended");
}

/// Runs the child until it stops or ends, and kills it.
fn run_and_kill(scenario: &str, how: &str, n: usize, folder: &Path) -> bool {
    let told = format!("{scenario}|{how}|{n}|{}", folder.display());
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, told)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let said = lines.map_while(Result::ok).find(|it| it.ends_with("stopped") || it.ends_with("ended"));
    child.kill().expect("SIGKILL");
    child.wait().expect("its end");
    said.expect("it stops or ends").ends_with("stopped")
}

fn check(scenario: &'static str, points: impl Iterator<Item = (&'static str, usize)>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut killed = 0;
    for (how, n) in points {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> = Arc::new(state(folder.path()));
        let changes = scenario == "change";
        if changes {
            runtime.block_on(converge(&store, &cloud(folder.path()), &desired(false)));
        }
        let made_before = cloud(folder.path()).stats().made;
        killed += usize::from(run_and_kill(scenario, how, n, folder.path()));
        println!("{scenario}: killed {how} {n}");
        let cloud = cloud(folder.path());
        let (report, state) = runtime.block_on(converge(&store, &cloud, &desired(changes)));
        assert!(report.complete(), "{how} {n}: {:?}", report.failed);
        check_agreement(&state, &cloud, &desired(changes));
        // Each of the 35 resources once; of the change, the network and its three subnets anew.
        let made = cloud.stats().made - made_before;
        assert_eq!(made, if changes { 4 } else { 35 }, "{how} {n}: nothing is made twice");
    }
    assert!(killed >= 16, "only {killed} moments were met");
}

#[test]
fn a_first_apply_survives_being_killed_anywhere() {
    let writes = (0..7).flat_map(|it| [("before", it * 3), ("half", it * 3 + 1), ("after", it * 3 + 2)]);
    check("first", writes.chain([2, 9, 23].map(|it| ("call", it))));
}

#[test]
fn a_change_survives_being_killed_anywhere() {
    let writes = (0..5).flat_map(|it| [("before", it * 2), ("half", it * 2 + 1), ("after", it * 2)]);
    check("change", writes.chain([0, 1, 2, 3, 5, 8].map(|it| ("call", it))));
}

#[test]
fn of_two_holders_exactly_one_proceeds() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..20 {
        let barrier = std::sync::Barrier::new(2);
        let winners: usize = std::thread::scope(|scope| {
            let (barrier, path) = (&barrier, folder.path());
            let hold = move || {
                let store: Arc<dyn Store> = Arc::new(state(path));
                barrier.wait();
                let open = Session::open(store, Expect::default(), "apply", WaitForLock::default());
                barrier.wait();
                usize::from(open.is_ok())
            };
            let other = scope.spawn(hold);
            hold() + other.join().expect("the other")
        });
        assert_eq!(winners, 1, "round {round}");
    }
}
