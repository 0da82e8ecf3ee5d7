//! A saved plan reads back as it was.

use std::collections::BTreeMap;

use mlpc_diag::Findings;
use mlpc_graph::{Address, GraphBuilder, Map, Resource, Value};
use mlpc_plan::{Answer, Inputs, Options, Prior, Replaces, SpecDigest, SpecView, plan};
use mlpc_source::{Idx, OriginId, Origins, SegmentId, Sources};

use super::{PlanFile, PlanFileError, read_plan, write_plan};

struct Facts;

impl Replaces for Facts {
    fn replaces(&self, _kind: &str, _path: &str) -> Answer {
        Answer::Yes
    }
}

#[test]
fn a_saved_plan_reads_back_and_damage_shows() {
    let graph = |size: i64| {
        let mut builder = GraphBuilder::default();
        let origin = OriginId::new(SegmentId::from_usize(0), 0);
        let vpc = Address::new("aws_vpc", "main");
        let user = Map::new().with("vpc_id", Value::reference(&vpc, "id"));
        builder.add(Resource::managed(vpc, Map::new().with("size", size), "network.main", origin));
        builder.add(Resource::managed(Address::new("aws_subnet", "a"), user, "network.main", origin));
        Findings::default().certify(builder.finish().expect("a graph")).expect("no errors")
    };
    let (origins, sources, spec, digest) = (Origins::default(), Sources::default(), SpecView::default(), SpecDigest("d".into()));
    let (before, desired) = (graph(1), graph(2));
    let prior = Prior::from_graph(before.get(), &origins, &sources, SpecView::default());
    let (spec, digest, origins, sources) = (&spec, &digest, &origins, &sources);
    let inputs = Inputs { desired: &desired, prior: &prior, spec, digest, origins, sources, facts: &Facts, reality: None };
    let plan = plan(&inputs, &Options::default()).expect("a plan").plan;
    assert_eq!(plan.counts().replace, 2);
    let file = PlanFile { plan, attachments: BTreeMap::from([("terraform/virginia".to_owned(), vec![]), ("x".to_owned(), vec![1, 2])]) };
    let bytes = write_plan(&file);
    assert_eq!(read_plan(&bytes).expect("it reads back"), file);
    for cut in [0, 5, bytes.len() / 2, bytes.len() - 1] {
        assert!(matches!(read_plan(&bytes[..cut]), Err(PlanFileError::Unreadable(_))), "cut at {cut}");
    }
}
