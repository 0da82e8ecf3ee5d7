//! What fits, what borrows, and what never will: nominal quota, cohorts, limits to borrowing and lending.

use mlpc_analysis::kueue::Cell;

use crate::words::{CLUSTER_QUEUE, COHORT, Case, check, state, workload};

const TWO: &[&str] = &["queue a in ab: cpu 9 | memory 36", "queue b in ab: cpu 12 | memory 48"];
const LIMITED: &[&str] = &["queue a in ab: 9, borrow 1", "queue b in ab: 12"];
const LENT: &[&str] = &["queue a in ab: 9", "queue b in ab: 12, lend 1"];
const ALONE: &[&str] = &["queue a: cpu 9 | memory 36 | pods 5"];
const SHARED: &[&str] = &["cohort hello: 12", "queue a in hello: 0", "queue b in hello: 0"];

const BORROWING: (&str, &str) = (CLUSTER_QUEUE, "Borrowing example");
const LIMIT: (&str, &str) = (CLUSTER_QUEUE, "BorrowingLimit");
const LENDING: (&str, &str) = (CLUSTER_QUEUE, "LendingLimit");

const CASES: &[Case] = &[
    Case {
        name: "all of its own",
        source: (CLUSTER_QUEUE, "sample"),
        setup: ALONE,
        held: &[],
        asks: "w a 0: cpu 9, memory 36, pods 5",
        then: "fits",
    },
    Case {
        name: "one pod too many",
        source: (CLUSTER_QUEUE, "sample"),
        setup: ALONE,
        held: &[],
        asks: "w a 0: cpu 1, pods 6",
        then: "never",
    },
    Case {
        name: "one CPU too many now",
        source: (CLUSTER_QUEUE, "sample"),
        setup: ALONE,
        held: &["x a 0: 5"],
        asks: "w a 0: 5",
        then: "waits",
    },
    Case {
        name: "without a cohort nothing is borrowed",
        source: (CLUSTER_QUEUE, "Cohort"),
        setup: ALONE,
        held: &[],
        asks: "w a 0: 10",
        then: "never",
    },
    Case {
        name: "9 of its own and 12 of the other",
        source: BORROWING,
        setup: TWO,
        held: &[],
        asks: "w a 0: cpu 21, memory 84",
        then: "borrows",
    },
    Case { name: "more than both have", source: BORROWING, setup: TWO, held: &[], asks: "w a 0: 22", then: "never" },
    Case {
        name: "memory, too, is only what both have",
        source: BORROWING,
        setup: TWO,
        held: &[],
        asks: "w a 0: cpu 1, memory 85",
        then: "never",
    },
    Case { name: "what the other leaves", source: BORROWING, setup: TWO, held: &["x b 0: 5"], asks: "w a 0: 16", then: "borrows" },
    Case { name: "not what the other uses", source: BORROWING, setup: TWO, held: &["x b 0: 5"], asks: "w a 0: 17", then: "waits" },
    Case { name: "up to its borrowing limit", source: LIMIT, setup: LIMITED, held: &[], asks: "w a 0: 10", then: "borrows" },
    Case { name: "not beyond its borrowing limit", source: LIMIT, setup: LIMITED, held: &[], asks: "w a 0: 11", then: "never" },
    Case { name: "the limit binds only whose it is", source: LIMIT, setup: LIMITED, held: &[], asks: "w b 0: 21", then: "borrows" },
    Case {
        name: "what it holds counts against the limit",
        source: LIMIT,
        setup: LIMITED,
        held: &["x a 0: 8"],
        asks: "w a 0: 3",
        then: "waits",
    },
    Case { name: "what the other lends", source: LENDING, setup: LENT, held: &[], asks: "w a 0: 10", then: "borrows" },
    Case { name: "not what it keeps", source: LENDING, setup: LENT, held: &[], asks: "w a 0: 11", then: "never" },
    Case { name: "lent while 11 of 12 are used", source: LENDING, setup: LENT, held: &["x b 0: 11"], asks: "w a 0: 10", then: "borrows" },
    Case { name: "not lent once 12 of 12 are used", source: LENDING, setup: LENT, held: &["x b 0: 12"], asks: "w a 0: 10", then: "waits" },
    Case { name: "who lends little may borrow all", source: LENDING, setup: LENT, held: &[], asks: "w b 0: 21", then: "borrows" },
    Case {
        name: "a cohort's own quota",
        source: (COHORT, "Configuring Quotas"),
        setup: SHARED,
        held: &[],
        asks: "w a 0: 12",
        then: "borrows",
    },
    Case {
        name: "a cohort's own quota is shared",
        source: (COHORT, "Configuring Quotas"),
        setup: SHARED,
        held: &["x b 0: 5"],
        asks: "w a 0: 8",
        then: "waits",
    },
    Case {
        name: "not more than the cohort has",
        source: (COHORT, "Configuring Quotas"),
        setup: SHARED,
        held: &[],
        asks: "w a 0: 13",
        then: "never",
    },
    Case {
        name: "only flavors that the queue defines",
        source: (CLUSTER_QUEUE, "Flavors and borrowing semantics"),
        setup: &["queue a in ab: spot/cpu 4", "queue b in ab: od/cpu 12"],
        held: &[],
        asks: "w a 0: 5",
        then: "never",
    },
    Case {
        name: "a resource that isn't covered (BlockUndeclared)",
        source: (CLUSTER_QUEUE, "Resources"),
        setup: &["queue a: gpu 8"],
        held: &[],
        asks: "w a 0: gpu 1, cpu 1",
        then: "never",
    },
];

#[test]
fn what_fits_what_borrows_and_what_never_will() {
    check(CASES);
}

#[test]
fn the_most_there_can_be_and_what_is_left() {
    let cpu = Cell::new("default", "cpu");
    let kueue = state(LENT, &["x b 0: 11"]);
    assert_eq!((kueue.at_most("a", &cpu), kueue.at_most("b", &cpu)), (10, 21));
    assert_eq!((kueue.available("a", &cpu), kueue.available("b", &cpu)), (10, 10));
    assert_eq!((kueue.lendable("a", &cpu), kueue.lendable("b", &cpu)), (1, 9));
    let kueue = state(LIMITED, &["x b 0: 15"]);
    assert_eq!((kueue.at_most("a", &cpu), kueue.available("a", &cpu), kueue.total(&cpu)), (10, 6, (15, 21)));
}

/// ClusterQueue, "Borrowing example": while b has something pending and a uses all its quota, b goes first.
#[test]
fn who_does_not_borrow_goes_first() {
    let mut kueue = state(TWO, &["x a 0: 9"]);
    let outcome = kueue.run(vec![workload("from-a a 5: 6").0, workload("from-b b 0: 12").0]);
    assert_eq!((outcome.admitted, outcome.waiting), (vec!["from-b".into()], vec!["from-a".into()]));
}

/// ClusterQueue, "Queueing strategy".
#[test]
fn what_cannot_be_admitted_blocks_only_where_order_is_strict() {
    let pending = || vec![workload("large a 1 made 1: 6").0, workload("small a 0 made 2: 3").0];
    let mut kueue = state(&["queue a: 9"], &["x a 0: 5"]);
    assert_eq!(kueue.run(pending()).admitted, vec!["small"]);
    let mut kueue = state(&["queue a: 9; strict"], &["x a 0: 5"]);
    assert_eq!(kueue.run(pending()).waiting, vec!["large", "small"]);
}

/// ClusterQueue, "Queueing strategy": by priority, then by age.
#[test]
fn the_oldest_of_the_highest_priority_goes_first() {
    let mut kueue = state(&["queue a: 4"], &[]);
    let pending = vec![workload("new a 1 made 9: 4").0, workload("old a 1 made 1: 4").0, workload("low a 0 made 0: 4").0];
    assert_eq!(kueue.run(pending).admitted, vec!["old"]);
}
