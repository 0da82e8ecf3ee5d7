//! Applies on the simulator: whole, changed, destroyed, on bad days.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests may fail as tests do")]

mod support;

use std::sync::Arc;

use mlpc_engine::{Cancel, Events, FileStore, MemoryStore, Routes, Store, apply};
use mlpc_graph::{GraphBuilder, Map, Value};
use mlpc_plan::{Op, Options};
use mlpc_simulator::{Fault, Faults, Simulator};
use support::{check_agreement, converge, planned, platform, resource, run_options, session, sound};

#[tokio::test]
async fn a_platform_is_made_changed_replaced_and_destroyed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store: Arc<dyn Store> = Arc::new(FileStore::new(folder.path().join("state")));
    let cloud = Simulator::open(&folder.path().join("cloud"), Faults::default()).expect("a cloud");
    let first = platform(4, "10.0.0.0/16", 1);
    let (report, state) = converge(&store, &cloud, &first).await;
    assert_eq!((report.n_done, report.failed.len()), (25, 0));
    check_agreement(&state, &cloud, &first);

    let bigger = platform(4, "10.0.0.0/16", 2);
    let (report, state) = converge(&store, &cloud, &bigger).await;
    assert_eq!(report.n_done, 4, "only the policies");
    check_agreement(&state, &cloud, &bigger);

    // The network is replaced; subnets go with it, made first and the old ones deleted after.
    let moved = platform(4, "10.1.0.0/16", 2);
    let made = cloud.stats().made;
    let (report, state) = converge(&store, &cloud, &moved).await;
    assert!(report.complete(), "{:?}", report.failed);
    check_agreement(&state, &cloud, &moved);
    assert_eq!(cloud.stats().made - made, 4);

    let fewer = platform(2, "10.1.0.0/16", 2);
    let (_, state) = converge(&store, &cloud, &fewer).await;
    check_agreement(&state, &cloud, &fewer);

    let nothing = sound(GraphBuilder::default());
    let (_, state) = converge(&store, &cloud, &nothing).await;
    check_agreement(&state, &cloud, &nothing);
    let versions = mlpc_engine::versions(&*store).expect("a history");
    assert_eq!(versions.iter().map(|it| it.serial).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn bad_days_end_well_and_make_nothing_twice() {
    for seed in 0..30 {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let cloud = Simulator::in_memory(Faults::rough(seed));
        let desired = platform(3, "10.0.0.0/16", 1);
        let (report, state) = converge(&store, &cloud, &desired).await;
        assert!(report.complete(), "seed {seed}: {:?}", report.failed);
        check_agreement(&state, &cloud, &desired);
        assert_eq!(cloud.stats().made, 20, "seed {seed}");
    }
}

#[tokio::test]
async fn a_failure_stops_only_what_depends_on_it() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let faults = Faults { quotas: [("aws_iam_role".into(), 1)].into(), ..Faults::default() };
    let cloud = Simulator::in_memory(faults);
    let (report, state) = converge(&store, &cloud, &platform(2, "10.0.0.0/16", 1)).await;
    let failed: Vec<_> = report.failed.iter().map(|it| (it.address.as_str(), it.n_dependents, it.failure.message.as_str())).collect();
    assert_eq!(failed, [("aws_iam_role.t1", 2, "LimitExceeded: 1 of 1 aws_iam_role")]);
    let skipped: Vec<_> = report.skipped.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(skipped, ["aws_eks_pod_identity_association.t1", "aws_iam_role_policy.t1"]);
    assert_eq!(report.n_done, 12);
    assert_eq!(state.prior.resources.len(), 12);
    let lacks = &report.tenants[&Some("t1".into())].lacks;
    assert_eq!(lacks.values().map(Vec::len).sum::<usize>(), 3);
}

#[tokio::test]
async fn references_reach_the_cloud_filled() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let cloud = Simulator::in_memory(Faults::default());
    converge(&store, &cloud, &platform(1, "10.0.0.0/16", 1)).await;
    let objects = cloud.objects();
    let vpc = objects.iter().find(|it| it.address.kind() == "aws_vpc").expect("a network");
    let subnet = objects.iter().find(|it| it.address.kind() == "aws_subnet").expect("a subnet");
    assert_eq!(subnet.attrs.get("vpc_id"), Some(&Value::Text(vpc.id.clone())));
    // An attribute that nobody asked for when it was made is read when somebody does.
    let mut graph = GraphBuilder::default();
    for it in platform(1, "10.0.0.0/16", 1).get().resources() {
        graph.add(it.clone());
    }
    graph.add(resource("aws_flow_log", "main", Map::new().with("arn", Value::reference(&vpc.address, "default_network_acl_id"))));
    let (report, _) = converge(&store, &cloud, &sound(graph)).await;
    assert!(report.complete(), "{:?}", report.failed);
}

#[tokio::test]
async fn protected_things_are_refused_by_name() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let cloud = Simulator::in_memory(Faults::default());
    let with = |protect| {
        let mut graph = GraphBuilder::default();
        let mut bucket = resource("aws_s3_bucket", "lake", Map::new().with("bucket", "lake"));
        bucket.life.protect = protect;
        graph.add(bucket);
        sound(graph)
    };
    let (_, state) = converge(&store, &cloud, &with(true)).await;
    let nothing = sound(GraphBuilder::default());
    let Err(list) = planned(&nothing, &state.prior, &Options::default()) else { panic!("deleting the block protects") };
    assert_eq!(list[0].address.as_str(), "aws_s3_bucket.lake");
    let destroy = Options { destroy: true, ..Options::default() };
    assert!(planned(&with(true), &state.prior, &destroy).is_err());
    let plan = planned(&with(false), &state.prior, &destroy).expect("released");
    assert_eq!(plan.actions.iter().map(|it| it.op).collect::<Vec<_>>(), [Op::Delete]);
    // Releasing alone changes no cloud, only the record.
    let (_, state) = converge(&store, &cloud, &with(false)).await;
    assert!(!state.prior.resources.values().any(|it| it.protect));
}

#[tokio::test]
async fn cancelling_twice_leaves_what_the_next_run_settles() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let slow = std::time::Duration::from_millis(15);
    let cloud = Simulator::in_memory(Faults { latency: (slow, slow * 2), ..Faults::default() });
    let desired = platform(6, "10.0.0.0/16", 1);
    let routes = Routes::all_to(Arc::new(cloud.clone()));
    let open = session(&store);
    let plan = planned(&desired, &open.state.prior, &Options::default()).expect("a plan");
    let cancel = Cancel::default();
    let press = cancel.clone();
    let pressing = async move {
        tokio::time::sleep(slow).await;
        press.press();
        press.press();
    };
    let options = run_options();
    let (ended, ()) = tokio::join!(apply(open, &plan, &routes, &options, Events::default(), cancel), pressing);
    let (report, state) = ended.expect("saved");
    assert!(!report.complete() && report.cancelled);
    assert_eq!(report.in_doubt.len(), state.in_doubt.len());
    let (report, state) = converge(&store, &cloud, &desired).await;
    assert!(report.complete());
    check_agreement(&state, &cloud, &desired);
}

#[tokio::test]
async fn a_create_whose_answer_never_comes_is_found_by_its_token() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let cloud = Simulator::in_memory(Faults::default());
    cloud.inject([Fault::Lost, Fault::Throttled, Fault::Lost]);
    let mut graph = GraphBuilder::default();
    graph.add(resource("aws_vpc", "main", Map::new().with("cidr_block", "10.0.0.0/16")));
    let desired = sound(graph);
    let (report, state) = converge(&store, &cloud, &desired).await;
    assert!(report.complete() && report.n_retries > 0);
    check_agreement(&state, &cloud, &desired);
}

/// What is written for one resource doesn't grow with how many it stands on.
#[tokio::test]
async fn a_chain_costs_what_independent_resources_cost() {
    let size = |chained: bool, n: usize| async move {
        let store = MemoryStore::default();
        let shared: Arc<dyn Store> = Arc::new(store.clone());
        let mut graph = GraphBuilder::default();
        for at in 0..n {
            let to = mlpc_graph::Address::new("aws_vpc", &format!("v{:04}", at.saturating_sub(1)));
            let input = if chained && at > 0 { Value::reference(&to, "id") } else { Value::Text("vpc-00000000000000000".into()) };
            graph.add(resource("aws_vpc", &format!("v{at:04}"), Map::new().with("input", input)));
        }
        let cloud = Simulator::in_memory(Faults::default());
        let (report, _) = converge(&shared, &cloud, &sound(graph)).await;
        assert!(report.complete());
        store.size()
    };
    let (chain, free, longer) = (size(true, 200).await, size(false, 200).await, size(true, 400).await);
    assert!(chain * 10 < free * 18, "{chain} bytes in a chain, {free} without");
    assert!(longer < chain * 22 / 10, "{longer} bytes for 400, {chain} for 200");
}
