//! An AWS target as it is emitted, over the stand-in providers: applied, found complete, edited, destroyed.

use std::path::{Path, PathBuf};
use std::process::Command;

use mlpc_diag::Findings;
use mlpc_emit::{Cloud, Delivery, EmitCx, TargetCx, Tree, emit};
use mlpc_graph::{Address, GraphBuilder, Map, Resource, Value};
use mlpc_plan::Op;
use mlpc_source::{Idx, OriginId};
use mlpc_terraform::{Program, Root, Scope, Verb};

use crate::bench::{Bench, action, skipped, words};

/// The program with the environment that `tfcheck --env` prints.
fn stand_ins(program: &Program) -> Option<Program> {
    let reference =
        std::env::var_os("MLPC_REFERENCE").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let tfcheck = reference.join("tfcheck/tfcheck");
    if !tfcheck.exists() {
        skipped("the reference data (MLPC_REFERENCE)");
        return None;
    }
    let output = Command::new(tfcheck).arg("--env").output().expect("tfcheck starts");
    let text = String::from_utf8(output.stdout).expect("text");
    let pairs = text.trim().trim_start_matches("export ").split_whitespace().filter_map(|pair| pair.split_once('='));
    Some(pairs.fold(program.clone(), |program, (name, value)| program.env(name, value.trim_matches('\''))))
}

/// A network with a subnet, or nothing.
fn emitted(cidr: Option<&str>) -> Tree {
    let origin = OriginId::new(Idx::from_usize(0), 0);
    let mut builder = GraphBuilder::default();
    if let Some(cidr) = cidr {
        let vpc = Address::new("aws_vpc", "main");
        let subnet = Map::new()
            .with("vpc_id", Value::reference(&vpc, "id"))
            .with("cidr_block", "10.40.0.0/18")
            .with("tags", Map::new().with("Name", cidr));
        for (address, attrs) in
            [(Address::new("aws_subnet", "main__nodes-use1-az1"), subnet), (vpc, Map::new().with("cidr_block", "10.40.0.0/16"))]
        {
            let mut resource = Resource::managed(address, attrs, "network.main", origin);
            resource.place.target = "virginia".into();
            builder.add(resource);
        }
    }
    let graph = builder.finish().expect("a graph");
    let target = TargetCx {
        name: "virginia".into(),
        cloud: Cloud::Aws,
        region: "us-east-1".into(),
        account: "111122223333".into(),
        provider_version: "~> 6.69".into(),
        providers: Vec::new(),
        backend: None,
        default_tags: Map::new().with("mlpc-platform", "atlas"),
        delivery: Delivery::Helm,
        removed: Vec::new(),
        holds: true,
    };
    let cx = EmitCx { platform: "atlas".into(), mlpc: "0.1.0".into(), targets: vec![target], source: &|_| None };
    emit(&Findings::default().certify(&graph).expect("sound"), &cx).expect("a tree")
}

#[tokio::test]
async fn a_target_lives_and_goes() {
    let Some(bench) = Bench::new() else { return };
    let Some(program) = stand_ins(&bench.program) else { return };
    let engine = |cidr: Option<&str>| bench.over(program.clone(), Root::of_tree(&emitted(cidr), "virginia", true).expect("a root"));
    let (vpc, subnet) = ("aws_vpc.main", "aws_subnet.main__nodes-use1-az1");

    let answers = bench.carry_out(&engine(Some("one")), &[action(subnet, Op::Create), action(vpc, Op::Create)]).await.expect("an apply");
    assert_eq!(words(&answers), ["begun 1", "done 1", "begun 0", "done 0"]);
    let again = engine(Some("one")).prepare("virginia", &[], Scope::Whole, &bench.cancel).await.expect("a plan");
    assert!(again.planned.changes.iter().all(|it| it.verb == Verb::Nothing), "{again:?}");

    let answers = bench.carry_out(&engine(Some("two")), &[action(subnet, Op::Update)]).await.expect("an edit");
    assert_eq!(words(&answers), ["begun 0", "done 0"]);

    let gone = engine(None);
    let answers = bench.carry_out(&gone, &[action(subnet, Op::Delete), action(vpc, Op::Delete)]).await.expect("a destroy");
    assert_eq!(words(&answers), ["begun 0", "done 0", "begun 1", "done 1"]);
    assert!(gone.state("virginia").await.expect("a state").objects.is_empty());
}
