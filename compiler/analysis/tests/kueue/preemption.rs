//! Whom a workload preempts in queues and flat cohorts. The cases carry the names of Kueue's own.

use crate::words::{CLUSTER_QUEUE, Case, PREEMPTION, PREEMPTION_TEST, check};

const ALONE: &[&str] = &["queue standalone: 6; within lower"];
const COHORT: &[&str] = &[
    "queue c1 in cohort: cpu 6, borrow 6 | memory 3, borrow 3; within lower; reclaim lower",
    "queue c2 in cohort: cpu 6, borrow 6 | memory 3, borrow 3; reclaim any",
];
const NO_LIMITS: &[&str] = &["queue d1 in free: 6; within lower; reclaim lower", "queue d2 in free: 6; reclaim any"];
const ONE_QUEUE: &[&str] = &["queue l1 in legion: 6, borrow 12; within lower; reclaim lower"];
const STARVING: &[&str] = &["queue ps: 6; within lower or newer"];
const SHARED: &[&str] = &[
    "queue a_standard in shared: 1, borrow 12; reclaim lower; borrowing up to 0",
    "queue b_standard in shared: 1, borrow 12; within lower; reclaim any; borrowing up to 0",
    "queue a_best_effort in shared: 1, borrow 12; reclaim lower; borrowing up to 0",
    "queue b_best_effort in shared: 0, borrow 13; reclaim lower; borrowing up to 0",
    "queue shared in shared: 10",
];
const LEND: &[&str] =
    &["queue lend1 in lend: 6, lend 4; within lower; reclaim lower", "queue lend2 in lend: 6, lend 2; within lower; reclaim lower"];
const THREE: &[&str] = &["queue a in three: 2; within lower; reclaim any", "queue b in three: 2", "queue c in three: 2"];

macro_rules! kueue {
    ($name:literal, $setup:expr, [$($held:literal),*], $asks:literal => $then:literal) => {
        Case { name: $name, source: (PREEMPTION_TEST, $name), setup: $setup, held: &[$($held),*], asks: $asks, then: $then }
    };
}

const CASES: &[Case] = &[
    kueue!("preempt lowest priority", ALONE, ["low standalone -1: 2", "mid standalone 0: 2", "high standalone 1: 2"], "in standalone 1: 2" => "preempts low in queue"),
    kueue!("preempt multiple", ALONE, ["low standalone -1: 2", "mid standalone 0: 2", "high standalone 1: 2"], "in standalone 1: 3" => "preempts low in queue, mid in queue"),
    kueue!("no preemption for low priority", ALONE, ["low standalone -1: 3", "mid standalone 0: 3"], "in standalone -1: 1" => "waits"),
    kueue!("not enough low priority workloads", ALONE, ["low standalone -1: 3", "mid standalone 0: 3"], "in standalone 0: 4" => "waits"),
    kueue!("some free quota, preempt low priority", ALONE, ["low standalone -1: 1", "mid standalone 0: 1", "high standalone 1: 3"], "in standalone 1: 2" => "preempts low in queue"),
    kueue!("minimal set excludes low priority", ALONE, ["low standalone -1: 1", "mid standalone 0: 2", "high standalone 1: 3"], "in standalone 1: 2" => "preempts mid in queue"),
    kueue!("reclaim quota from borrower", COHORT, ["c1-low c1 -1: 3", "c2-mid c2 0: 3", "c2-high c2 1: 6"], "in c1 1: 3" => "preempts c2-mid reclaimed"),
    kueue!("reclaim quota if workload requests 0 resources for a resource at nominal quota", COHORT,
        ["c1-low c1 -1: cpu 3, memory 3", "c2-mid c2 0: 3", "c2-high c2 1: 6"], "in c1 1: cpu 3, memory 0" => "preempts c2-mid reclaimed"),
    kueue!("no workloads borrowing", COHORT, ["c1-high c1 1: 6", "c2-low-1 c2 -1: 6"], "in c1 1: 4" => "waits"),
    kueue!("not enough workloads borrowing", COHORT, ["c1-high c1 1: 4", "c2-low-1 c2 -1: 4", "c2-low-2 c2 -1: 4"], "in c1 1: 4" => "waits"),
    kueue!("preempting locally and borrowing other resources in cohort, without cohort candidates", COHORT,
        ["c1-low c1 -1: 4", "c2-low-1 c2 -1: 4", "c2-high-2 c2 1: 4"], "in c1 1: cpu 4, memory 5" => "preempts c1-low in queue"),
    kueue!("preempting locally and borrowing same resource in cohort", COHORT,
        ["c1-med c1 0: 4", "c1-low c1 -1: 4", "c2-low-1 c2 -1: 4"], "in c1 1: 4" => "preempts c1-low in queue"),
    kueue!("preempting locally and borrowing same resource in cohort; no borrowing limit in the cohort", NO_LIMITS,
        ["d1-med d1 0: 4", "d1-low d1 -1: 4", "d2-low-1 d2 -1: 4"], "in d1 1: 4" => "preempts d1-low in queue"),
    kueue!("preempting locally and borrowing other resources in cohort, with cohort candidates", COHORT,
        ["c1-med c1 0: 4", "c2-low-1 c2 -1: 5", "c2-low-2 c2 -1: 1", "c2-low-3 c2 -1: 1"], "in c1 1: cpu 2, memory 5" => "preempts c1-med in queue"),
    kueue!("preempting locally and not borrowing same resource in 1-queue cohort", ONE_QUEUE, ["l1-med l1 0: 4", "l1-low l1 -1: 2"], "in l1 1: 4" => "preempts l1-med in queue"),
    kueue!("do not reclaim borrowed quota from same priority for withinCohort=ReclaimFromLowerPriority", COHORT,
        ["c1 c1 0: 2", "c2-1 c2 0: 4", "c2-2 c2 0: 4"], "in c1 0: 4" => "waits"),
    kueue!("reclaim borrowed quota from same priority for withinCohort=ReclaimFromAny", COHORT,
        ["c1-1 c1 0: 4", "c1-2 c1 1: 4", "c2 c2 0: 2"], "in c2 0: 4" => "preempts c1-1 reclaimed"),
    kueue!("preempt from all ClusterQueues in cohort", COHORT,
        ["c1-low c1 -1: 3", "c1-mid c1 0: 2", "c2-low c2 -1: 3", "c2-mid c2 0: 4"], "in c1 0: 4" => "preempts c1-low in queue, c2-low reclaimed"),
    kueue!("preempt newer workloads with the same priority", STARVING,
        ["wl1 ps 2: 2", "wl3 ps 1 made 20: 2", "wl2 ps 1 made 20: 2"], "in ps 1 made 5: 2" => "preempts wl2 in queue"),
    kueue!("use BorrowWithinCohort; allow preempting a lower-priority workload from another ClusterQueue while borrowing", SHARED,
        ["a_low a_best_effort -1: 10", "b_low b_best_effort -1: 1"], "in a_standard 0: 10" => "preempts a_low reclaimed while borrowing"),
    kueue!("use BorrowWithinCohort; don't allow preempting a lower-priority workload with priority above MaxPriorityThreshold, if borrowing is required", SHARED,
        ["b b_standard 1: 10"], "in a_standard 2: 10" => "waits"),
    kueue!("use BorrowWithinCohort; allow preempting above MaxPriorityThreshold, if borrowing is not required after the preemption", SHARED,
        ["b b_standard 1: 13"], "in a_standard 2: 1" => "preempts b reclaimed"),
    kueue!("use BorrowWithinCohort; don't allow for preemption of lower-priority workload from the same ClusterQueue", SHARED,
        ["a a_standard 1: 13"], "in a_standard 2: 1" => "waits"),
    kueue!("use BorrowWithinCohort; only preempt from CQ if no workloads below threshold and already above nominal", SHARED,
        ["a1 a_standard 1: 10", "a2 a_standard 1: 1", "b1 b_standard 1: 1", "b2 b_standard 2: 1"], "in b_standard 3: 1" => "preempts b1 in queue"),
    kueue!("use BorrowWithinCohort; preempt from CQ and from other CQs with workloads below threshold", SHARED,
        ["high b_standard 2: 10", "mid b_standard 1: 1", "low a_best_effort -1: 1", "lower a_best_effort -2: 1"],
        "in b_standard 2: 2" => "preempts lower reclaimed while borrowing, mid in queue"),
    kueue!("reclaim quota from lender", LEND, ["lend1-low lend1 -1: 3", "lend2-mid lend2 0: 3", "lend2-high lend2 1: 4"], "in lend1 1: 3" => "preempts lend2-mid reclaimed"),
    kueue!("preempt from all ClusterQueues in cohort-lend", LEND,
        ["lend1-low lend1 -1: 3", "lend1-mid lend1 0: 2", "lend2-low lend2 -1: 3", "lend2-mid lend2 0: 4"], "in lend1 0: 4" => "preempts lend1-low in queue, lend2-low reclaimed"),
    kueue!("cannot preempt from other ClusterQueues if exceeds requestable quota including lending limit", LEND, ["lend2-low lend2 -1: 10"], "in lend1 0: 9" => "never"),
    kueue!("preemptions from cq when target queue is exhausted for the single requested resource", THREE,
        ["a1 a -2: 1", "a2 a -2: 1", "a3 a -1: 1", "b1 b 0: 1", "b2 b 0: 1", "b3 b 0: 1"], "in a 0: 2" => "preempts a1 in queue, a2 in queue"),
    kueue!("allow preemption from other cluster queues if target cq is not exhausted for the requested resource", THREE,
        ["a1 a -1: 1", "b1 b 0: 1", "b2 b 0: 1", "b3 b 0: 1", "b4 b 0: 1", "b5 b -1: 1"], "in a 0: 2" => "preempts a1 in queue, b5 reclaimed"),
    Case {
        name: "never is the default, within the queue",
        source: (CLUSTER_QUEUE, "Preemption: withinClusterQueue"),
        setup: &["queue a: 6"],
        held: &["low a -1: 6"],
        asks: "in a 1: 1",
        then: "waits",
    },
    Case {
        name: "never is the default, within the cohort",
        source: (CLUSTER_QUEUE, "Preemption: reclaimWithinCohort"),
        setup: &["queue a in ab: 6", "queue b in ab: 6"],
        held: &["low b -1: 12"],
        asks: "in a 1: 1",
        then: "waits",
    },
    Case {
        name: "rather borrow than preempt",
        source: (PREEMPTION, "an incoming Workload that does not fit within the unused quota"),
        setup: &["queue a in ab: 6; within lower; reclaim any", "queue b in ab: 6"],
        held: &["low a -1: 6"],
        asks: "in a 1: 6",
        then: "borrows",
    },
];

#[test]
fn who_gives_way_in_queues_and_flat_cohorts() {
    check(CASES);
}
