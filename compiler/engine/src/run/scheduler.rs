//! Runs the action graph: what is ready begins, what finishes is recorded, a failure stops only what depends on it.
//!
//! One loop: results that came in and intents of what they make ready go into the journal together, in one sync; then the calls go out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mlpc_graph::Address;
use mlpc_plan::{Action, ActionId, Op, Plan, SpecView};
use mlpc_source::Idx;
use smol_str::SmolStr;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

use super::action::{by_tenant, call_of, deadline, failed, former, note_of};
use super::bucket::Buckets;
use super::call::{End, Task};
use super::contains::outputs;
use super::group::Groups;
use super::references::{fill, seen};
use super::{Cancel, Route, Routes};
use crate::executor::Answer;
use crate::state::{Batch, Begin, Intent, Note, Object, Outcome, Reality, Session, Settlement, State};
use crate::{Call, Class, Driver, Event, Events, Failed, Failure, Observed, RunReport, Skipped, StateError};

/// How a run is made.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Calls in flight at most.
    pub parallelism: usize,
    /// How long the whole run may take; then nothing more is begun.
    pub timeout: Option<Duration>,
    /// Whether it works on the simulator or on a cloud.
    pub reality: Reality,
    /// The spec that is applied, for the reasons of later plans.
    pub spec: SpecView,
    /// The first pause before a call is made again.
    pub backoff: Duration,
    /// How often a call is made at most.
    pub max_attempts: u32,
}

impl RunOptions {
    /// The usual values.
    pub fn new(reality: Reality, spec: SpecView) -> Self {
        Self { parallelism: 32, timeout: None, reality, spec, backoff: Duration::from_millis(200), max_attempts: 10 }
    }
}

/// Why a run couldn't be made or saved.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The state refuses.
    #[error(transparent)]
    State(#[from] StateError),
    /// No engine applies this type: MLP0805.
    #[error("no engine here applies `{0}`")]
    NoEngine(Address),
    /// The journal's writer was lost: a bug of ours.
    #[error("the journal's writer ended without an answer")]
    Writer,
}

/// What arrives while the loop waits.
pub(crate) enum Message {
    Ended(ActionId, End),
    Fetched(ActionId, Address, Result<Option<Observed>, Failure>),
    Answer(Answer),
    GroupEnded(usize, Result<(), Failure>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Waiting,
    Running,
    Done,
    Failed,
    Skipped,
}

pub(crate) struct Run<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) routes: &'a Routes,
    options: &'a RunOptions,
    pub(crate) events: Events,
    pub(crate) cancel: Cancel,
    pub(crate) session: Session,
    pub(crate) status: Vec<Status>,
    open_needs: Vec<usize>,
    dependents: Vec<Vec<ActionId>>,
    ready: BinaryHeap<Reverse<ActionId>>,
    pub(crate) batch: Batch,
    begun: Vec<(ActionId, Option<Task>)>,
    settled: Vec<(ActionId, Result<(), Failed>)>,
    /// Actions to be looked at again once the batch is durable.
    again: Vec<ActionId>,
    /// Deletes of former objects: their replacements are made first.
    former: std::collections::BTreeSet<ActionId>,
    took: BTreeMap<ActionId, Duration>,
    pub(crate) intents: BTreeMap<ActionId, (Intent, Instant)>,
    in_flight: BTreeMap<ActionId, AbortHandle>,
    pub(crate) sender: UnboundedSender<Message>,
    pub(crate) groups: Groups,
    buckets: Arc<Buckets>,
    pub(crate) report: RunReport,
}

/// Applies a plan. The report says what is done, failed and not begun; the state is saved whatever happens.
pub async fn apply(
    session: Session,
    plan: &Plan,
    routes: &Routes,
    options: &RunOptions,
    events: Events,
    cancel: Cancel,
) -> Result<(RunReport, State), RunError> {
    let missing = plan.actions.iter().find(|it| it.op.calls() && !routable(it, routes));
    if let Some(action) = missing {
        return Err(RunError::NoEngine(action.target.clone()));
    }
    let (sender, receiver) = unbounded_channel();
    let mut run = Run::new(session, plan, routes, options, events, cancel, sender);
    run.session.start(options.reality)?;
    run.events.send(Event::Started { n_actions: plan.actions.len() });
    let started = Instant::now();
    run.go(receiver, started).await?;
    run.end(started)
}

fn routable(action: &Action, routes: &Routes) -> bool {
    match (routes.of(&action.place()), action.kind()) {
        (Some(Route::Driver(driver)), Some(kind)) => driver.handles(kind, &action.target),
        (Some(Route::Executor(_)), _) => true,
        _ => false,
    }
}

impl<'a> Run<'a> {
    fn new(
        session: Session,
        plan: &'a Plan,
        routes: &'a Routes,
        options: &'a RunOptions,
        events: Events,
        cancel: Cancel,
        sender: UnboundedSender<Message>,
    ) -> Self {
        let n = plan.actions.len();
        let mut dependents = vec![Vec::new(); n];
        let mut open_needs = vec![0; n];
        for (later, earlier) in &plan.after {
            if let (Some(list), Some(open)) = (dependents.get_mut(earlier.to_usize()), open_needs.get_mut(later.to_usize())) {
                list.push(*later);
                *open += 1;
            }
        }
        let groups = Groups::of(plan, routes);
        let free = open_needs.iter().enumerate().filter(|(_, n)| **n == 0).map(|(at, _)| ActionId::from_usize(at));
        let ready = free.filter(|it| !groups.has(*it)).map(Reverse).collect();
        let report = RunReport { n_actions: n, ..RunReport::default() };
        Self {
            plan,
            routes,
            options,
            events,
            cancel,
            session,
            status: vec![Status::Waiting; n],
            open_needs,
            dependents,
            ready,
            batch: Batch::default(),
            begun: Vec::new(),
            settled: Vec::new(),
            again: Vec::new(),
            former: former(plan),
            took: BTreeMap::new(),
            intents: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            sender,
            groups,
            buckets: Arc::default(),
            report,
        }
    }

    async fn go(&mut self, mut receiver: UnboundedReceiver<Message>, started: Instant) -> Result<(), RunError> {
        let rewrites = self.plan.rewrites.iter().filter(|(it, _)| self.session.state.prior.resources.contains_key(*it));
        self.batch.notes.extend(rewrites.map(|(address, it)| Note::Rewrite(address.clone(), it.clone())));
        let mut last_sign = Instant::now();
        let mut seen_gentle = false;
        loop {
            if self.options.timeout.is_some_and(|it| started.elapsed() >= it) && !self.cancel.gentle() {
                self.report.timed_out = true;
                self.cancel.press();
            }
            self.fill_up();
            self.start_groups();
            if !self.batch.is_empty() || !self.settled.is_empty() || !self.again.is_empty() {
                self.commit().await?;
                while let Ok(message) = receiver.try_recv() {
                    self.receive(message);
                }
                continue;
            }
            if self.in_flight.is_empty() && !self.groups.any_running() {
                break;
            }
            tokio::select! {
                message = receiver.recv() => if let Some(message) = message { self.receive(message) },
                () = self.cancel.gently(), if !seen_gentle => {
                    seen_gentle = true;
                    self.events.send(Event::Cancelled { hard: false });
                }
                () = self.cancel.hardly() => {
                    self.events.send(Event::Cancelled { hard: true });
                    while let Ok(message) = receiver.try_recv() {
                        self.receive(message);
                    }
                    self.leave();
                    self.commit().await?;
                    break;
                }
                () = tokio::time::sleep(self.until_next(started)) => {}
            }
            while let Ok(message) = receiver.try_recv() {
                self.receive(message);
            }
            if last_sign.elapsed() > Duration::from_secs(2) {
                last_sign = Instant::now();
                self.session.sign_of_life(&format!("{} of {}", self.report.n_done, self.report.n_actions))?;
            }
        }
        Ok(())
    }

    /// How long the loop may sleep: to the next sign of life, or to the run's time limit.
    fn until_next(&self, started: Instant) -> Duration {
        let left = self.options.timeout.map(|it| it.saturating_sub(started.elapsed())).filter(|_| !self.cancel.gentle());
        left.map_or(Duration::from_secs(3), |it| it.min(Duration::from_secs(3)).max(Duration::from_millis(1)))
    }

    /// Everything in flight is left open; the next start looks it up.
    fn leave(&mut self) {
        for handle in std::mem::take(&mut self.in_flight).into_values() {
            handle.abort();
        }
        for (id, (intent, _)) in std::mem::take(&mut self.intents) {
            intent.leave_open();
            self.report.in_doubt.extend(self.plan.actions.get(id).map(|it| it.target.clone()));
        }
    }

    fn fill_up(&mut self) {
        while self.in_flight.len() + self.begun.len() < self.options.parallelism.max(1) && !self.cancel.gentle() {
            let Some(Reverse(id)) = self.ready.pop() else { break };
            let Some(action) = self.plan.actions.get(id) else { continue };
            self.prepare(id, action);
        }
    }

    fn prepare(&mut self, id: ActionId, action: &Action) {
        if let Some(note) = note_of(action) {
            self.batch.notes.push(note);
            self.set(id, Status::Running);
            self.settled.push((id, Ok(())));
            return;
        }
        let Some(Route::Driver(driver)) = self.routes.of(&action.place()) else { return };
        let driver = Arc::clone(driver);
        let attrs = match action.attrs().map(|it| fill(it, &self.session.state)).transpose() {
            Ok(attrs) => attrs.unwrap_or_default(),
            Err(missing) => return self.fetch(id, missing, &driver),
        };
        self.set(id, Status::Running);
        let object = self.object_id(id, action);
        self.batch.begins.push(self.begin(action, object.clone(), driver.name()));
        let deadline = deadline(action, &*driver);
        let call = call_of(action, attrs);
        let RunOptions { backoff, max_attempts, .. } = *self.options;
        let (buckets, events) = (Arc::clone(&self.buckets), self.events.clone());
        let task = Task { action: id, op: action.op, driver, call, id: object, deadline, backoff, max_attempts, buckets, events };
        self.begun.push((id, Some(task)));
    }

    /// Reads what a reference needs and no record has yet; the action comes back when it is there.
    fn fetch(&mut self, id: ActionId, missing: Vec<mlpc_graph::Reference>, driver: &Arc<dyn Driver>) {
        let known = missing
            .first()
            .and_then(|it| Some((it, self.session.state.prior.resources.get(&it.to)?, self.session.state.objects.get(&it.to)?)));
        let Some((reference, record, object)) = known else {
            let text = missing.first().map_or_else(String::new, |it| format!("{it} is not known: it was never applied"));
            return self.fail(id, Failure::new(Class::Permanent, text), false);
        };
        let wanted = missing.iter().filter(|it| it.to == reference.to).map(|it| it.path.clone()).collect();
        let attrs = fill(&record.attrs, &self.session.state).unwrap_or_default();
        let call = Call {
            address: reference.to.clone(),
            kind: record.kind.clone(),
            place: record.place.clone(),
            attrs,
            token: SmolStr::default(),
            wanted,
        };
        self.events.send(Event::Waiting(id, format!("reads {reference}")));
        let (driver, object, sender, to) = (Arc::clone(driver), object.id.clone(), self.sender.clone(), reference.to.clone());
        let task = tokio::spawn(async move {
            let read = driver.read(call, object).await;
            // The loop is gone only after a hard cancellation.
            let _ = sender.send(Message::Fetched(id, to, read));
        });
        self.in_flight.insert(id, task.abort_handle());
    }

    pub(crate) fn begin(&self, action: &Action, id: SmolStr, engine: &'static str) -> Begin {
        let driven = matches!(self.routes.of(&action.place()), Some(Route::Driver(_)));
        let entry = action.to.clone().map(|mut it| {
            it.engine = engine.into();
            if driven {
                it.seen = seen(&it.attrs, &self.session.state);
            }
            it
        });
        let token = if action.op == Op::Create { self.session.state.tokens.get(&action.target).cloned() } else { None };
        Begin { address: action.target.clone(), op: action.op, id, entry, token }
    }

    /// The cloud's id of the object that an action acts on: the current one, or the former one where a replacement was made first.
    pub(crate) fn object_id(&self, id: ActionId, action: &Action) -> SmolStr {
        if let Some(id) = &action.deposed {
            return id.clone();
        }
        if self.former.contains(&id) {
            let known = action.from.as_ref().map(|it| it.deposed.as_slice()).unwrap_or_default();
            let record = self.session.state.prior.resources.get(&action.target);
            return record.and_then(|it| it.deposed.iter().find(|it| !known.contains(it))).cloned().unwrap_or_default();
        }
        self.session.state.objects.get(&action.target).map(|it| it.id.clone()).unwrap_or_default()
    }

    /// One commit: durable first, then everybody learns of it.
    async fn commit(&mut self) -> Result<(), RunError> {
        let batch = std::mem::take(&mut self.batch);
        let begun = std::mem::take(&mut self.begun);
        let settled = std::mem::take(&mut self.settled);
        let mut journal = self.session.lend_journal()?;
        let written = tokio::task::spawn_blocking(move || {
            let committed = journal.commit(batch);
            (journal, committed)
        });
        let (journal, committed) = written.await.map_err(|_| RunError::Writer)?;
        self.session.return_journal(journal);
        let intents = committed?.into_state(&mut self.session.state);
        self.ready.extend(std::mem::take(&mut self.again).into_iter().map(Reverse));
        for (id, result) in settled {
            self.finished(id, result);
        }
        for ((id, task), intent) in begun.into_iter().zip(intents) {
            self.events.send(Event::Begun(id));
            if let Some(mut task) = task {
                task.call.token = intent.token().clone();
                self.spawn(task);
            }
            self.intents.insert(id, (intent, Instant::now()));
        }
        self.launch_groups();
        Ok(())
    }

    fn spawn(&mut self, task: Task) {
        /// Answers even if the driver panics: the call may have had an effect.
        struct Answering(Option<(ActionId, UnboundedSender<Message>)>);
        impl Drop for Answering {
            fn drop(&mut self) {
                if let Some((id, sender)) = self.0.take() {
                    let failure = Failure::new(Class::Lost, "the driver ended without an answer");
                    let _ = sender.send(Message::Ended(id, End::Unknown { failure, deadline: false }));
                }
            }
        }
        let id = task.action;
        let mut answering = Answering(Some((id, self.sender.clone())));
        let handle = tokio::spawn(async move {
            let end = task.run().await;
            if let Some((id, sender)) = answering.0.take() {
                let _ = sender.send(Message::Ended(id, end));
            }
        });
        self.in_flight.insert(id, handle.abort_handle());
    }

    fn receive(&mut self, message: Message) {
        match message {
            Message::Ended(id, end) => {
                self.in_flight.remove(&id);
                self.settle(id, end);
            }
            Message::Fetched(id, of, read) => {
                self.in_flight.remove(&id);
                self.fetched(id, &of, read);
            }
            Message::Answer(answer) => self.answered(answer),
            Message::GroupEnded(group, result) => self.group_ended(group, result),
        }
    }

    fn fetched(&mut self, id: ActionId, of: &Address, read: Result<Option<Observed>, Failure>) {
        let state = &self.session.state;
        let (Some(record), Some(object)) = (state.prior.resources.get(of), state.objects.get(of)) else { return };
        let mut known = object.outputs.clone();
        match read {
            Ok(Some(observed)) => {
                let before = known.len();
                for entry in observed.attrs.iter().filter(|it| record.attrs.get(&it.key).is_none()) {
                    known.set(entry.key.clone(), entry.value.clone());
                }
                if known.len() == before {
                    let text = format!("{of} has no such attribute; it answers {before} computed ones");
                    return self.fail(id, Failure::new(Class::Permanent, text), false);
                }
                let object = Object { id: object.id.clone(), outputs: known };
                self.batch.notes.push(Note::Put(of.clone(), Box::new(record.clone()), object));
                self.again.push(id);
            }
            Ok(None) => {
                self.fail(id, Failure::new(Class::Gone, format!("{of} is no longer there: `mlpc plan --refresh` shows what else")), false);
            }
            Err(failure) => self.fail(id, failure, false),
        }
    }

    /// Ends an intent by what its calls came to.
    pub(crate) fn settle(&mut self, id: ActionId, end: End) {
        let (Some(action), Some((intent, since))) = (self.plan.actions.get(id), self.intents.remove(&id)) else { return };
        self.took.insert(id, since.elapsed());
        let object = |observed: Observed| {
            let planned = action.attrs().cloned().unwrap_or_default();
            Object { outputs: outputs(&observed.attrs, &planned, &action.wanted), id: observed.id }
        };
        let settlement: Option<Settlement> = match end {
            End::Done(observed) => {
                // A former object that left no id has nothing in the record that could be removed.
                let nothing = self.former.contains(&id) && self.object_id(id, action).is_empty();
                let outcome = if nothing { Outcome::NotDone { keep_token: false } } else { Outcome::Done(object(observed)) };
                self.settled.push((id, Ok(())));
                Some(intent.settle(outcome))
            }
            End::Partly(observed, failure) => {
                self.settled.push((id, Err(failed(id, action, failure, false))));
                Some(intent.settle(Outcome::Partly(object(observed))))
            }
            End::Failed { failure, keep_token, deadline } => {
                self.settled.push((id, Err(failed(id, action, failure, deadline))));
                Some(intent.settle(Outcome::NotDone { keep_token }))
            }
            End::Unknown { failure, deadline } => {
                intent.leave_open();
                self.report.in_doubt.push(action.target.clone());
                self.settled.push((id, Err(failed(id, action, failure, deadline))));
                None
            }
        };
        self.batch.settlements.extend(settlement);
    }

    /// An action that fails before any call.
    pub(crate) fn fail(&mut self, id: ActionId, failure: Failure, deadline: bool) {
        if let Some(action) = self.plan.actions.get(id) {
            self.set(id, Status::Running);
            self.settled.push((id, Err(failed(id, action, failure, deadline))));
        }
    }

    pub(crate) fn begin_group_member(&mut self, id: ActionId, begin: Begin) {
        self.batch.begins.push(begin);
        self.begun.push((id, None));
    }

    /// An action without a call is done once its note is durable.
    pub(crate) fn note_done(&mut self, id: ActionId) {
        self.settled.push((id, Ok(())));
    }

    /// Actions whose results wait to be written.
    pub(crate) fn being_settled(&self) -> std::collections::BTreeSet<ActionId> {
        self.settled.iter().map(|(id, _)| *id).collect()
    }

    pub(crate) fn set(&mut self, id: ActionId, status: Status) {
        if let Some(slot) = self.status.get_mut(id.to_usize()) {
            *slot = status;
        }
    }

    pub(crate) fn status(&self, id: ActionId) -> Status {
        self.status.get(id.to_usize()).copied().unwrap_or(Status::Skipped)
    }

    /// What a durable result means for the others.
    fn finished(&mut self, id: ActionId, result: Result<(), Failed>) {
        if self.status(id) != Status::Running {
            return;
        }
        match result {
            Ok(()) => {
                self.set(id, Status::Done);
                self.report.n_done += 1;
                let took = self.took.remove(&id).unwrap_or_default();
                self.events.send(Event::Done(id, took));
                for next in self.dependents.get(id.to_usize()).cloned().unwrap_or_default() {
                    let Some(open) = self.open_needs.get_mut(next.to_usize()) else { continue };
                    *open = open.saturating_sub(1);
                    if *open == 0 && self.status(next) == Status::Waiting && !self.groups.has(next) {
                        self.ready.push(Reverse(next));
                    }
                }
            }
            Err(failed) => {
                self.set(id, Status::Failed);
                self.events.send(Event::Failed(id, failed.failure.clone()));
                self.skip_dependents(id);
                self.report.failed.push(failed);
            }
        }
    }

    /// Nothing that depends on it is begun.
    fn skip_dependents(&mut self, id: ActionId) {
        let because = self.plan.actions.get(id).map(|it| it.target.clone());
        let mut open = self.dependents.get(id.to_usize()).cloned().unwrap_or_default();
        while let Some(next) = open.pop() {
            if self.status(next) == Status::Waiting {
                self.skip(next, because.clone());
                open.extend(self.dependents.get(next.to_usize()).into_iter().flatten());
            }
        }
    }

    pub(crate) fn skip(&mut self, id: ActionId, because: Option<Address>) {
        self.set(id, Status::Skipped);
        self.events.send(Event::Skipped(id));
        let address = self.plan.actions.get(id).map(|it| it.target.clone());
        self.report.skipped.extend(address.map(|address| Skipped { action: id, address, because }));
    }

    fn end(mut self, started: Instant) -> Result<(RunReport, State), RunError> {
        for id in self.plan.actions.ids().collect::<Vec<_>>() {
            if self.status(id) == Status::Waiting {
                self.skip(id, None);
            }
        }
        // The spec counts as applied once all of it is; until then reasons go back to the last one that was.
        if self.report.complete() && self.session.state.prior.spec != self.options.spec {
            let begun = self.session.commit(Batch { notes: vec![Note::Spec(self.options.spec.clone())], ..Batch::default() })?;
            debug_assert!(begun.is_empty(), "a note begins nothing");
        }
        let mut report = self.report;
        report.n_retries = self.buckets.n_retries();
        report.cancelled = self.cancel.gentle() && !report.timed_out;
        report.failed.sort_by(|a, b| a.address.cmp(&b.address));
        report.skipped.sort_by(|a, b| a.address.cmp(&b.address));
        report.in_doubt.sort();
        report.count_dependents();
        report.tenants = by_tenant(self.plan, &self.status);
        let mut state = self.session.finish()?;
        state.note_outdated();
        report.serial = state.prior.version.serial;
        self.events.send(Event::Saved { serial: report.serial });
        report.took = started.elapsed();
        Ok((report, state))
    }
}
