//! Terraform's lines as answers to the engine's actions: each action is answered once, or left in doubt.

use std::collections::BTreeMap;

use mlpc_engine::{Answer, Class, Failure, Observed};
use mlpc_graph::Address;
use mlpc_plan::{Action, ActionId, Op};

use crate::error::failure;
use crate::events::{Half, Line, Report};
use crate::{Planned, TerraformState, Verb};

/// Follows a run.
pub(crate) struct Answers<'a> {
    actions: BTreeMap<(Address, Half), Open>,
    send: &'a mut (dyn FnMut(Answer) + Send),
}

/// An action without an answer yet.
struct Open {
    id: ActionId,
    op: Op,
    /// Bookkeeping on the same address (a rename before an update), which ends as the call does.
    with: Vec<ActionId>,
    begun: bool,
    failed: bool,
}

/// Which of Terraform's operations carries an action out.
const fn half(op: Op) -> Half {
    match op {
        Op::Delete => Half::Delete,
        _ => Half::Make,
    }
}

impl<'a> Answers<'a> {
    /// Of these actions. Two on one address differ in their half: a replacement, or a record that is renamed and then changed.
    pub(crate) fn new<'b>(actions: impl Iterator<Item = (ActionId, &'b Action)>, send: &'a mut (dyn FnMut(Answer) + Send)) -> Self {
        let mut open: BTreeMap<(Address, Half), Open> = BTreeMap::new();
        for (id, action) in actions {
            let mut it = Open { id, op: action.op, with: Vec::new(), begun: false, failed: false };
            match open.get_mut(&(action.target.clone(), half(action.op))) {
                // Terraform reports on the one of the two that is a call.
                Some(there) if it.op.calls() && !there.op.calls() => {
                    it.with.append(&mut there.with);
                    it.with.push(there.id);
                    *there = it;
                }
                Some(there) => there.with.push(id),
                None => drop(open.insert((action.target.clone(), half(action.op)), it)),
            }
        }
        Self { actions: open, send }
    }

    /// Sends an answer for an action and for what ends with it.
    fn answer(&mut self, open: &Open, answer: impl Fn(ActionId) -> Answer) {
        for id in std::iter::once(open.id).chain(open.with.iter().copied()) {
            (self.send)(answer(id));
        }
    }

    /// A line of the run.
    pub(crate) fn line(&mut self, line: Line) {
        match line {
            Line::Begun(address, half) => {
                if let Some(open) = self.actions.get_mut(&(address, half)) {
                    open.begun = true;
                    (self.send)(Answer::Begun(open.id));
                }
            }
            Line::Progress(address, half, text) => {
                if let Some(open) = self.actions.get(&(address, half)) {
                    (self.send)(Answer::Progress(open.id, text));
                }
            }
            Line::Done(address, half, id) => {
                if let Some(open) = self.actions.remove(&(address, half)) {
                    self.answer(&open, |action| Answer::Done(action, Observed { id: id.clone(), ..Observed::default() }));
                }
            }
            // The reason comes in a report, at the run's end.
            Line::Failed(address, half) => {
                if let Some(open) = self.actions.get_mut(&(address, half)) {
                    open.failed = true;
                }
            }
            Line::Report(_) => {}
        }
    }

    /// The run's end: the reasons of what failed, and what never was reported on, by the state. What was begun and has no end stays in doubt.
    /// Says whether a failure was answered.
    pub(crate) fn end(mut self, success: bool, reports: &[Report], planned: &Planned, state: &TerraformState) -> bool {
        let mut any_failed = false;
        for ((address, half), open) in std::mem::take(&mut self.actions) {
            let mut about = reports.iter().filter(|it| it.error && it.address.as_deref() == Some(address.as_str())).peekable();
            if open.failed || (!success && !open.begun && half == Half::Make && about.peek().is_some()) {
                any_failed = true;
                let reason = if about.peek().is_some() { failure(about) } else { unexplained(reports) };
                self.answer(&open, |action| Answer::Failed(action, reason.clone()));
            } else if is_done(&open, &address, success, planned, state) {
                let id = state.objects.get(&address).map(|it| it.id.clone()).unwrap_or_default();
                self.answer(&open, |action| Answer::Done(action, Observed { id: id.clone(), ..Observed::default() }));
            } else if !open.begun {
                self.answer(&open, Answer::NotBegun);
            }
        }
        any_failed
    }
}

/// Whether an action that Terraform never reported on is done: it has no event for adoptions, moves and what it finds as it should be.
fn is_done(open: &Open, address: &Address, success: bool, planned: &Planned, state: &TerraformState) -> bool {
    if open.begun {
        return false;
    }
    let there = state.objects.contains_key(address);
    match open.op {
        Op::Delete | Op::Forget => success || !there,
        Op::Adopt | Op::Rename | Op::Read => success || there,
        Op::Create | Op::Update => success || (there && planned.verb(address) == Verb::Nothing),
    }
}

/// A failure without a report of its own.
fn unexplained(reports: &[Report]) -> Failure {
    let errors: Vec<_> = reports.iter().filter(|it| it.error).collect();
    if errors.is_empty() { Failure::new(Class::Permanent, "terraform gives no reason") } else { failure(errors.into_iter()) }
}
