//! What Kueue's webhooks refuse (rules KUE-01 to KUE-06).

use mlpc_analysis::kueue::{Cell, FlavorQuota, Group, Kueue, Limits, Problem, Queue, problems};

use crate::words::objects;

fn found(setup: &[&str]) -> Vec<Problem> {
    let (cohorts, queues) = objects(setup);
    problems(&cohorts, &queues)
}

fn cpu() -> Cell {
    Cell::new("default", "cpu")
}

#[test]
fn limits_need_a_cohort() {
    assert_eq!(found(&["queue a: 9, borrow 1"]), [Problem::LimitWithoutCohort("a".into(), cpu())]);
    assert_eq!(found(&["cohort c: 9, lend 1"]), [Problem::LimitWithoutCohort("c".into(), cpu())]);
    assert_eq!(found(&["cohort c in r: 9, lend 20", "queue a in c: 9, borrow 1, lend 9"]), []);
}

#[test]
fn a_queue_lends_no_more_than_it_has() {
    assert_eq!(found(&["queue a in c: 9, lend 10"]), [Problem::LendsMoreThanNominal("a".into(), cpu())]);
}

#[test]
fn amounts_are_not_below_zero() {
    assert_eq!(found(&["queue a: -1"]), [Problem::Negative("a".into(), cpu())]);
}

#[test]
fn flavors_and_resources_stand_in_one_group() {
    let flavor = |name: &str, n: usize| FlavorQuota { flavor: name.into(), limits: vec![Limits::nominal(1); n] };
    let group = |resource: &str, flavors| Group { resources: vec![resource.into()], flavors };
    let queue = |groups| Queue { name: "a".into(), groups, ..Queue::default() };
    let twice = queue(vec![group("cpu", vec![flavor("x", 1)]), group("memory", vec![flavor("x", 1)])]);
    assert_eq!(problems(&[], &[twice]), [Problem::Repeated("a".into(), "x".into())]);
    let other = queue(vec![group("cpu", vec![flavor("x", 2)])]);
    assert_eq!(problems(&[], &[other]), [Problem::OtherResources("a".into(), "x".into())]);
    let many = queue((0..17).map(|at| group(&format!("r{at}"), vec![flavor(&format!("f{at}"), 1)])).collect());
    assert_eq!(problems(&[], &[many]), [Problem::TooMany("a".into(), "groups")]);
}

#[test]
fn policies_go_together() {
    assert_eq!(found(&["queue a in c: 1; borrowing lower"]), [Problem::BorrowWithoutReclaim("a".into())]);
    assert_eq!(found(&["queue a in c: 1; preempt rather than borrow"]), [Problem::PreferenceWithoutNextFlavor("a".into())]);
    assert_eq!(found(&["queue a in c: 1; next rather than borrow; preempt rather than borrow"]), []);
}

#[test]
fn a_circle_of_cohorts_is_found_and_does_no_harm() {
    let circle = &["cohort a in b: 1", "cohort b in c", "cohort c in a", "queue q in a: 2"];
    assert_eq!(found(circle).len(), 1);
    let (cohorts, queues) = objects(circle);
    assert!(Kueue::new(&cohorts, queues).at_most("q", &cpu()) >= 2);
}
