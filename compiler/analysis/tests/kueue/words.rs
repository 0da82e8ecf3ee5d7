//! Cases in words: queues, what is admitted, what comes, and what is done.
//!
//! `queue a in team: 9, borrow 1, lend 3 | spot/cpu 4; within lower; reclaim any` has quota of the flavor `default` and the resource `cpu` where
//! nothing else is named. `low a -1: 2` is a workload of queue `a` with priority -1 that asks for (or holds) 2.

use std::collections::BTreeMap;

use mlpc_analysis::kueue::{
    Amount, BorrowWithinCohort, Cell, Cohort, Decision, FlavorQuota, Group, Kueue, Limits, PodSet, Preference, Queue, Reason, Reclaim,
    Strategy, WhenCanBorrow, WhenCanPreempt, WithinQueue, Workload,
};
use smol_str::SmolStr;

/// Kueue's pages that most cases come from.
pub(crate) const CLUSTER_QUEUE: &str = "kueue.sigs.k8s.io/docs/concepts/cluster_queue";
pub(crate) const COHORT: &str = "kueue.sigs.k8s.io/docs/concepts/cohort";
pub(crate) const PREEMPTION: &str = "kueue.sigs.k8s.io/docs/concepts/preemption";
/// Its own tests, Apache-2.0; only the numbers and the outcome are taken from them.
pub(crate) const PREEMPTION_TEST: &str = "kubernetes-sigs/kueue pkg/scheduler/preemption/preemption_test.go";
pub(crate) const HIERARCHICAL_TEST: &str = "kubernetes-sigs/kueue pkg/scheduler/preemption/preemption_hierarchical_test.go";

/// One case.
pub(crate) struct Case {
    /// What it shows.
    pub(crate) name: &'static str,
    /// Where it is documented, and under which heading or name.
    pub(crate) source: (&'static str, &'static str),
    /// Cohorts and queues.
    pub(crate) setup: &'static [&'static str],
    /// What is admitted, in that order.
    pub(crate) held: &'static [&'static str],
    /// What comes.
    pub(crate) asks: &'static str,
    /// What is done with it.
    pub(crate) then: &'static str,
}

/// Tries all cases and reports every one that differs.
pub(crate) fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let kueue = state(case.setup, case.held);
        let found = shown(&kueue.decide(&workload(case.asks).0));
        if found != case.then {
            wrong.push(format!("{} ({}, \"{}\"): {found}, not {}", case.name, case.source.0, case.source.1, case.then));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Queues and cohorts with what is admitted.
pub(crate) fn state(setup: &[&str], held: &[&str]) -> Kueue {
    let (cohorts, queues) = objects(setup);
    let mut kueue = Kueue::new(&cohorts, queues);
    for line in held {
        let (workload, usage) = workload(line);
        kueue.hold(workload, usage);
    }
    kueue
}

/// The objects that lines describe.
pub(crate) fn objects(setup: &[&str]) -> (Vec<Cohort>, Vec<Queue>) {
    let mut cohorts = Vec::new();
    let mut queues = Vec::new();
    for line in setup {
        let (head, rest) = line.split_once(':').unwrap_or((line, ""));
        let words: Vec<&str> = head.split_whitespace().collect();
        let parent = words.iter().position(|word| *word == "in").and_then(|at| words.get(at + 1)).map(SmolStr::new);
        let name = SmolStr::new(words.get(1).expect("a name"));
        let mut parts = rest.split(';').map(str::trim);
        let quotas = quotas(parts.next().unwrap_or(""));
        match words.first() {
            Some(&"cohort") => cohorts.push(Cohort { name, parent, quotas: quotas.into_iter().collect() }),
            Some(&"queue") => {
                let mut queue = Queue { name, cohort: parent, groups: groups(quotas), ..Queue::default() };
                parts.for_each(|policy| apply(&mut queue, policy));
                queues.push(queue);
            }
            _ => panic!("neither a cohort nor a queue: {line}"),
        }
    }
    (cohorts, queues)
}

fn cell(text: &str) -> Cell {
    let (flavor, resource) = text.split_once('/').unwrap_or(("default", text));
    Cell::new(flavor, resource)
}

fn quotas(text: &str) -> Vec<(Cell, Limits)> {
    let quota = |text: &str| {
        let mut parts = text.split(',').map(str::trim);
        let (name, nominal) = amount(parts.next().unwrap_or(""));
        let limits = parts.fold(Limits::nominal(nominal), |limits, part| match part.split_once(' ') {
            Some(("borrow", limit)) => limits.borrowing(limit.parse().unwrap()),
            Some(("lend", limit)) => limits.lending(limit.parse().unwrap()),
            _ => panic!("neither borrow nor lend: {part}"),
        });
        (name, limits)
    };
    text.split('|').map(str::trim).filter(|it| !it.is_empty()).map(quota).collect()
}

/// `9`, `memory 36` or `spot/cpu 9`.
fn amount(text: &str) -> (Cell, Amount) {
    match text.trim().rsplit_once(' ') {
        Some((name, number)) => (cell(name.trim()), number.parse().unwrap()),
        None => (cell("cpu"), text.trim().parse().unwrap()),
    }
}

/// Flavors with the same resources are one group.
fn groups(quotas: Vec<(Cell, Limits)>) -> Vec<Group> {
    let mut flavors: Vec<(SmolStr, Vec<SmolStr>, Vec<Limits>)> = Vec::new();
    for (cell, limits) in quotas {
        if !flavors.iter().any(|(flavor, ..)| *flavor == cell.flavor) {
            flavors.push((cell.flavor.clone(), Vec::new(), Vec::new()));
        }
        let (_, resources, all) = flavors.iter_mut().find(|(flavor, ..)| *flavor == cell.flavor).unwrap();
        resources.push(cell.resource);
        all.push(limits);
    }
    let mut groups: Vec<Group> = Vec::new();
    for (flavor, resources, limits) in flavors {
        if !groups.iter().any(|group| group.resources == resources) {
            groups.push(Group { resources: resources.clone(), flavors: Vec::new() });
        }
        let group = groups.iter_mut().find(|group| group.resources == resources).unwrap();
        group.flavors.push(FlavorQuota { flavor, limits });
    }
    groups
}

fn apply(queue: &mut Queue, policy: &str) {
    match policy {
        "within lower" => queue.preemption.within_queue = WithinQueue::LowerPriority,
        "within lower or newer" => queue.preemption.within_queue = WithinQueue::LowerOrNewerEqualPriority,
        "reclaim lower" => queue.preemption.reclaim = Reclaim::LowerPriority,
        "reclaim any" => queue.preemption.reclaim = Reclaim::Any,
        "borrowing up to 0" => queue.preemption.borrowing = BorrowWithinCohort::LowerPriority { at_most: Some(0) },
        "borrowing lower" => queue.preemption.borrowing = BorrowWithinCohort::LowerPriority { at_most: None },
        "next rather than borrow" => queue.fungibility.when_can_borrow = WhenCanBorrow::TryNextFlavor,
        "preempt rather than next" => queue.fungibility.when_can_preempt = WhenCanPreempt::Preempt,
        "preempt rather than borrow" => queue.fungibility.preference = Preference::PreemptionOverBorrowing,
        "strict" => queue.strategy = Strategy::StrictFifo,
        other => panic!("no such policy: {other}"),
    }
}

/// `name queue priority [made N]: 2, memory 5`; pod sets are apart by `+`. With it what it uses where it is admitted.
pub(crate) fn workload(line: &str) -> (Workload, BTreeMap<Cell, Amount>) {
    let (head, rest) = line.split_once(':').expect("a colon");
    let words: Vec<&str> = head.split_whitespace().collect();
    let [name, queue, priority, made @ ..] = words.as_slice() else { panic!("a name, a queue and a priority: {line}") };
    let created = made.get(1).map_or(0, |it| it.parse().unwrap());
    let sets: Vec<Vec<(Cell, Amount)>> = rest.split('+').map(|set| set.split(',').map(amount).collect()).collect();
    let mut usage: BTreeMap<Cell, Amount> = BTreeMap::new();
    for (cell, amount) in sets.iter().flatten() {
        *usage.entry(cell.clone()).or_default() += amount;
    }
    let pod_sets =
        sets.into_iter().map(|set| PodSet { requests: set.into_iter().map(|(cell, amount)| (cell.resource, amount)).collect() }).collect();
    (Workload { name: (*name).into(), queue: (*queue).into(), priority: priority.parse().unwrap(), created, pod_sets }, usage)
}

/// A decision in words.
pub(crate) fn shown(decision: &Decision) -> String {
    match decision {
        Decision::Admit(assignment) if assignment.borrows > 0 => "borrows".to_owned(),
        Decision::Admit(_) => "fits".to_owned(),
        Decision::Wait => "waits".to_owned(),
        Decision::Never(_) => "never".to_owned(),
        Decision::Preempt(_, targets) => {
            let mut targets: Vec<String> = targets
                .iter()
                .map(|target| {
                    let reason = match target.reason {
                        Reason::InQueue => "in queue",
                        Reason::Reclaimed => "reclaimed",
                        Reason::ReclaimedWhileBorrowing => "reclaimed while borrowing",
                    };
                    format!("{} {reason}", target.workload)
                })
                .collect();
            targets.sort();
            format!("preempts {}", targets.join(", "))
        }
    }
}
