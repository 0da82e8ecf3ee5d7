//! Kueue's admission as an exact simulation: cohorts of queues, what each may use of a flavor, who is preempted for whom.
//!
//! It follows the documented semantics of classical preemption (kueue.sigs.k8s.io, concepts: ClusterQueue, Cohort, Preemption) and, where the
//! pages are silent, the scheduler of v0.13 and later. Not in it: fair sharing, topologies, admission checks, partial admission.
//!
//! Amounts are whole numbers of a resource's smallest unit: thousandths of a CPU, bytes, devices.

mod admit;
mod preempt;
mod quota;
mod schedule;
mod spec;
mod tenants;
mod tree;

pub use admit::{Assignment, Decision, Refusal};
pub use preempt::{Reason, Target};
pub use quota::{floored, share_of};
pub use schedule::Outcome;
pub use spec::{
    BorrowWithinCohort, Cell, Cohort, FlavorQuota, Fungibility, Group, Limits, PodSet, Preemption, Preference, Problem, Queue, Reclaim,
    Strategy, WhenCanBorrow, WhenCanPreempt, WithinQueue, Workload, problems,
};
pub use tenants::{Answer, Claim, Tenants, amount_of, quantity_of};

use std::collections::BTreeMap;

use smol_str::SmolStr;
use tree::{NodeId, Tree};

/// An amount of a resource, in its smallest unit.
pub type Amount = i128;

/// A cluster's queues and cohorts with what is admitted to them.
#[derive(Clone, Debug)]
pub struct Kueue {
    tree: Tree,
    queues: BTreeMap<NodeId, Queue>,
    admitted: BTreeMap<SmolStr, Admitted>,
    /// Counts admissions: the order in which they happened.
    clock: u64,
}

/// A workload that has its quota.
#[derive(Clone, Debug)]
struct Admitted {
    workload: Workload,
    queue: NodeId,
    usage: BTreeMap<Cell, Amount>,
    at: u64,
}

impl Kueue {
    /// Cohorts and queues, nothing admitted. A cohort that only a queue or another cohort names is there without quota of its own. What
    /// [`problems`] reports is left out as far as it has no meaning: of a cycle of cohorts the link that closes it.
    pub fn new(cohorts: &[Cohort], queues: Vec<Queue>) -> Self {
        let tree = Tree::new(cohorts, &queues);
        let queues = queues.into_iter().filter_map(|queue| Some((tree.queue(&queue.name)?, queue))).collect();
        Self { tree, queues, admitted: BTreeMap::new(), clock: 0 }
    }

    /// How much more of a cell a queue could use now, without preempting anybody. Below zero where more is used than there is.
    pub fn available(&self, queue: &str, cell: &Cell) -> Amount {
        self.tree.queue(queue).map_or(0, |node| self.tree.available(node, cell))
    }

    /// The most of a cell that a queue could ever use: with nothing else admitted, within all limits.
    pub fn at_most(&self, queue: &str, cell: &Cell) -> Amount {
        self.tree.queue(queue).map_or(0, |node| self.tree.potential(node, cell))
    }

    /// What the rest of its cohort could lend a queue at most, whatever it may borrow itself.
    pub fn lendable(&self, queue: &str, cell: &Cell) -> Amount {
        let Some(node) = self.tree.queue(queue) else { return 0 };
        self.tree.parent(node).map_or(0, |cohort| self.tree.potential(cohort, cell) - self.tree.lends(node, cell))
    }

    /// What a queue uses of a cell.
    pub fn usage(&self, queue: &str, cell: &Cell) -> Amount {
        self.tree.queue(queue).map_or(0, |node| self.tree.usage(node, cell))
    }

    /// What all queues together use of a cell, and the sum of all nominal quotas of it, the cohorts' included.
    pub fn total(&self, cell: &Cell) -> (Amount, Amount) {
        let used = self.queues.keys().map(|node| self.tree.usage(*node, cell)).sum();
        (used, self.tree.nominal(cell))
    }

    /// The names of what is admitted.
    pub fn admitted(&self) -> impl Iterator<Item = &SmolStr> {
        self.admitted.keys()
    }

    /// Admits a workload with the flavors that `usage` says, whether it fits or not: how a state is described.
    pub fn hold(&mut self, workload: Workload, usage: BTreeMap<Cell, Amount>) {
        let Some(queue) = self.tree.queue(&workload.queue) else { return };
        for (cell, amount) in &usage {
            self.tree.add(queue, cell, *amount);
        }
        self.clock += 1;
        self.admitted.insert(workload.name.clone(), Admitted { workload, queue, usage, at: self.clock });
    }

    /// Takes its quota from an admitted workload.
    pub fn release(&mut self, name: &str) -> Option<Workload> {
        let gone = self.admitted.remove(name)?;
        for (cell, amount) in &gone.usage {
            self.tree.remove(gone.queue, cell, *amount);
        }
        Some(gone.workload)
    }

    fn spec(&self, queue: NodeId) -> Option<&Queue> {
        self.queues.get(&queue)
    }
}
