//! A platform-like graph, and an apply of it, for the tests of this folder.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::sync::Arc;
use std::time::Duration;

use mlpc_diag::{Findings, Sound};
use mlpc_engine::{Cancel, Events, Expect, Reality, Routes, RunOptions, RunReport, Session, State, Store, WaitForLock, apply, recover};
use mlpc_graph::{Address, GraphBuilder, Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_plan::{Answer, Inputs, Options, Plan, Prior, Protected, Replaces, SpecDigest, SpecView, plan};
use mlpc_simulator::Simulator;
use mlpc_source::{Idx, OriginId, Origins, SegmentId, Sources};

pub(crate) struct Facts;

impl Replaces for Facts {
    fn replaces(&self, _kind: &str, path: &str) -> Answer {
        if matches!(path, "name" | "vpc_id" | "cidr_block" | "engine") { Answer::Yes } else { Answer::No }
    }
}

pub(crate) fn origin() -> OriginId {
    OriginId::new(SegmentId::from_usize(0), 0)
}

pub(crate) fn resource(kind: &str, name: &str, attrs: Map) -> Resource {
    Resource::managed(Address::new(kind, name), attrs, "network.main", origin())
}

/// A network, clusters' pools, and for each tenant a bucket, a role, a namespace and what refers to them.
pub(crate) fn platform(n_tenants: usize, cidr: &str, size: i64) -> Sound<ResourceGraph> {
    let mut graph = GraphBuilder::default();
    let vpc = Address::new("aws_vpc", "main");
    let cluster = Address::new("aws_eks_cluster", "main");
    let refer = |to: &Address, path: &str| Value::reference(to, path);
    graph.add(resource("aws_vpc", "main", Map::new().with("cidr_block", cidr)));
    let mut subnets = Vec::new();
    for zone in ["a", "b", "c"] {
        let attrs = Map::new().with("vpc_id", refer(&vpc, "id")).with("availability_zone", zone);
        let mut subnet = resource("aws_subnet", zone, attrs);
        subnet.life.create_before_destroy = true;
        subnets.push(refer(&subnet.address, "id"));
        graph.add(subnet);
    }
    graph.add(resource("aws_eks_cluster", "main", Map::new().with("name", "main").with("subnet_ids", subnets)));
    for tenant in 0..n_tenants {
        let name = format!("t{tenant}");
        let bucket = Address::new("aws_s3_bucket", &name);
        let role = Address::new("aws_iam_role", &name);
        let mut own = Vec::new();
        own.push(resource("aws_s3_bucket", &name, Map::new().with("bucket", format!("lake-{name}"))));
        own.push(resource("aws_iam_role", &name, Map::new().with("name", name.as_str())));
        let policy = Map::new().with("role", refer(&role, "name")).with("bucket_arn", refer(&bucket, "arn")).with("size", size);
        own.push(resource("aws_iam_role_policy", &name, policy));
        let association = Map::new().with("cluster_name", refer(&cluster, "name")).with("role_arn", refer(&role, "arn"));
        own.push(resource("aws_eks_pod_identity_association", &name, association));
        let mut namespace = resource("Namespace", &name, Map::new().with("metadata", Map::new().with("name", name.as_str())));
        namespace.kind = ResourceKind::Object { api_version: "v1".into(), kind: "Namespace".into() };
        own.push(namespace.after(cluster.clone()));
        for mut resource in own {
            resource.charge.tenant = Some(name.as_str().into());
            resource.owner = format!("tenant.{name}").into();
            graph.add(resource);
        }
    }
    sound(graph)
}

pub(crate) fn sound(graph: GraphBuilder) -> Sound<ResourceGraph> {
    Findings::default().certify(graph.finish().expect("a graph")).expect("no errors")
}

pub(crate) fn planned(desired: &Sound<ResourceGraph>, prior: &Prior, options: &Options) -> Result<Plan, Vec<Protected>> {
    let (origins, sources, spec) = (Origins::default(), Sources::default(), SpecView::default());
    let digest = SpecDigest("d".into());
    let inputs =
        Inputs { desired, prior, spec: &spec, digest: &digest, origins: &origins, sources: &sources, facts: &Facts, reality: None };
    let draft = plan(&inputs, options).expect("targets that are there");
    draft.applicable().cloned().ok_or(draft.protected)
}

pub(crate) fn session(store: &Arc<dyn Store>) -> Session {
    Session::open(Arc::clone(store), Expect::default(), "apply", WaitForLock::default()).expect("a session")
}

pub(crate) fn run_options() -> RunOptions {
    RunOptions { backoff: Duration::from_micros(200), ..RunOptions::new(Reality::Simulated, SpecView::default()) }
}

/// Settles what is open, plans and applies.
pub(crate) async fn converge(store: &Arc<dyn Store>, cloud: &Simulator, desired: &Sound<ResourceGraph>) -> (RunReport, State) {
    let routes = Routes::all_to(Arc::new(cloud.clone()));
    let mut session = session(store);
    recover(&mut session, &routes).await.expect("recovery");
    let plan = planned(desired, &session.state.prior, &Options::default()).expect("a plan");
    apply(session, &plan, &routes, &run_options(), Events::default(), Cancel::default()).await.expect("a run")
}

/// State and cloud agree with each other and with what is desired: nothing twice, nothing lost.
pub(crate) fn check_agreement(state: &State, cloud: &Simulator, desired: &Sound<ResourceGraph>) {
    assert!(state.in_doubt.is_empty(), "open: {:?}", state.in_doubt);
    let objects = cloud.objects();
    let mut in_cloud: Vec<_> = objects.iter().map(|it| it.address.clone()).collect();
    in_cloud.sort();
    let wanted: Vec<_> = desired.get().resources().iter().map(|it| it.address.clone()).collect();
    assert_eq!(in_cloud, wanted, "the cloud holds each resource once");
    let recorded: Vec<_> = state.prior.resources.keys().cloned().collect();
    assert_eq!(recorded, wanted, "the state knows each");
    for object in objects {
        assert_eq!(state.objects[&object.address].id, object.id, "{} is the recorded one", object.address);
        assert!(state.prior.resources[&object.address].deposed.is_empty(), "{} has no former object left", object.address);
    }
    let plan = planned(desired, &state.prior, &Options::default()).expect("a plan");
    assert!(plan.is_empty(), "nothing to do: {:?}", plan.actions.iter().map(|it| (&it.target, it.op, &it.why)).collect::<Vec<_>>());
}
