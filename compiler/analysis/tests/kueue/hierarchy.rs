//! Trees of cohorts: limits at every level, and the advantage of standing nearer to the quota. The cases carry the names of Kueue's own.

use mlpc_analysis::kueue::Cell;

use crate::words::{COHORT, Case, HIERARCHICAL_TEST, PREEMPTION_TEST, check, state};

/// `c` with 2 of its own below `r`, a queue in each.
const TWO: &[&str] =
    &["cohort r", "cohort c in r: 2", "queue q in c: 0; within lower; reclaim any", "queue q_borrowing in r: 0; within lower; reclaim any"];
const WITH_NOMINAL: &[&str] =
    &["cohort r", "cohort c in r: 2", "queue q in c: 0; within lower; reclaim any", "queue q_borrowing in r: 0", "queue q_nominal in r: 2"];
const THREE: &[&str] =
    &["cohort r", "cohort c in r: 3", "queue q in c: 0; within lower; reclaim any; borrowing up to 0", "queue q_same_cohort in c: 0"];
const FORCED: &[&str] = &[
    "cohort r",
    "cohort c in r: 2",
    "queue q in c: 0; within lower; reclaim any; borrowing up to 0",
    "queue q_nominal in r: 2",
    "queue q_same_cohort in c: 0",
];
const OWN: &[&str] = &[
    "cohort r",
    "cohort c in r: 2",
    "queue q in c: 4; within lower; reclaim any",
    "queue q_borrowing in r: 0",
    "queue q_same_cohort in c: 0",
];
const BOTH: &[&str] = &[
    "cohort r: 1",
    "cohort c in r: 4",
    "queue q in c: 0; within lower; reclaim lower; borrowing up to 0",
    "queue q_borrowing in r: 0",
    "queue q_same_cohort in c: 0",
];
const LONG: &[&str] =
    &["cohort left in root", "cohort right in root", "queue cq-left in left: 10; reclaim any", "queue cq-right in right: 0"];
/// An organisation that lends 4 of its 10, and one that borrows at most 3.
const ORGS: &[&str] = &[
    "cohort root",
    "cohort lender in root: 0, lend 4",
    "cohort borrower in root: 0, borrow 3",
    "queue one in lender: 10",
    "queue two in borrower: 2",
    "queue three in borrower: 2",
];

macro_rules! kueue {
    ($name:literal, $setup:expr, [$($held:literal),*], $asks:literal => $then:literal) => {
        Case { name: $name, source: (HIERARCHICAL_TEST, $name), setup: $setup, held: &[$($held),*], asks: $asks, then: $then }
    };
}

const CASES: &[Case] = &[
    kueue!("preempt with hierarchical advantage", TWO, ["admitted2 q_borrowing 0: 2"], "in q 0: 2" => "preempts admitted2 reclaimed"),
    kueue!("avoid queues within nominal quota", WITH_NOMINAL, ["admitted1 q_nominal -10: 2", "admitted2 q_borrowing 0: 2"], "in q 0: 2" => "preempts admitted2 reclaimed"),
    kueue!("preempt multiple with hierarchical advantage", TWO, ["admitted1 q_borrowing 1: 1", "admitted2 q_borrowing 2: 1"],
        "in q 0: 2" => "preempts admitted1 reclaimed, admitted2 reclaimed"),
    kueue!("preempt in cohort and own CQ", THREE, ["not_preemptible q_same_cohort 1: 1", "preemptible q_same_cohort 0: 1", "own q -1: 1"],
        "in q 1: 2" => "preempts own in queue, preemptible reclaimed while borrowing"),
    kueue!("prefer to preempt hierarchical candidate", TWO, ["borrowing q_borrowing 1: 1", "same_queue q -2: 1"], "in q 0: 1" => "preempts borrowing reclaimed"),
    kueue!("forced to preempt priority candidate", FORCED, ["nominal q_nominal -10: 2", "same_cohort q_same_cohort -1: 2"],
        "in q 0: 2" => "preempts same_cohort reclaimed while borrowing"),
    kueue!("incoming workload fits in CQ nominal quota", OWN, ["borrowing q_borrowing 10: 3", "same_cohort q_same_cohort 10: 3"],
        "in q 0: 4" => "preempts borrowing reclaimed, same_cohort reclaimed"),
    kueue!("preempt hierarchical and priority candidates", BOTH,
        ["borrowing q_borrowing -1: 2", "same_cohort q_same_cohort -1: 1", "not_preemptible q_borrowing 1: 2"],
        "in q 0: 3" => "preempts borrowing reclaimed, same_cohort reclaimed while borrowing"),
    kueue!("preempt hierarchical candidates and inside CQ", BOTH,
        ["borrowing q_borrowing -1: 2", "same_queue q -1: 1", "not_preemptible q_borrowing 1: 2"], "in q 0: 3" => "preempts borrowing reclaimed, same_queue in queue"),
    Case {
        name: "long range preemption",
        source: (PREEMPTION_TEST, "long range preemption"),
        setup: LONG,
        held: &["to-be-preempted cq-right 0: 5"],
        asks: "in cq-left 0: 8",
        then: "preempts to-be-preempted reclaimed",
    },
    Case {
        name: "a cohort's borrowing limit binds all below it",
        source: (COHORT, "Hierarchical Cohorts"),
        setup: ORGS,
        held: &[],
        asks: "in two 0: 8",
        then: "never",
    },
    Case {
        name: "up to a cohort's borrowing limit",
        source: (COHORT, "Hierarchical Cohorts"),
        setup: ORGS,
        held: &[],
        asks: "in two 0: 7",
        then: "borrows",
    },
    Case {
        name: "what a sibling uses of the limit is gone",
        source: (COHORT, "Hierarchical Cohorts"),
        setup: ORGS,
        held: &["x three 0: 4"],
        asks: "in two 0: 4",
        then: "waits",
    },
    Case {
        name: "what a cohort doesn't lend stays below it",
        source: (COHORT, "Hierarchical Cohorts"),
        setup: ORGS,
        held: &["x two 0: 7"],
        asks: "in one 0: 7",
        then: "fits",
    },
];

#[test]
fn who_gives_way_in_a_tree() {
    check(CASES);
}

#[test]
fn limits_hold_at_every_level() {
    let cpu = Cell::new("default", "cpu");
    let kueue = state(ORGS, &[]);
    // 10 of its own and the 4 of the others; 2 + 2 and 3 borrowed.
    assert_eq!((kueue.at_most("one", &cpu), kueue.at_most("two", &cpu)), (14, 7));
}
