//! Targets that an executor applies in one run: when they start, and what their answers mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mlpc_graph::Address;
use mlpc_plan::{ActionId, Plan};
use mlpc_source::Idx;
use smol_str::SmolStr;
use tokio::sync::mpsc::unbounded_channel;

use super::action::note_of;
use super::call::End;
use super::scheduler::{Message, Run, Status};
use super::{Route, Routes};
use crate::executor::{Answer, Results, Work};
use crate::{Class, Event, Executor, Failure};

/// The groups of a run.
#[derive(Default)]
pub(crate) struct Groups {
    list: Vec<Group>,
    of: BTreeMap<ActionId, usize>,
    /// What each action needs; empty without groups.
    needs: Vec<Vec<ActionId>>,
    /// Members that didn't come about, and the address whose failure kept them from it.
    kept_by: BTreeMap<ActionId, Address>,
}

struct Group {
    target: SmolStr,
    executor: Arc<dyn Executor>,
    members: Vec<ActionId>,
    phase: Phase,
    /// Members whose call is under way.
    called: Vec<ActionId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Journaling,
    Running,
    Over,
}

impl Groups {
    pub(crate) fn of(plan: &Plan, routes: &Routes) -> Self {
        let mut groups = Self::default();
        let mut by_target: BTreeMap<SmolStr, usize> = BTreeMap::new();
        for (id, action) in plan.actions.iter_enumerated() {
            let place = action.place();
            let Some(Route::Executor(executor)) = routes.of(&place) else { continue };
            let at = *by_target.entry(place.target.clone()).or_insert_with(|| {
                let (target, executor) = (place.target.clone(), Arc::clone(executor));
                groups.list.push(Group { target, executor, members: Vec::new(), phase: Phase::Waiting, called: Vec::new() });
                groups.list.len() - 1
            });
            groups.of.insert(id, at);
            if let Some(group) = groups.list.get_mut(at) {
                group.members.push(id);
            }
        }
        if !groups.of.is_empty() {
            groups.needs = plan.needs();
        }
        groups
    }

    fn needs(&self, id: ActionId) -> &[ActionId] {
        self.needs.get(id.to_usize()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn has(&self, id: ActionId) -> bool {
        self.of.contains_key(&id)
    }

    pub(crate) fn any_running(&self) -> bool {
        self.list.iter().any(|it| matches!(it.phase, Phase::Running | Phase::Journaling))
    }
}

impl Run<'_> {
    /// Puts the intents of each group into the batch whose members wait for nothing outside of it.
    pub(crate) fn start_groups(&mut self) {
        if self.cancel.gentle() {
            return;
        }
        for at in 0..self.groups.list.len() {
            let Some(group) = self.groups.list.get(at).filter(|it| it.phase == Phase::Waiting) else { continue };
            let outside = |id: &ActionId| self.groups.needs(*id).iter().filter(|it| self.groups.of.get(it) != Some(&at));
            let waits = group.members.iter().flat_map(outside).any(|it| matches!(self.status(*it), Status::Waiting | Status::Running));
            if waits {
                continue;
            }
            let members: Vec<ActionId> = group.members.iter().copied().filter(|it| self.status(*it) == Status::Waiting).collect();
            let engine = group.executor.name();
            for id in &members {
                if let Some(action) = self.plan.actions.get(*id) {
                    if action.op.calls() {
                        let begin = self.begin(action, self.object_id(*id, action), engine);
                        self.begin_group_member(*id, begin);
                    }
                    self.set(*id, Status::Running);
                }
            }
            if let Some(group) = self.groups.list.get_mut(at) {
                group.members = members;
                group.phase = if group.members.is_empty() { Phase::Over } else { Phase::Journaling };
            }
        }
    }

    /// Starts the groups whose intents are durable now.
    pub(crate) fn launch_groups(&mut self) {
        for at in 0..self.groups.list.len() {
            let Some(group) = self.groups.list.get(at).filter(|it| it.phase == Phase::Journaling) else { continue };
            let members = in_order(&self.groups, &group.members);
            let Some(group) = self.groups.list.get_mut(at) else { continue };
            group.phase = Phase::Running;
            let actions = members.iter().filter_map(|id| Some((*id, self.plan.actions.get(*id)?.clone()))).collect();
            group.members = members;
            let work = Work { target: group.target.clone(), environment: self.session.info.environment.clone(), actions };
            let (executor, cancel, sender) = (Arc::clone(&group.executor), self.cancel.clone(), self.sender.clone());
            let (answers, mut incoming) = unbounded_channel();
            let forward = self.sender.clone();
            let forwarding = tokio::spawn(async move {
                while let Some(answer) = incoming.recv().await {
                    let _ = forward.send(Message::Answer(answer));
                }
            });
            tokio::spawn(async move {
                let result = executor.run(work, Results(answers), cancel).await;
                // All answers are passed on before the end is: what is unanswered then stays so.
                let _ = forwarding.await;
                let _ = sender.send(Message::GroupEnded(at, result));
            });
        }
    }

    pub(crate) fn answered(&mut self, answer: Answer) {
        match answer {
            Answer::Begun(id) => {
                let group = self.groups.of.get(&id).and_then(|at| self.groups.list.get_mut(*at));
                if let Some(group) = group {
                    group.called.push(id);
                }
                self.events.send(Event::Begun(id));
            }
            Answer::Progress(id, text) => self.events.send(Event::Waiting(id, text)),
            Answer::Done(id, observed) => match self.plan.actions.get(id).and_then(note_of) {
                Some(note) if self.status(id) == Status::Running => {
                    self.batch.notes.push(note);
                    self.note_done(id);
                }
                _ => self.settle(id, End::Done(observed)),
            },
            Answer::Failed(id, failure) => self.group_failed(id, failure),
            Answer::NotBegun(id) => self.not_begun(id, None),
        }
    }

    fn group_failed(&mut self, id: ActionId, failure: Failure) {
        self.keeps_others(id);
        if !self.intents.contains_key(&id) {
            return self.fail(id, failure, false);
        }
        // What it left behind, if anything, is in the executor's own state and shows in its next plan.
        self.settle(id, End::Failed { failure, keep_token: false, deadline: false });
    }

    fn keeps_others(&mut self, id: ActionId) {
        if let Some(action) = self.plan.actions.get(id) {
            self.groups.kept_by.insert(id, action.target.clone());
        }
    }

    /// A member that the executor didn't begin: because of what it needs, else of `otherwise`, else because someone asked to stop.
    fn not_begun(&mut self, id: ActionId, otherwise: Option<&Address>) {
        if self.status(id) != Status::Running {
            return;
        }
        if let Some((intent, _)) = self.intents.remove(&id) {
            self.batch.settlements.push(intent.settle(crate::state::Outcome::NotDone { keep_token: false }));
        }
        let because = self.groups.needs(id).iter().find_map(|it| self.groups.kept_by.get(it)).or(otherwise).cloned();
        if let Some(because) = &because {
            self.groups.kept_by.insert(id, because.clone());
        }
        self.skip(id, because);
    }

    pub(crate) fn group_ended(&mut self, at: usize, result: Result<(), Failure>) {
        let Some(group) = self.groups.list.get_mut(at) else { return };
        group.phase = Phase::Over;
        let (members, called) = (group.members.clone(), group.called.clone());
        let failure = result.err().unwrap_or_else(|| Failure::new(Class::Lost, "it ended without an answer for this"));
        let settled = self.being_settled();
        // The run's own failure is told with what it cut off, else once, with the first action that it kept from beginning.
        let mut told: Option<Address> = None;
        for id in members {
            if self.status(id) != Status::Running || settled.contains(&id) {
                continue;
            }
            let address = self.plan.actions.get(id).map(|it| it.target.clone());
            if called.contains(&id) {
                self.keeps_others(id);
                self.settle(id, End::Unknown { failure: failure.clone(), deadline: false });
                told = told.or(address);
            } else if told.is_none() {
                told = address;
                self.group_failed(id, failure.clone());
            } else {
                self.not_begun(id, told.as_ref());
            }
        }
        // Some were answered before it was known that what they need has no answer.
        for skipped in self.report.skipped.iter_mut().filter(|it| it.because.is_none()) {
            skipped.because = self.groups.needs(skipped.action).iter().find_map(|it| self.groups.kept_by.get(it)).cloned();
            if let Some(because) = &skipped.because {
                self.groups.kept_by.insert(skipped.action, because.clone());
            }
        }
    }
}

/// The members in an order that respects the plan's edges.
fn in_order(groups: &Groups, members: &[ActionId]) -> Vec<ActionId> {
    let among: BTreeSet<ActionId> = members.iter().copied().collect();
    let mut done: BTreeSet<ActionId> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(members.len());
    // Depth first over needs: each is placed after what it needs. An explicit stack, since chains are long.
    for start in members {
        let mut stack = vec![(*start, false)];
        while let Some((id, entered)) = stack.pop() {
            if done.contains(&id) || !among.contains(&id) {
                continue;
            }
            if entered {
                done.insert(id);
                ordered.push(id);
            } else {
                stack.push((id, true));
                stack.extend(groups.needs(id).iter().map(|it| (*it, false)));
            }
        }
    }
    ordered
}
