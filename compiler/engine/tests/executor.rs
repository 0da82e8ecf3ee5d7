//! Targets that an executor applies in one run: whatever it answers, or doesn't, report, records and the next run agree.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests may fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use mlpc_diag::{Findings, Sound};
use mlpc_engine::{
    Cancel, Class, Events, Executor, Expect, Failure, MemoryStore, Observed, Reality, Results, Route, Routes, RunOptions, RunReport,
    Session, State, Store, WaitForLock, Work, apply, codes, load, recover,
};
use mlpc_graph::{Address, GraphBuilder, Map, Placement, Resource, ResourceGraph, Value};
use mlpc_plan::{Answer, Inputs, Options, Plan, Prior, Replaces, SpecDigest, SpecView, plan};
use mlpc_source::{Idx, OriginId, Origins, SegmentId, Sources};

/// What the executor does with one action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Does {
    Done,
    Fails,
    NeverBegins,
    /// Begins it and never answers; the thing is made, or isn't.
    BeginsAndMakes,
    BeginsInVain,
    Nothing,
    /// Done, with Ctrl-C pressed on the way.
    DoneWhilePressed,
    /// Begun, pressed twice, and it never returns.
    Hangs,
}
use Does::{BeginsAndMakes, BeginsInVain, Done, DoneWhilePressed, Fails, Hangs, NeverBegins, Nothing};

/// An executor by script. What it made outlives its runs.
#[derive(Default)]
struct Scripted {
    script: BTreeMap<Address, Does>,
    end: Option<Failure>,
    made: Arc<Mutex<BTreeSet<Address>>>,
    store: Option<Arc<dyn Store>>,
    works: Mutex<Vec<String>>,
}

impl Executor for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn run(&self, work: Work, results: Results, cancel: Cancel) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move {
            let names: Vec<_> = work.actions.iter().map(|(_, it)| it.target.name().to_owned()).collect();
            self.works.lock().expect("a list").push(names.join(" "));
            if let Some(store) = &self.store {
                let (state, _) = load(&**store, &Expect::default()).expect("a state");
                let open: BTreeSet<_> = state.in_doubt.values().map(|it| it.address.clone()).collect();
                assert!(work.actions.iter().all(|(_, it)| open.contains(&it.target)), "every intent is durable before the run");
            }
            for (id, action) in work.actions {
                let observed = Observed { id: format!("id-{}", action.target.name()).into(), attrs: Map::new() };
                let does = self.script.get(&action.target).copied().unwrap_or(Done);
                if !matches!(does, NeverBegins | Nothing) {
                    results.begun(id);
                }
                if matches!(does, Done | DoneWhilePressed | BeginsAndMakes | Hangs) {
                    self.made.lock().expect("a set").insert(action.target.clone());
                }
                match does {
                    Done => results.done(id, observed),
                    DoneWhilePressed => {
                        cancel.press();
                        results.done(id, observed);
                    }
                    Fails => results.failed(id, Failure::new(Class::Permanent, "no capacity")),
                    NeverBegins => results.not_begun(id),
                    BeginsAndMakes | BeginsInVain | Nothing => {}
                    Hangs => {
                        cancel.press();
                        cancel.press();
                        std::future::pending::<()>().await;
                    }
                }
            }
            self.end.clone().map_or(Ok(()), Err)
        })
    }

    fn lookup(&self, _target: &str, addresses: &[Address]) -> BoxFuture<'_, Result<BTreeMap<Address, Option<Observed>>, Failure>> {
        let made = self.made.lock().expect("a set");
        let observed = |it: &Address| made.contains(it).then(|| Observed { id: format!("id-{}", it.name()).into(), attrs: Map::new() });
        let found = addresses.iter().map(|it| (it.clone(), observed(it))).collect();
        Box::pin(async move { Ok(found) })
    }
}

struct NeverReplaces;

impl Replaces for NeverReplaces {
    fn replaces(&self, _kind: &str, _path: &str) -> Answer {
        Answer::No
    }
}

/// `a`, `b` that needs it, `c` that needs `b`: all in one target.
fn chain() -> Sound<ResourceGraph> {
    let mut graph = GraphBuilder::default();
    let mut before: Option<Address> = None;
    for name in ["a", "b", "c"] {
        let attrs = Map::new().with_opt("needs", before.as_ref().map(|it| Value::reference(it, "id")));
        let origin = OriginId::new(SegmentId::from_usize(0), 0);
        let mut resource = Resource::managed(Address::new("aws_thing", name), attrs, "bucket.lake", origin);
        resource.place = Placement { target: "virginia".into(), ..Placement::default() };
        before = Some(resource.address.clone());
        graph.add(resource);
    }
    Findings::default().certify(graph.finish().expect("a graph")).expect("no errors")
}

fn planned(desired: &Sound<ResourceGraph>, prior: &Prior) -> Plan {
    let (origins, sources, spec, digest) = (Origins::default(), Sources::default(), SpecView::default(), SpecDigest("d".into()));
    let inputs =
        Inputs { desired, prior, spec: &spec, digest: &digest, origins: &origins, sources: &sources, facts: &NeverReplaces, reality: None };
    plan(&inputs, &Options::default()).expect("a plan").plan
}

/// One run: recovery, plan, apply. Returns what recovery said as well.
async fn run(store: &Arc<dyn Store>, executor: Scripted) -> (String, RunReport, State) {
    let executor = Arc::new(executor);
    let route = Route::Executor(Arc::clone(&executor) as Arc<dyn Executor>);
    let routes = Routes { targets: BTreeMap::from([("virginia".into(), route)]), default: None };
    let mut session = Session::open(Arc::clone(store), Expect::default(), "apply", WaitForLock::default()).expect("a session");
    let findings = recover(&mut session, &routes).await.expect("recovery");
    let mut said =
        codes::in_doubt::diagnose(&findings).map(|it| format!("{}\n  {}\n", it.message, it.notes.join("\n  "))).unwrap_or_default();
    let plan = planned(&chain(), &session.state.prior);
    let options = RunOptions::new(Reality::Real, SpecView::default());
    let (report, state) = apply(session, &plan, &routes, &options, Events::default(), Cancel::default()).await.expect("a run");
    let works = executor.works.lock().expect("a list").join("; ");
    let _ = write!(said, "given: {}", if works.is_empty() { "nothing" } else { &works });
    (said, report, state)
}

fn names<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> String {
    let names = addresses.into_iter().map(Address::name).collect::<Vec<_>>().join(" ");
    if names.is_empty() { "none".to_owned() } else { names }
}

/// Runs the script once, then an executor that does everything; says what each run found and did.
async fn case(does: [Does; 3], end: Option<&str>) -> String {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let made = Arc::new(Mutex::new(BTreeSet::new()));
    let script = ["a", "b", "c"].iter().zip(does).map(|(name, does)| (Address::new("aws_thing", name), does)).collect();
    let end = end.map(|text| Failure::new(Class::Permanent, text));
    let first = Scripted { script, end, made: Arc::clone(&made), store: Some(Arc::clone(&store)), works: Mutex::default() };
    let mut text = String::new();
    let (said, report, state) = run(&store, first).await;
    tell(&mut text, &said, &report, &state);
    let second = Scripted { made: Arc::clone(&made), store: Some(Arc::clone(&store)), ..Scripted::default() };
    let (said, report, state) = run(&store, second).await;
    assert!(report.complete() && state.in_doubt.is_empty(), "the second run ends it: {report:?}");
    assert_eq!(names(state.prior.resources.keys()), "a b c");
    assert!(planned(&chain(), &state.prior).is_empty(), "nothing is left to do");
    tell(&mut text, &hide_run(&said), &report, &state);
    text
}

/// When, where and in which process differs from run to run; that all three are said doesn't.
fn hide_run(said: &str) -> String {
    let Some((before, rest)) = said.split_once("the run of ") else { return said.to_owned() };
    let (run, after) = rest.split_once(" was cut off").expect("a message");
    let (when, place) = run.split_once(" UTC (host ").expect("a time in UTC and a host");
    assert!(when.len() == "2026-11-23 14:02".len() && when.starts_with("20"), "{when}");
    assert!(place.ends_with(&format!(", process {})", std::process::id())), "{place}");
    format!("{before}the run of WHEN was cut off{after}")
}

fn tell(text: &mut String, said: &str, report: &RunReport, state: &State) {
    let _ = writeln!(text, "{said}");
    let _ = write!(text, "  {} of {} done", report.n_done, report.n_actions);
    for it in &report.failed {
        let _ = write!(text, ", {} failed: {}", it.address.name(), it.failure.message);
    }
    for it in &report.skipped {
        let _ = write!(text, ", {} skipped after {}", it.address.name(), it.because.as_ref().map_or("a request", Address::name));
    }
    let _ = write!(text, "{}", if report.cancelled { ", cancelled" } else { "" });
    let open: Vec<_> = state.in_doubt.values().map(|it| &it.address).collect();
    assert_eq!(names(open.iter().copied()), names(&report.in_doubt), "report and state agree on what is open");
    let _ = writeln!(text, "; recorded: {}; open: {}", names(state.prior.resources.keys()), names(open));
}

#[tokio::test]
async fn all_done() {
    insta::assert_snapshot!(case([Done, Done, Done], None).await, @r"
    given: a b c
      3 of 3 done; recorded: a b c; open: none
    given: nothing
      0 of 0 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn one_fails_and_the_next_is_not_begun() {
    insta::assert_snapshot!(case([Done, Fails, NeverBegins], None).await, @r"
    given: a b c
      1 of 3 done, b failed: no capacity, c skipped after b; recorded: a; open: none
    given: b c
      2 of 2 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn one_without_an_answer_is_in_doubt_until_it_is_looked_up() {
    insta::assert_snapshot!(case([Done, BeginsAndMakes, NeverBegins], None).await, @r"
    given: a b c
      1 of 3 done, b failed: it ended without an answer for this, c skipped after b; recorded: a; open: b
    the run of WHEN was cut off during 1 call
      aws_thing.b  looked up: it exists and is ours → recorded
    given: c
      1 of 1 done; recorded: a b c; open: none
    ");
    insta::assert_snapshot!(case([Done, BeginsInVain, NeverBegins], None).await, @r"
    given: a b c
      1 of 3 done, b failed: it ended without an answer for this, c skipped after b; recorded: a; open: b
    the run of WHEN was cut off during 1 call
      aws_thing.b  looked up: not there → will be created
    given: b c
      2 of 2 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn a_run_that_fails_before_anything_is_told_once() {
    insta::assert_snapshot!(case([Nothing, Nothing, Nothing], Some("no terraform on the path")).await, @r"
    given: a b c
      0 of 3 done, a failed: no terraform on the path, b skipped after a, c skipped after a; recorded: none; open: none
    given: a b c
      3 of 3 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn a_run_that_fails_on_the_way_leaves_only_what_it_began_in_doubt() {
    insta::assert_snapshot!(case([Done, BeginsAndMakes, Nothing], Some("the connection broke")).await, @r"
    given: a b c
      1 of 3 done, b failed: the connection broke, c skipped after b; recorded: a; open: b
    the run of WHEN was cut off during 1 call
      aws_thing.b  looked up: it exists and is ours → recorded
    given: c
      1 of 1 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn an_answer_that_is_owed_is_a_failure() {
    insta::assert_snapshot!(case([Done, Done, Nothing], None).await, @r"
    given: a b c
      2 of 3 done, c failed: it ended without an answer for this; recorded: a b; open: none
    given: c
      1 of 1 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn pressed_once_the_rest_is_not_begun() {
    insta::assert_snapshot!(case([DoneWhilePressed, NeverBegins, NeverBegins], None).await, @r"
    given: a b c
      1 of 3 done, b skipped after a request, c skipped after a request, cancelled; recorded: a; open: none
    given: b c
      2 of 2 done; recorded: a b c; open: none
    ");
}

#[tokio::test]
async fn pressed_twice_all_is_left_and_looked_up() {
    insta::assert_snapshot!(case([Done, Hangs, Nothing], None).await, @r"
    given: a b c
      1 of 3 done, cancelled; recorded: a; open: b c
    the run of WHEN was cut off during 2 calls
      aws_thing.b  looked up: it exists and is ours → recorded
      aws_thing.c  looked up: not there → will be created
    given: c
      1 of 1 done; recorded: a b c; open: none
    ");
}
