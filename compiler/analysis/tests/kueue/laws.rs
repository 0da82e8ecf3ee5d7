//! Laws that hold whatever the queues, limits and workloads: nothing is lent twice, and nobody gets less than its guarantee.

use std::collections::BTreeMap;

use mlpc_analysis::kueue::{
    Amount, Cell, Cohort, Decision, FlavorQuota, Group, Kueue, Limits, PodSet, Preemption, Queue, Reclaim, WithinQueue, Workload,
};
use proptest::prelude::*;

fn cpu() -> Cell {
    Cell::new("default", "cpu")
}

fn limits() -> impl Strategy<Value = Limits> {
    (0..20_i64, prop::option::of(0..20_i64), prop::option::of(0..=100_i64)).prop_map(|(nominal, borrow, lend)| {
        let lending = lend.map(|percent| Amount::from(nominal * percent / 100));
        Limits { nominal: nominal.into(), borrowing: borrow.map(Amount::from), lending }
    })
}

fn policies() -> impl Strategy<Value = Preemption> {
    let within = prop_oneof![Just(WithinQueue::Never), Just(WithinQueue::LowerPriority), Just(WithinQueue::LowerOrNewerEqualPriority)];
    let reclaim = prop_oneof![Just(Reclaim::Never), Just(Reclaim::LowerPriority), Just(Reclaim::Any)];
    (within, reclaim).prop_map(|(within_queue, reclaim)| Preemption { within_queue, reclaim, ..Preemption::default() })
}

fn queue(name: usize, cohort: usize, limits: Limits, preemption: Preemption) -> Queue {
    let flavors = vec![FlavorQuota { flavor: "default".into(), limits: vec![limits] }];
    let groups = vec![Group { resources: vec!["cpu".into()], flavors }];
    Queue { name: format!("q{name}").into(), cohort: Some(format!("c{cohort}").into()), groups, preemption, ..Queue::default() }
}

fn asks(name: usize, queue: usize, priority: i64, amount: i64) -> Workload {
    let requests = BTreeMap::from([("cpu".into(), Amount::from(amount))]);
    let created = u64::try_from(name).unwrap();
    Workload { name: format!("w{name}").into(), queue: format!("q{queue}").into(), priority, created, pod_sets: vec![PodSet { requests }] }
}

#[derive(Clone, Debug)]
struct Cluster {
    cohorts: Vec<Cohort>,
    queues: Vec<Queue>,
    /// Queue, priority, amount.
    workloads: Vec<(usize, i64, i64)>,
}

/// Up to five queues in a tree of up to three cohorts, and workloads that come one after the other.
fn clusters(reclaim_any: bool) -> impl Strategy<Value = Cluster> {
    let cohorts = prop::collection::vec((0..20_i64, prop::option::of(0..10_i64)), 3);
    let queues = prop::collection::vec((0..3_usize, limits(), policies()), 1..6);
    (cohorts, queues).prop_flat_map(move |(cohorts, queues)| {
        let n = queues.len();
        let workloads = prop::collection::vec((0..n, -2..3_i64, 1..25_i64), 0..25);
        workloads.prop_map(move |workloads| {
            let cohorts = cohorts.iter().enumerate().map(|(at, (nominal, borrow))| {
                let limits =
                    Limits { nominal: Amount::from(*nominal), borrowing: borrow.filter(|_| at > 0).map(Amount::from), lending: None };
                let quotas = BTreeMap::from([(cpu(), limits)]);
                Cohort { name: format!("c{at}").into(), parent: (at > 0).then(|| "c0".into()), quotas }
            });
            let queues = queues.iter().enumerate().map(|(at, (cohort, limits, policy))| {
                let policy = if reclaim_any { Preemption { reclaim: Reclaim::Any, ..*policy } } else { *policy };
                queue(at, *cohort, *limits, policy)
            });
            Cluster { cohorts: cohorts.collect(), queues: queues.collect(), workloads }
        })
    })
}

/// Lets the workloads come one after the other; each is admitted, preempts, or goes away.
fn play(cluster: &Cluster, each: &mut dyn FnMut(&Kueue) -> Result<(), TestCaseError>) -> Result<Kueue, TestCaseError> {
    let mut kueue = Kueue::new(&cluster.cohorts, cluster.queues.clone());
    for (at, (queue, priority, amount)) in cluster.workloads.iter().enumerate() {
        let workload = asks(at, *queue, *priority, *amount);
        match kueue.decide(&workload) {
            Decision::Admit(assignment) => kueue.hold(workload, assignment.usage),
            Decision::Preempt(assignment, targets) => {
                for target in targets {
                    prop_assert!(kueue.release(&target.workload).is_some());
                }
                kueue.hold(workload, assignment.usage);
            }
            Decision::Wait | Decision::Never(_) => {}
        }
        each(&kueue)?;
    }
    Ok(kueue)
}

fn nominal(queue: &Queue) -> Amount {
    queue.cells().map(|(_, limits)| limits.nominal).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn borrowing_conserves_capacity(cluster in clusters(false)) {
        play(&cluster, &mut |kueue| {
            let (used, all) = kueue.total(&cpu());
            prop_assert!(used <= all, "{used} of {all} used");
            Ok(())
        })?;
    }

    #[test]
    fn nobody_uses_more_than_it_ever_could(cluster in clusters(false)) {
        play(&cluster, &mut |kueue| {
            for queue in &cluster.queues {
                let (used, most) = (kueue.usage(&queue.name, &cpu()), kueue.at_most(&queue.name, &cpu()));
                prop_assert!(used <= most, "{} uses {used} of at most {most}", queue.name);
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_is_kept_from_lending_stays_free(cluster in clusters(false)) {
        play(&cluster, &mut |kueue| {
            for queue in &cluster.queues {
                let kept: Amount = queue.cells().map(|(_, limits)| limits.lending.map_or(0, |it| limits.nominal - it)).sum();
                let (used, free) = (kueue.usage(&queue.name, &cpu()), kueue.available(&queue.name, &cpu()));
                prop_assert!(used + free >= kept, "{} keeps {kept}, but has {used} + {free}", queue.name);
            }
            Ok(())
        })?;
    }

    /// Where quota is reclaimed from anybody, whatever is within the guarantee is admitted at once, whoever borrows it.
    #[test]
    fn no_tenant_is_below_its_guarantee(cluster in clusters(true), at in 0..5_usize, part in 1..=20_i64) {
        let kueue = play(&cluster, &mut |_| Ok(()))?;
        let at = at % cluster.queues.len();
        let queue = &cluster.queues[at];
        let free = nominal(queue) - kueue.usage(&queue.name, &cpu());
        let amount = Amount::from(part).min(free);
        prop_assume!(amount > 0);
        let decision = kueue.decide(&asks(1000, at, -10, i64::try_from(amount).unwrap()));
        prop_assert!(matches!(decision, Decision::Admit(_) | Decision::Preempt(..)), "{amount} of {free} free: {decision:?}");
    }

    /// Preempting takes only from those above their guarantee, or from the same queue.
    #[test]
    fn only_borrowers_give_way(cluster in clusters(false), at in 0..5_usize, amount in 1..25_i64) {
        let mut kueue = play(&cluster, &mut |_| Ok(()))?;
        let at = at % cluster.queues.len();
        let workload = asks(1000, at, 5, amount);
        let Decision::Preempt(_, targets) = kueue.decide(&workload) else { return Ok(()) };
        let above: Vec<bool> = cluster.queues.iter().map(|queue| kueue.usage(&queue.name, &cpu()) > nominal(queue)).collect();
        for target in &targets {
            let gone = kueue.release(&target.workload).unwrap();
            let of = cluster.queues.iter().position(|queue| queue.name == gone.queue).unwrap();
            prop_assert!(of == at || above[of], "{} gives way within its guarantee", gone.queue);
        }
        // Without any one of them it would not fit.
        prop_assert!(matches!(kueue.decide(&workload), Decision::Admit(_)));
    }

    #[test]
    fn taking_back_what_was_given_leaves_nothing(cluster in clusters(false)) {
        let mut kueue = play(&cluster, &mut |_| Ok(()))?;
        let fresh = Kueue::new(&cluster.cohorts, cluster.queues.clone());
        let names: Vec<_> = kueue.admitted().cloned().collect();
        for name in names {
            kueue.release(&name);
        }
        for queue in &cluster.queues {
            prop_assert_eq!(kueue.available(&queue.name, &cpu()), fresh.available(&queue.name, &cpu()));
        }
    }
}
