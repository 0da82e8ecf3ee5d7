//! Whom a workload preempts: classical preemption, with the advantage that a place in the tree of cohorts gives.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::spec::{BorrowWithinCohort, Reclaim, WithinQueue};
use super::tree::NodeId;
use super::{Amount, Cell, Kueue, Workload};

/// An admitted workload that gives way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Its name.
    pub workload: SmolStr,
    /// Why it may be preempted.
    pub reason: Reason,
}

/// Why a workload may be preempted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// It is in the same queue, and less important.
    InQueue,
    /// Its queue uses more than its guarantee, of what is the preemptor's.
    Reclaimed,
    /// The same, although the preemptor borrows, too.
    ReclaimedWhileBorrowing,
}

/// What preemption is for.
pub(super) struct Need<'a> {
    pub(super) workload: &'a Workload,
    pub(super) queue: NodeId,
    /// All that the workload is to use.
    pub(super) usage: &'a BTreeMap<Cell, Amount>,
    /// The cells of which there isn't enough.
    pub(super) short: &'a BTreeSet<Cell>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Variant {
    InQueue,
    /// The preemptor stands nearer to the quota.
    Hierarchy,
    WithoutBorrowing,
    WhileBorrowing,
}

impl Variant {
    const fn reason(self) -> Reason {
        match self {
            Self::InQueue => Reason::InQueue,
            Self::Hierarchy | Self::WithoutBorrowing => Reason::Reclaimed,
            Self::WhileBorrowing => Reason::ReclaimedWhileBorrowing,
        }
    }
}

struct Candidate {
    name: SmolStr,
    queue: NodeId,
    /// The lowest cohort that holds both queues.
    common: Option<NodeId>,
    variant: Variant,
    priority: i64,
    at: u64,
}

impl Kueue {
    /// The workloads that would have to go, none where that can't help.
    pub(super) fn targets(&self, need: &Need<'_>) -> Vec<Target> {
        let Some(policy) = self.spec(need.queue).map(|queue| queue.preemption) else { return Vec::new() };
        let own = if policy.within_queue == WithinQueue::Never { Vec::new() } else { self.candidates_in(need.queue, need, None, false) };
        let (hierarchy, others) = self.candidates_in_cohorts(need, policy.reclaim);
        let only_own = hierarchy.is_empty() && others.is_empty();
        let no_hierarchy = hierarchy.is_empty();
        let mut candidates = hierarchy;
        candidates.extend(others);
        candidates.extend(own);
        let may_borrow = policy.borrowing != BorrowWithinCohort::Never;
        let below = need.short.iter().all(|cell| self.tree.usage(need.queue, cell) < self.tree.quota(need.queue, cell));
        let attempts: &[bool] = if only_own || (!may_borrow && !below) {
            &[true]
        } else if !may_borrow && no_hierarchy {
            &[false, true]
        } else {
            &[true, false]
        };
        attempts.iter().map(|borrow| self.clone().fewest(need, &candidates, *borrow)).find(|it| !it.is_empty()).unwrap_or_default()
    }

    /// Takes candidates in order until the workload fits, then gives back those that need not go.
    fn fewest(mut self, need: &Need<'_>, candidates: &[Candidate], borrow: bool) -> Vec<Target> {
        let mut taken: Vec<(&Candidate, super::Admitted)> = Vec::new();
        let mut fits = false;
        for candidate in candidates {
            if !self.is_open(need, candidate, borrow) {
                continue;
            }
            let Some(gone) = self.admitted.get(&candidate.name).cloned() else { continue };
            self.release(&candidate.name);
            taken.push((candidate, gone));
            fits = self.fits(need, borrow);
            if fits {
                break;
            }
        }
        if !fits {
            return Vec::new();
        }
        // The last one taken made it fit, so it stays.
        for at in (0..taken.len().saturating_sub(1)).rev() {
            let Some((_, gone)) = taken.get(at) else { continue };
            let (gone, name) = (gone.clone(), gone.workload.name.clone());
            self.hold(gone.workload, gone.usage);
            if self.fits(need, borrow) {
                taken.remove(at);
            } else {
                self.release(&name);
            }
        }
        taken.into_iter().map(|(candidate, _)| Target { workload: candidate.name.clone(), reason: candidate.variant.reason() }).collect()
    }

    /// Whether the workload fits now.
    fn fits(&self, need: &Need<'_>, borrow: bool) -> bool {
        need.usage.iter().all(|(cell, amount)| {
            let borrows = self.tree.borrows_with(need.queue, cell, *amount);
            (borrow || !borrows) && *amount <= self.tree.available(need.queue, cell)
        })
    }

    /// Whether a candidate may still go: its queue, and every cohort up to the common one, still use more than their quota.
    fn is_open(&self, need: &Need<'_>, candidate: &Candidate, borrow: bool) -> bool {
        if candidate.queue == need.queue {
            return true;
        }
        if borrow && candidate.variant == Variant::WithoutBorrowing {
            return false;
        }
        let above = self.tree.above(candidate.queue).take_while(|it| Some(*it) != candidate.common);
        std::iter::once(candidate.queue).chain(above).all(|node| !self.tree.is_within(node, need.short.iter()))
    }

    /// Candidates of other queues: those over which the place in the tree gives an advantage, and the rest.
    fn candidates_in_cohorts(&self, need: &Need<'_>, reclaim: Reclaim) -> (Vec<Candidate>, Vec<Candidate>) {
        let (mut hierarchy, mut others) = (Vec::new(), Vec::new());
        if reclaim == Reclaim::Never {
            return (hierarchy, others);
        }
        let mut rest: BTreeMap<Cell, Amount> = need.usage.clone();
        let mut advantage = self.holds(need.queue, &mut rest);
        let mut skip = None;
        for cohort in self.tree.above(need.queue) {
            let found = self.candidates_below(need, cohort, skip, advantage);
            if advantage {
                hierarchy.extend(found);
            } else {
                others.extend(found);
            }
            advantage |= self.holds(cohort, &mut rest);
            skip = Some(cohort);
        }
        ordered(&mut hierarchy);
        ordered(&mut others);
        (hierarchy, others)
    }

    /// Whether a node's own quota holds what is asked; leaves in `rest` what its parent is asked for.
    fn holds(&self, node: NodeId, rest: &mut BTreeMap<Cell, Amount>) -> bool {
        let mut holds = true;
        for (cell, amount) in rest.iter_mut() {
            holds &= !self.tree.borrows_with(node, cell, *amount);
            *amount = (*amount - self.tree.local_available(node, cell)).max(0);
        }
        holds
    }

    /// Candidates in the queues below a cohort, without the subtree that was looked at before, nor those that stay within their quota.
    fn candidates_below(&self, need: &Need<'_>, cohort: NodeId, skip: Option<NodeId>, advantage: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut open = vec![cohort];
        while let Some(node) = open.pop() {
            let queues = self.tree.child_queues(node).iter().copied().filter(|queue| *queue != need.queue);
            for queue in queues.filter(|queue| !self.tree.is_within(*queue, need.short.iter())) {
                found.extend(self.candidates_in(queue, need, Some(cohort), advantage));
            }
            let below = self.tree.child_cohorts(node).iter().copied().filter(|child| Some(*child) != skip);
            open.extend(below.filter(|child| !self.tree.is_within(*child, need.short.iter())));
        }
        found
    }

    fn candidates_in(&self, queue: NodeId, need: &Need<'_>, common: Option<NodeId>, advantage: bool) -> Vec<Candidate> {
        let of_queue = self.admitted.values().filter(|it| it.queue == queue);
        let mut found: Vec<Candidate> = of_queue
            .filter_map(|it| {
                let variant = self.variant(need, it, advantage)?;
                Some(Candidate { name: it.workload.name.clone(), queue, common, variant, priority: it.workload.priority, at: it.at })
            })
            .collect();
        ordered(&mut found);
        found
    }

    /// How, if at all, the policies allow a workload to be preempted.
    fn variant(&self, need: &Need<'_>, candidate: &super::Admitted, advantage: bool) -> Option<Variant> {
        if !candidate.usage.keys().any(|cell| need.short.contains(cell)) {
            return None;
        }
        let policy = self.spec(need.queue)?.preemption;
        let (mine, theirs) = (need.workload.priority, candidate.workload.priority);
        if candidate.queue == need.queue {
            let newer = mine == theirs && need.workload.created < candidate.workload.created;
            let may = match policy.within_queue {
                WithinQueue::Never => false,
                WithinQueue::LowerPriority => theirs < mine,
                WithinQueue::LowerOrNewerEqualPriority => theirs < mine || newer,
            };
            return may.then_some(Variant::InQueue);
        }
        let may = match policy.reclaim {
            Reclaim::Never => false,
            Reclaim::LowerPriority => theirs < mine,
            Reclaim::Any => true,
        };
        if !may {
            return None;
        }
        if advantage {
            return Some(Variant::Hierarchy);
        }
        match policy.borrowing {
            BorrowWithinCohort::LowerPriority { at_most } if theirs < mine && at_most.is_none_or(|it| theirs <= it) => {
                Some(Variant::WhileBorrowing)
            }
            BorrowWithinCohort::LowerPriority { .. } | BorrowWithinCohort::Never => Some(Variant::WithoutBorrowing),
        }
    }
}

/// The least important first, of those the last admitted.
fn ordered(candidates: &mut [Candidate]) {
    candidates.sort_by(|one, other| one.priority.cmp(&other.priority).then(other.at.cmp(&one.at)).then_with(|| one.name.cmp(&other.name)));
}
