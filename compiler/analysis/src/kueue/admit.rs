//! Which flavors a workload gets, and whether at once, by preempting others, later, or never.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::preempt::Need;
use super::spec::{Fungibility, Group, Preference, WhenCanBorrow, WhenCanPreempt};
use super::tree::NodeId;
use super::{Amount, Cell, Kueue, Target, Workload};

/// What Kueue does with a workload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It is admitted.
    Admit(Assignment),
    /// These go first, then it is admitted.
    Preempt(Assignment, Vec<Target>),
    /// It waits until others are done.
    Wait,
    /// It would wait for ever.
    Never(Refusal),
}

/// Why a workload can never be admitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// There is no such queue.
    NoQueue,
    /// The queue doesn't cover a resource that it asks for (KUE-08).
    NotCovered(SmolStr),
    /// It asks for more than the queue could ever use of any flavor.
    AboveAll(SmolStr),
}

/// The flavors that a workload gets.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Assignment {
    /// The flavor of each resource, a map a pod set.
    pub flavors: Vec<BTreeMap<SmolStr, SmolStr>>,
    /// What it uses of each.
    pub usage: BTreeMap<Cell, Amount>,
    /// How far up the tree it borrows: 0 is not at all.
    pub borrows: usize,
    short: BTreeSet<Cell>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Mode {
    NoFit,
    NoCandidates,
    Preempt,
    Reclaim,
    Fit,
}

/// How well something fits: whom it costs, and how far up it borrows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rank {
    mode: Mode,
    borrows: usize,
}

impl Rank {
    fn is_better(self, other: Self, fungibility: Fungibility) -> bool {
        match (self.mode, other.mode) {
            (Mode::NoFit, _) => false,
            (_, Mode::NoFit) => true,
            _ => {
                let by_mode = self.mode.cmp(&other.mode);
                let by_borrowing = other.borrows.cmp(&self.borrows);
                let order = match fungibility.preference {
                    Preference::BorrowingOverPreemption => by_mode.then(by_borrowing),
                    Preference::PreemptionOverBorrowing => by_borrowing.then(by_mode),
                };
                order.is_gt()
            }
        }
    }

    /// Whether another flavor might do better.
    fn looks_on(self, fungibility: Fungibility) -> bool {
        match self.mode {
            Mode::NoFit | Mode::NoCandidates => true,
            Mode::Preempt | Mode::Reclaim if fungibility.when_can_preempt == WhenCanPreempt::TryNextFlavor => true,
            Mode::Preempt | Mode::Reclaim | Mode::Fit => self.borrows > 0 && fungibility.when_can_borrow == WhenCanBorrow::TryNextFlavor,
        }
    }
}

/// A flavor for the resources of one group.
struct Choice {
    rank: Rank,
    flavor: SmolStr,
    short: Vec<Cell>,
}

impl Kueue {
    /// What would be done with a workload that comes now.
    pub fn decide(&self, workload: &Workload) -> Decision {
        let Some(queue) = self.tree.queue(&workload.queue) else { return Decision::Never(Refusal::NoQueue) };
        let assignment = match self.assign(queue, workload) {
            Ok(Some(assignment)) => assignment,
            Ok(None) => return Decision::Wait,
            Err(refusal) => return Decision::Never(refusal),
        };
        if assignment.short.is_empty() {
            return Decision::Admit(assignment);
        }
        let targets = self.targets(&Need { workload, queue, usage: &assignment.usage, short: &assignment.short });
        if targets.is_empty() { Decision::Wait } else { Decision::Preempt(assignment, targets) }
    }

    /// The best flavors; `None` where nothing helps now.
    fn assign(&self, queue: NodeId, workload: &Workload) -> Result<Option<Assignment>, Refusal> {
        let Some(spec) = self.spec(queue) else { return Err(Refusal::NoQueue) };
        let mut assignment = Assignment::default();
        for pod_set in &workload.pod_sets {
            let mut by_group: BTreeMap<usize, Vec<(&SmolStr, Amount)>> = BTreeMap::new();
            for (resource, amount) in pod_set.requests.iter().filter(|(_, amount)| **amount > 0) {
                let group = spec.group_of(resource).ok_or_else(|| Refusal::NotCovered(resource.clone()))?;
                by_group.entry(group).or_default().push((resource, *amount));
            }
            let mut flavors = BTreeMap::new();
            for (group, requests) in by_group {
                let Some(group) = spec.groups.get(group) else { continue };
                self.can_ever(queue, group, &requests, &assignment.usage)?;
                let Some(choice) = self.choose(workload, queue, group, &requests, &assignment.usage, spec.fungibility) else {
                    return Ok(None);
                };
                for (resource, amount) in requests {
                    flavors.insert(resource.clone(), choice.flavor.clone());
                    *assignment.usage.entry(Cell::new(choice.flavor.clone(), resource.clone())).or_default() += amount;
                }
                assignment.borrows = assignment.borrows.max(choice.rank.borrows);
                assignment.short.extend(choice.short);
            }
            assignment.flavors.push(flavors);
        }
        Ok(Some(assignment))
    }

    /// Whether some flavor could ever hold it.
    fn can_ever(
        &self,
        queue: NodeId,
        group: &Group,
        requests: &[(&SmolStr, Amount)],
        used: &BTreeMap<Cell, Amount>,
    ) -> Result<(), Refusal> {
        let above = |flavor: &SmolStr| {
            requests.iter().find(|(resource, amount)| {
                let cell = Cell::new(flavor.clone(), (*resource).clone());
                used.get(&cell).copied().unwrap_or_default() + amount > self.tree.potential(queue, &cell)
            })
        };
        let mut refused = None;
        for quota in &group.flavors {
            match above(&quota.flavor) {
                None => return Ok(()),
                Some((resource, _)) => refused = Some((*resource).clone()),
            }
        }
        Err(refused.map_or_else(
            || Refusal::NotCovered(requests.first().map(|(resource, _)| (*resource).clone()).unwrap_or_default()),
            Refusal::AboveAll,
        ))
    }

    /// The flavor of a group, by the order in which they stand and what the queue prefers.
    fn choose(
        &self,
        workload: &Workload,
        queue: NodeId,
        group: &Group,
        requests: &[(&SmolStr, Amount)],
        used: &BTreeMap<Cell, Amount>,
        fungibility: Fungibility,
    ) -> Option<Choice> {
        let mut best: Option<Choice> = None;
        for quota in &group.flavors {
            let mut choice = Choice { rank: Rank { mode: Mode::Fit, borrows: 0 }, flavor: quota.flavor.clone(), short: Vec::new() };
            for (resource, amount) in requests {
                let cell = Cell::new(quota.flavor.clone(), (*resource).clone());
                let all = used.get(&cell).copied().unwrap_or_default() + amount;
                let rank = self.rank(workload, queue, &cell, all);
                if choice.rank.is_better(rank, fungibility) {
                    choice.rank = rank;
                }
                if rank.mode != Mode::Fit {
                    choice.short.push(cell);
                }
                if rank.mode == Mode::NoFit {
                    break;
                }
            }
            if !choice.rank.looks_on(fungibility) {
                return Some(choice);
            }
            if choice.rank.mode != Mode::NoFit && best.as_ref().is_none_or(|best| choice.rank.is_better(best.rank, fungibility)) {
                best = Some(choice);
            }
        }
        best
    }

    /// How well one cell fits.
    fn rank(&self, workload: &Workload, queue: NodeId, cell: &Cell, amount: Amount) -> Rank {
        if amount > self.tree.potential(queue, cell) {
            return Rank { mode: Mode::NoFit, borrows: 0 };
        }
        let borrows = self.tree.lowest_that_fits(queue, cell, amount);
        if amount <= self.tree.available(queue, cell) {
            return Rank { mode: Mode::Fit, borrows };
        }
        let usage = BTreeMap::from([(cell.clone(), amount)]);
        let short = BTreeSet::from([cell.clone()]);
        let targets = self.targets(&Need { workload, queue, usage: &usage, short: &short });
        if targets.is_empty() {
            return Rank { mode: Mode::NoCandidates, borrows };
        }
        let mut after = self.clone();
        let own = targets.iter().any(|target| self.admitted.get(&target.workload).is_some_and(|it| it.queue == queue));
        for target in &targets {
            after.release(&target.workload);
        }
        let borrows = after.tree.lowest_that_fits(queue, cell, amount);
        Rank { mode: if own { Mode::Preempt } else { Mode::Reclaim }, borrows }
    }
}
