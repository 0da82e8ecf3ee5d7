//! Which flavor a workload gets: order, and what `flavorFungibility` prefers.

use mlpc_analysis::kueue::{Assignment, Decision};

use crate::words::{CLUSTER_QUEUE, state, workload};

/// The flavors of a decision, with how it got them.
fn flavors(setup: &[&str], held: &[&str], asks: &str) -> String {
    let of = |assignment: &Assignment| {
        let sets = assignment
            .flavors
            .iter()
            .map(|set| set.iter().map(|(resource, flavor)| format!("{flavor}/{resource}")).collect::<Vec<_>>().join(" "));
        sets.collect::<Vec<_>>().join(" + ")
    };
    match state(setup, held).decide(&workload(asks).0) {
        Decision::Admit(assignment) if assignment.borrows > 0 => format!("borrows {}", of(&assignment)),
        Decision::Admit(assignment) => of(&assignment),
        Decision::Preempt(assignment, _) => format!("preempts {}", of(&assignment)),
        Decision::Wait => "waits".to_owned(),
        Decision::Never(_) => "never".to_owned(),
    }
}

const TWO: &[&str] = &["queue a in ab: spot/cpu 9 | od/cpu 18; within lower; reclaim any", "queue b in ab: spot/cpu 9 | od/cpu 18"];
const NEXT: &[&str] =
    &["queue a in ab: spot/cpu 9 | od/cpu 18; within lower; reclaim any; next rather than borrow", "queue b in ab: spot/cpu 9 | od/cpu 18"];
const PREEMPT: &[&str] = &["queue a: spot/cpu 9 | od/cpu 18; within lower; preempt rather than next"];
const ALONE: &[&str] = &["queue a: spot/cpu 9 | od/cpu 18; within lower"];
const RATHER: &[&str] = &[
    "queue a in ab: spot/cpu 9 | od/cpu 9; within lower; reclaim any; next rather than borrow; preempt rather than borrow",
    "queue b in ab: spot/cpu 9 | od/cpu 9",
];

/// A heading of the page, what it shows, queues, what is admitted, what comes, and the flavor it gets.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str], &'static str, &'static str);

#[test]
fn which_flavor_is_taken() {
    let resources = "Flavors and Resources";
    let fungibility = "FlavorFungibility";
    let cases: &[Row] = &[
        (resources, "the first that has room", ALONE, &[], "w a 0: 9", "spot/cpu"),
        (resources, "the next where the first is full", ALONE, &["x a 0: spot/cpu 5"], "w a 0: 5", "od/cpu"),
        (resources, "the next where the first never could", ALONE, &[], "w a 0: 10", "od/cpu"),
        (fungibility, "whenCanBorrow: Borrow stays with the first", TWO, &["x a 0: spot/cpu 9"], "w a 0: 5", "borrows spot/cpu"),
        (fungibility, "whenCanBorrow: TryNextFlavor takes its own of the next", NEXT, &["x a 0: spot/cpu 9"], "w a 0: 5", "od/cpu"),
        (
            fungibility,
            "TryNextFlavor borrows of the first where none has room",
            NEXT,
            &["x a 0: spot/cpu 9, od/cpu 18"],
            "w a 0: 5",
            "borrows spot/cpu",
        ),
        (fungibility, "whenCanPreempt: TryNextFlavor takes the next", ALONE, &["low a -1: spot/cpu 9"], "w a 0: 5", "od/cpu"),
        (fungibility, "whenCanPreempt: Preempt preempts in the first", PREEMPT, &["low a -1: spot/cpu 9"], "w a 0: 5", "preempts spot/cpu"),
        (
            fungibility,
            "preempts only where no flavor has room",
            ALONE,
            &["low a -1: spot/cpu 9, od/cpu 18"],
            "w a 0: 5",
            "preempts spot/cpu",
        ),
        (
            fungibility,
            "borrowing goes before preempting",
            NEXT,
            &["low a -1: spot/cpu 9", "x a 0: od/cpu 18", "y b 0: spot/cpu 9"],
            "w a 0: 5",
            "borrows od/cpu",
        ),
        (
            fungibility,
            "unless preempting is preferred",
            RATHER,
            &["low a -1: spot/cpu 9", "x a 0: od/cpu 9", "y b 0: spot/cpu 9"],
            "w a 0: 5",
            "preempts spot/cpu",
        ),
        (
            "Resource Groups",
            "resources of a group share the flavor",
            &["queue a: s/cpu 4 | s/memory 8 | o/cpu 8 | o/memory 8"],
            &["x a 0: s/memory 6"],
            "w a 0: cpu 2, memory 4",
            "o/cpu o/memory",
        ),
        (
            "Resource Groups",
            "groups choose apart",
            &["queue a: s/cpu 4 | o/cpu 8 | l/licence 2"],
            &["x a 0: s/cpu 4"],
            "w a 0: cpu 2, licence 1",
            "o/cpu l/licence",
        ),
        ("Flavors and borrowing semantics", "pod sets choose apart, and count together", ALONE, &[], "w a 0: 6 + 6", "spot/cpu + od/cpu"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(heading, name, setup, held, asks, then)| {
            let found = flavors(setup, held, asks);
            (found != *then).then(|| format!("{name} ({CLUSTER_QUEUE}, \"{heading}\"): {found}, not {then}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
