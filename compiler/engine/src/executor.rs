//! Engines that apply a whole target in one run (Terraform): they get its actions and report on each.
//!
//! The engine has journaled an intent for every action of the [`Work`] before [`Executor::run`] is called, and journals each answer as it
//! comes in. An action without an answer when the run returns is in doubt and is looked up ([`Executor::lookup`]).

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use mlpc_graph::Address;
use mlpc_plan::{Action, ActionId};
use tokio::sync::mpsc::UnboundedSender;

use crate::{Cancel, Failure, Observed};

/// Applies a target in one run.
pub trait Executor: Send + Sync {
    /// Its name in messages and records: `terraform`.
    fn name(&self) -> &'static str;

    /// Carries out all actions of the work and answers each exactly once through `results`: done, failed, or not begun. `Rename` and `Forget`
    /// are among them, so that its own state follows; the halves of a replacement are two actions. Progress is free. When [`Cancel::gentle`] is
    /// set it begins nothing more and finishes what is in flight; when [`Cancel::hard`] is, it ends at once. The result is the run's own
    /// failure (the program is missing, the lock is held), under which every unanswered action counts as not begun only if
    /// [`Results::begun`] wasn't called for it.
    fn run(&self, work: Work, results: Results, cancel: Cancel) -> BoxFuture<'_, Result<(), Failure>>;

    /// What its own state says of these addresses of a target, for actions that a crash left open: `None` where it has nothing.
    fn lookup(&self, target: &str, addresses: &[Address]) -> BoxFuture<'_, Result<BTreeMap<Address, Option<Observed>>, Failure>>;
}

/// What an executor is to do.
#[derive(Clone, Debug)]
pub struct Work {
    /// The target: one Terraform root.
    pub target: smol_str::SmolStr,
    /// The environment of the state, if the platform declares any.
    pub environment: Option<smol_str::SmolStr>,
    /// The actions, in an order that respects the plan's edges.
    pub actions: Vec<(ActionId, Action)>,
}

/// Where an executor reports to.
#[derive(Clone, Debug)]
pub struct Results(pub(crate) UnboundedSender<Answer>);

/// One report.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The action's call is under way.
    Begun(ActionId),
    /// What it waits for.
    Progress(ActionId, String),
    /// It is done.
    Done(ActionId, Observed),
    /// It failed.
    Failed(ActionId, Failure),
    /// It wasn't begun: something it needs failed, or the run was cancelled.
    NotBegun(ActionId),
}

impl Results {
    /// The action's call is under way.
    pub fn begun(&self, action: ActionId) {
        self.send(Answer::Begun(action));
    }

    /// What the action waits for ("node group CREATING: 1 of 3 nodes ready").
    pub fn progress(&self, action: ActionId, text: impl Into<String>) {
        self.send(Answer::Progress(action, text.into()));
    }

    /// The action is done; `observed` may be empty but for the id.
    pub fn done(&self, action: ActionId, observed: Observed) {
        self.send(Answer::Done(action, observed));
    }

    /// The action failed.
    pub fn failed(&self, action: ActionId, failure: Failure) {
        self.send(Answer::Failed(action, failure));
    }

    /// The action wasn't begun.
    pub fn not_begun(&self, action: ActionId) {
        self.send(Answer::NotBegun(action));
    }

    fn send(&self, answer: Answer) {
        // The engine stops listening only when it was cancelled for good; what then arrives is settled at the next start.
        let _ = self.0.send(answer);
    }
}
