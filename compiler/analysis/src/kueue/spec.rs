//! Queues, cohorts and workloads as Kueue's objects describe them, and what its webhooks refuse (rules KUE-01 to KUE-06).

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::Amount;

/// A resource of a flavor: what quota is counted in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cell {
    /// The flavor: a pool of alike nodes.
    pub flavor: SmolStr,
    /// The resource: `cpu`, `nvidia.com/gpu`.
    pub resource: SmolStr,
}

impl Cell {
    /// A cell from its parts.
    pub fn new(flavor: impl Into<SmolStr>, resource: impl Into<SmolStr>) -> Self {
        Self { flavor: flavor.into(), resource: resource.into() }
    }
}

/// The quota of one cell in a queue or a cohort.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Limits {
    /// What is guaranteed; of a cohort what it adds for all.
    pub nominal: Amount,
    /// How much more may be used of what others leave idle; `None` is no limit.
    pub borrowing: Option<Amount>,
    /// How much of its own others may use while it is idle; `None` is all of it.
    pub lending: Option<Amount>,
}

impl Limits {
    /// A guarantee without limits.
    pub const fn nominal(nominal: Amount) -> Self {
        Self { nominal, borrowing: None, lending: None }
    }

    /// The same with a limit to borrowing.
    pub const fn borrowing(self, limit: Amount) -> Self {
        Self { borrowing: Some(limit), ..self }
    }

    /// The same with a limit to lending.
    pub const fn lending(self, limit: Amount) -> Self {
        Self { lending: Some(limit), ..self }
    }
}

/// A `Cohort` object.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Cohort {
    /// Its name.
    pub name: SmolStr,
    /// The cohort it belongs to.
    pub parent: Option<SmolStr>,
    /// Quota of its own, on top of its members'.
    pub quotas: BTreeMap<Cell, Limits>,
}

/// A `ClusterQueue`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Queue {
    /// Its name.
    pub name: SmolStr,
    /// Its cohort.
    pub cohort: Option<SmolStr>,
    /// Resources that share flavors.
    pub groups: Vec<Group>,
    /// Whom its workloads may preempt.
    pub preemption: Preemption,
    /// When the next flavor is tried.
    pub fungibility: Fungibility,
    /// Whether one that can't be admitted blocks those behind it.
    pub strategy: Strategy,
}

/// A resource group of a queue.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Group {
    /// The covered resources.
    pub resources: Vec<SmolStr>,
    /// The flavors, in the order in which they are tried.
    pub flavors: Vec<FlavorQuota>,
}

/// The quotas of one flavor, one for each of the group's resources.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct FlavorQuota {
    /// The flavor.
    pub flavor: SmolStr,
    /// A quota a resource, in the group's order.
    pub limits: Vec<Limits>,
}

impl Queue {
    /// All quotas by cell.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, Limits)> + '_ {
        let flavors = self.groups.iter().flat_map(|group| group.flavors.iter().map(move |flavor| (group, flavor)));
        flavors.flat_map(|(group, flavor)| {
            group
                .resources
                .iter()
                .zip(&flavor.limits)
                .map(|(resource, limits)| (Cell::new(flavor.flavor.clone(), resource.clone()), *limits))
        })
    }

    /// The group that covers a resource.
    pub(super) fn group_of(&self, resource: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.resources.iter().any(|it| it == resource))
    }
}

/// `preemption`: what a pending workload of the queue may take back. All default to never.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Preemption {
    /// From its own queue.
    pub within_queue: WithinQueue,
    /// From others of the cohort that use more than their guarantee.
    pub reclaim: Reclaim,
    /// The same while it would have to borrow itself.
    pub borrowing: BorrowWithinCohort,
}

/// `withinClusterQueue`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum WithinQueue {
    /// Nobody.
    #[default]
    Never,
    /// Those of lower priority.
    LowerPriority,
    /// Those, and newer ones of the same.
    LowerOrNewerEqualPriority,
}

/// `reclaimWithinCohort`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Reclaim {
    /// Nobody.
    #[default]
    Never,
    /// Those of lower priority.
    LowerPriority,
    /// Anybody.
    Any,
}

/// `borrowWithinCohort`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum BorrowWithinCohort {
    /// Nobody.
    #[default]
    Never,
    /// Those of lower priority, and at most of this one.
    LowerPriority {
        /// `maxPriorityThreshold`.
        at_most: Option<i64>,
    },
}

/// `flavorFungibility`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Fungibility {
    /// Where a flavor would have to be borrowed.
    pub when_can_borrow: WhenCanBorrow,
    /// Where somebody would have to be preempted.
    pub when_can_preempt: WhenCanPreempt,
    /// Which of the two is the lesser evil.
    pub preference: Preference,
}

/// `whenCanBorrow`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum WhenCanBorrow {
    /// Stay with this flavor.
    #[default]
    Borrow,
    /// Look at the next.
    TryNextFlavor,
}

/// `whenCanPreempt`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum WhenCanPreempt {
    /// Stay with this flavor.
    Preempt,
    /// Look at the next.
    #[default]
    TryNextFlavor,
}

/// `preference`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Preference {
    /// Better borrow than preempt.
    #[default]
    BorrowingOverPreemption,
    /// Better preempt than borrow.
    PreemptionOverBorrowing,
}

/// `queueingStrategy`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Strategy {
    /// One that can't be admitted is passed by.
    #[default]
    BestEffortFifo,
    /// It blocks.
    StrictFifo,
}

/// A workload: what is admitted as a whole.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Workload {
    /// Its name, unique in the cluster.
    pub name: SmolStr,
    /// Its ClusterQueue.
    pub queue: SmolStr,
    /// Higher goes first.
    pub priority: i64,
    /// When it was made: the smaller, the older.
    pub created: u64,
    /// Its alike pods.
    pub pod_sets: Vec<PodSet>,
}

/// Alike pods of a workload, with what they ask for together.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PodSet {
    /// Amounts by resource.
    pub requests: BTreeMap<SmolStr, Amount>,
}

/// What Kueue's webhooks refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// Cohorts that belong to each other; the name of one.
    CohortCycle(SmolStr),
    /// KUE-01: a limit of a queue without a cohort, or a cohort without a parent.
    LimitWithoutCohort(SmolStr, Cell),
    /// KUE-02: a queue lends more than it has.
    LendsMoreThanNominal(SmolStr, Cell),
    /// KUE-03: an amount below zero.
    Negative(SmolStr, Cell),
    /// KUE-04: a flavor with other resources than its group covers.
    OtherResources(SmolStr, SmolStr),
    /// KUE-04: a resource in two groups, or a flavor in two groups.
    Repeated(SmolStr, SmolStr),
    /// KUE-05: more groups, flavors or resources than there may be.
    TooMany(SmolStr, &'static str),
    /// KUE-06: preempting while borrowing without reclaiming.
    BorrowWithoutReclaim(SmolStr),
    /// KUE-06: a preference although the first flavor that would do is taken.
    PreferenceWithoutNextFlavor(SmolStr),
}

/// At most so many groups of a queue; flavors and resources of a group; flavors of a queue; pairs of a group.
const MOST: (usize, usize, usize, usize) = (16, 64, 256, 512);

/// Everything that Kueue would refuse of these objects.
pub fn problems(cohorts: &[Cohort], queues: &[Queue]) -> Vec<Problem> {
    let mut found = cycles(cohorts);
    for cohort in cohorts {
        for (cell, limits) in &cohort.quotas {
            found.extend(of_limits(&cohort.name, cohort.parent.is_some(), cell, limits, false));
        }
    }
    for queue in queues {
        for (cell, limits) in queue.cells() {
            found.extend(of_limits(&queue.name, queue.cohort.is_some(), &cell, &limits, true));
        }
        found.extend(of_groups(queue));
        if queue.preemption.reclaim == Reclaim::Never && queue.preemption.borrowing != BorrowWithinCohort::Never {
            found.push(Problem::BorrowWithoutReclaim(queue.name.clone()));
        }
        let fungibility = &queue.fungibility;
        let both_next =
            fungibility.when_can_borrow == WhenCanBorrow::TryNextFlavor && fungibility.when_can_preempt == WhenCanPreempt::TryNextFlavor;
        if fungibility.preference != Preference::default() && !both_next {
            found.push(Problem::PreferenceWithoutNextFlavor(queue.name.clone()));
        }
    }
    found
}

fn of_limits(name: &SmolStr, in_cohort: bool, cell: &Cell, limits: &Limits, is_queue: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    if !in_cohort && (limits.borrowing.is_some() || limits.lending.is_some()) {
        found.push(Problem::LimitWithoutCohort(name.clone(), cell.clone()));
    }
    if is_queue && limits.lending.is_some_and(|lending| lending > limits.nominal) {
        found.push(Problem::LendsMoreThanNominal(name.clone(), cell.clone()));
    }
    if limits.nominal < 0 || limits.borrowing.is_some_and(|it| it < 0) || limits.lending.is_some_and(|it| it < 0) {
        found.push(Problem::Negative(name.clone(), cell.clone()));
    }
    found
}

fn of_groups(queue: &Queue) -> Vec<Problem> {
    let mut found = Vec::new();
    let name = &queue.name;
    let (groups, of_group, of_queue, pairs) = MOST;
    let too_many = |what| Problem::TooMany(name.clone(), what);
    let mut resources = BTreeSet::new();
    let mut flavors = BTreeSet::new();
    for group in &queue.groups {
        found.extend(group.resources.iter().filter(|it| !resources.insert(*it)).map(|it| Problem::Repeated(name.clone(), it.clone())));
        for flavor in &group.flavors {
            if !flavors.insert(&flavor.flavor) {
                found.push(Problem::Repeated(name.clone(), flavor.flavor.clone()));
            }
            if flavor.limits.len() != group.resources.len() {
                found.push(Problem::OtherResources(name.clone(), flavor.flavor.clone()));
            }
        }
        if group.flavors.len() > of_group || group.resources.len() > of_group {
            found.push(too_many("flavors or resources of a group"));
        }
        if group.flavors.len().saturating_mul(group.resources.len()) > pairs {
            found.push(too_many("flavors by resources of a group"));
        }
    }
    if queue.groups.len() > groups {
        found.push(too_many("groups"));
    }
    if flavors.len() > of_queue || resources.len() > of_queue {
        found.push(too_many("flavors or resources"));
    }
    found
}

/// One name of each circle of cohorts.
fn cycles(cohorts: &[Cohort]) -> Vec<Problem> {
    let parents: BTreeMap<&SmolStr, &SmolStr> = cohorts.iter().filter_map(|it| Some((&it.name, it.parent.as_ref()?))).collect();
    let mut settled: BTreeSet<&SmolStr> = BTreeSet::new();
    let mut found = Vec::new();
    for start in parents.keys() {
        let mut path: Vec<&SmolStr> = Vec::new();
        let mut at = Some(*start);
        while let Some(name) = at.filter(|name| !settled.contains(name)) {
            if path.contains(&name) {
                found.push(Problem::CohortCycle(name.clone()));
                break;
            }
            path.push(name);
            at = parents.get(name).copied();
        }
        settled.extend(path);
    }
    found
}
