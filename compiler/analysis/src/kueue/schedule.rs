//! The order in which pending workloads are tried, until nothing more moves.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::spec::Strategy;
use super::{Decision, Kueue, Target, Workload};

/// What became of pending workloads.
#[derive(Clone, Default, Debug)]
pub struct Outcome {
    /// Admitted, in that order.
    pub admitted: Vec<SmolStr>,
    /// Preempted on the way. They don't come back in this run.
    pub preempted: Vec<Target>,
    /// Still waiting, with those that never will be admitted, by name.
    pub waiting: Vec<SmolStr>,
}

impl Kueue {
    /// Admits what can be: of all queues' first in line those that don't borrow before those that do, then by priority, then the oldest. In a
    /// queue priority decides, then age; with `StrictFifo` one that waits blocks the rest.
    pub fn run(&mut self, mut pending: Vec<Workload>) -> Outcome {
        pending.sort_by(|one, other| rank(one).cmp(&rank(other)));
        let mut outcome = Outcome::default();
        while let Some((at, decision)) = self.next(&pending) {
            let workload = pending.remove(at);
            let (assignment, targets) = match decision {
                Decision::Admit(assignment) => (assignment, Vec::new()),
                Decision::Preempt(assignment, targets) => (assignment, targets),
                Decision::Wait | Decision::Never(_) => continue,
            };
            for target in targets {
                self.release(&target.workload);
                outcome.preempted.push(target);
            }
            outcome.admitted.push(workload.name.clone());
            self.hold(workload, assignment.usage);
        }
        outcome.waiting = pending.into_iter().map(|it| it.name).collect();
        outcome.waiting.sort();
        outcome
    }

    /// The one to admit next, as its place in `pending`, which is sorted.
    fn next(&self, pending: &[Workload]) -> Option<(usize, Decision)> {
        let mut blocked: BTreeSet<&SmolStr> = BTreeSet::new();
        let mut heads: BTreeSet<&SmolStr> = BTreeSet::new();
        let mut best: Option<(bool, usize, Decision)> = None;
        for (at, workload) in pending.iter().enumerate() {
            if blocked.contains(&workload.queue) || heads.contains(&workload.queue) {
                continue;
            }
            let decision = self.decide(workload);
            let borrows = match &decision {
                Decision::Admit(assignment) | Decision::Preempt(assignment, _) => assignment.borrows > 0,
                Decision::Wait | Decision::Never(_) => {
                    let spec = self.tree.queue(&workload.queue).and_then(|queue| self.spec(queue));
                    if spec.is_some_and(|it| it.strategy == Strategy::StrictFifo) {
                        blocked.insert(&workload.queue);
                    }
                    continue;
                }
            };
            heads.insert(&workload.queue);
            if best.as_ref().is_none_or(|(best_borrows, ..)| *best_borrows && !borrows) {
                best = Some((borrows, at, decision));
            }
        }
        best.map(|(_, at, decision)| (at, decision))
    }
}

/// Higher priority first, then the oldest, then by name.
fn rank(workload: &Workload) -> (std::cmp::Reverse<i64>, u64, &SmolStr) {
    (std::cmp::Reverse(workload.priority), workload.created, &workload.name)
}
