//! Quota and usage over a tree of cohorts with queues as its leaves.
//!
//! What a node may lend counts in its parent too; the rest, its local quota, only in itself. Usage fills the local quota first and then counts
//! in the parent, and so on upwards.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_source::{IdxVec, define_idx};
use smol_str::SmolStr;

use super::{Amount, Cell, Cohort, Limits, Queue};

define_idx! {
    /// A cohort or a queue of one simulation.
    pub(super) struct NodeId;
}

#[derive(Clone, Default, Debug)]
struct Node {
    parent: Option<NodeId>,
    cohorts: Vec<NodeId>,
    queues: Vec<NodeId>,
    limits: BTreeMap<Cell, Limits>,
    /// Its own quota with what its children lend it.
    subtree: BTreeMap<Cell, Amount>,
    usage: BTreeMap<Cell, Amount>,
}

impl Node {
    fn limits(&self, cell: &Cell) -> Limits {
        self.limits.get(cell).copied().unwrap_or_default()
    }

    fn subtree(&self, cell: &Cell) -> Amount {
        self.subtree.get(cell).copied().unwrap_or_default()
    }

    fn usage(&self, cell: &Cell) -> Amount {
        self.usage.get(cell).copied().unwrap_or_default()
    }

    /// What it never lends.
    fn local_quota(&self, cell: &Cell) -> Amount {
        self.limits(cell).lending.map_or(0, |lending| (self.subtree(cell) - lending).max(0))
    }

    /// What is left of that.
    fn local_available(&self, cell: &Cell) -> Amount {
        (self.local_quota(cell) - self.usage(cell)).max(0)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: IdxVec<NodeId, Node>,
    queues: BTreeMap<SmolStr, NodeId>,
}

impl Tree {
    pub(super) fn new(cohorts: &[Cohort], queues: &[Queue]) -> Self {
        let mut nodes: IdxVec<NodeId, Node> = IdxVec::new();
        let mut by_name: BTreeMap<&SmolStr, NodeId> = BTreeMap::new();
        let named = cohorts.iter().flat_map(|it| [Some(&it.name), it.parent.as_ref()]).chain(queues.iter().map(|it| it.cohort.as_ref()));
        for name in named.flatten() {
            by_name.entry(name).or_insert_with(|| nodes.push(Node::default()));
        }
        for cohort in cohorts {
            let Some(id) = by_name.get(&cohort.name).copied() else { continue };
            if let Some(node) = nodes.get_mut(id) {
                node.limits.clone_from(&cohort.quotas);
            }
            let parent = cohort.parent.as_ref().and_then(|name| by_name.get(name).copied());
            if let Some(parent) = parent.filter(|parent| !ancestors(&nodes, *parent).any(|it| it == id))
                && let Some(node) = nodes.get_mut(id)
            {
                node.parent = Some(parent);
                if let Some(parent) = nodes.get_mut(parent) {
                    parent.cohorts.push(id);
                }
            }
        }
        let mut leaves = BTreeMap::new();
        for queue in queues {
            let parent = queue.cohort.as_ref().and_then(|name| by_name.get(name).copied());
            let id = nodes.push(Node { parent, limits: queue.cells().collect(), ..Node::default() });
            if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
                parent.queues.push(id);
            }
            leaves.entry(queue.name.clone()).or_insert(id);
        }
        let mut tree = Self { nodes, queues: leaves };
        tree.sum_up();
        tree
    }

    /// Each node's own quota with what its children lend, from the leaves upwards.
    fn sum_up(&mut self) {
        let mut order: Vec<(usize, NodeId)> = self.nodes.ids().map(|id| (ancestors(&self.nodes, id).count(), id)).collect();
        order.sort_unstable();
        for (_, id) in order.into_iter().rev() {
            let Some(node) = self.nodes.get_mut(id) else { continue };
            for (cell, limits) in &node.limits {
                *node.subtree.entry(cell.clone()).or_default() += limits.nominal;
            }
            let Some(parent) = node.parent else { continue };
            let lent: Vec<(Cell, Amount)> =
                node.subtree.iter().map(|(cell, quota)| (cell.clone(), quota - node.local_quota(cell))).collect();
            let Some(parent) = self.nodes.get_mut(parent) else { continue };
            for (cell, amount) in lent {
                *parent.subtree.entry(cell).or_default() += amount;
            }
        }
    }

    pub(super) fn queue(&self, name: &str) -> Option<NodeId> {
        self.queues.get(name).copied()
    }

    pub(super) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes.get(node)?.parent
    }

    /// The cohorts above a node, the nearest first.
    pub(super) fn above(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        ancestors(&self.nodes, node).skip(1)
    }

    pub(super) fn child_cohorts(&self, node: NodeId) -> &[NodeId] {
        self.nodes.get(node).map_or(&[], |it| &it.cohorts)
    }

    pub(super) fn child_queues(&self, node: NodeId) -> &[NodeId] {
        self.nodes.get(node).map_or(&[], |it| &it.queues)
    }

    pub(super) fn usage(&self, node: NodeId, cell: &Cell) -> Amount {
        self.nodes.get(node).map_or(0, |it| it.usage(cell))
    }

    /// A queue's guarantee; of a cohort what its subtree has.
    pub(super) fn quota(&self, node: NodeId, cell: &Cell) -> Amount {
        self.nodes.get(node).map_or(0, |it| it.subtree(cell))
    }

    pub(super) fn local_available(&self, node: NodeId, cell: &Cell) -> Amount {
        self.nodes.get(node).map_or(0, |it| it.local_available(cell))
    }

    /// What a node lends its parent at most.
    pub(super) fn lends(&self, node: NodeId, cell: &Cell) -> Amount {
        self.nodes.get(node).map_or(0, |it| it.subtree(cell) - it.local_quota(cell))
    }

    /// The sum of all nominal quotas.
    pub(super) fn nominal(&self, cell: &Cell) -> Amount {
        self.nodes.iter().map(|it| it.limits(cell).nominal).sum()
    }

    /// Whether a node would use more than its quota with this much more.
    pub(super) fn borrows_with(&self, node: NodeId, cell: &Cell, more: Amount) -> bool {
        self.usage(node, cell) + more > self.quota(node, cell)
    }

    /// Whether a node uses no more than its quota of any of the cells.
    pub(super) fn is_within<'a>(&self, node: NodeId, mut cells: impl Iterator<Item = &'a Cell>) -> bool {
        !cells.any(|cell| self.borrows_with(node, cell, 0))
    }

    /// What is left for a node, by its limits and those of all above it.
    pub(super) fn available(&self, node: NodeId, cell: &Cell) -> Amount {
        self.downwards(node, |node, from_parent| {
            let Some(from_parent) = from_parent else { return node.subtree(cell) - node.usage(cell) };
            let local = node.local_quota(cell);
            let limit = node.limits(cell).borrowing.map(|limit| {
                let stored = node.subtree(cell) - local;
                let used = (node.usage(cell) - local).max(0);
                stored - used + limit
            });
            node.local_available(cell) + limit.map_or(from_parent, |limit| limit.min(from_parent))
        })
    }

    /// The most that a node could have if nothing were used.
    pub(super) fn potential(&self, node: NodeId, cell: &Cell) -> Amount {
        self.downwards(node, |node, from_parent| {
            let Some(from_parent) = from_parent else { return node.subtree(cell) };
            let most = node.local_quota(cell) + from_parent;
            node.limits(cell).borrowing.map_or(most, |limit| most.min(node.subtree(cell) + limit))
        })
    }

    /// Folds from the root down to a node; the root gets `None`.
    fn downwards(&self, node: NodeId, step: impl Fn(&Node, Option<Amount>) -> Amount) -> Amount {
        let path: Vec<NodeId> = ancestors(&self.nodes, node).collect();
        path.into_iter()
            .rev()
            .filter_map(|id| self.nodes.get(id))
            .fold(None, |from_parent, node| Some(step(node, from_parent)))
            .unwrap_or(0)
    }

    pub(super) fn add(&mut self, node: NodeId, cell: &Cell, amount: Amount) {
        let mut at = Some(node);
        let mut rest = amount;
        while let Some(node) = at.and_then(|at| self.nodes.get_mut(at)) {
            let local = node.local_available(cell);
            *node.usage.entry(cell.clone()).or_default() += rest;
            if rest <= local {
                return;
            }
            rest -= local;
            at = node.parent;
        }
    }

    pub(super) fn remove(&mut self, node: NodeId, cell: &Cell, amount: Amount) {
        let mut at = Some(node);
        let mut rest = amount;
        while let Some(node) = at.and_then(|at| self.nodes.get_mut(at)) {
            let in_parent = node.usage(cell) - node.local_quota(cell);
            *node.usage.entry(cell.clone()).or_default() -= rest;
            if in_parent <= 0 {
                return;
            }
            rest = rest.min(in_parent);
            at = node.parent;
        }
    }

    /// The height of the lowest subtree that holds this much more within its quota, or of the whole tree; 0 is the queue alone.
    pub(super) fn lowest_that_fits(&self, queue: NodeId, cell: &Cell, more: Amount) -> usize {
        let Some(parent) = self.parent(queue) else { return 0 };
        if !self.borrows_with(queue, cell, more) {
            return 0;
        }
        let mut rest = more - self.local_available(queue, cell);
        let mut last = parent;
        for cohort in self.above(queue) {
            last = cohort;
            if !self.borrows_with(cohort, cell, rest) {
                break;
            }
            rest -= self.local_available(cohort, cell);
        }
        self.height(last)
    }

    /// The distance to the furthest leaf.
    fn height(&self, node: NodeId) -> usize {
        let mut level = vec![node];
        let mut height = 0;
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        loop {
            let any = level.iter().any(|it| !self.child_queues(*it).is_empty() || !self.child_cohorts(*it).is_empty());
            let below: Vec<NodeId> = level.iter().flat_map(|it| self.child_cohorts(*it)).copied().filter(|it| seen.insert(*it)).collect();
            height += usize::from(any);
            if below.is_empty() {
                return height;
            }
            level = below;
        }
    }
}

/// A node and all above it.
fn ancestors(nodes: &IdxVec<NodeId, Node>, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::successors(Some(node), |at| nodes.get(*at)?.parent)
}
