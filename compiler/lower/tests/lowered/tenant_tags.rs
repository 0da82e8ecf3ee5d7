//! Which nodes of AWS carry a tenant's tag, so that the cloud's own budget sees them.

use mlpc_graph::{Address, Map, Value};

use crate::support::{Lowered, example, lower};

fn tenant_of(lowered: &Lowered, pool: &str) -> Option<Value> {
    let template = lowered.graph.get(&Address::new("aws_launch_template", pool)).expect("a launch template");
    let Some(Value::Blocks(launched)) = template.attrs.get("tag_specifications") else { panic!("{pool}: nothing is tagged") };
    let of = |what: &Map| match what.get("tags") {
        Some(Value::Map(tags)) => tags.get("mlpc-tenant").cloned(),
        _ => None,
    };
    let tags: Vec<_> = launched.iter().map(of).collect();
    assert_eq!(tags, vec![tags[0].clone(); 3], "{pool}: nodes, volumes and interfaces");
    tags[0].clone()
}

#[test]
fn nodes_that_one_tenant_alone_runs_on_are_its_own() {
    let mut files = example("quickstart");
    let shared = lower(&files);
    assert_eq!((tenant_of(&shared, "l40s"), tenant_of(&shared, "h100"), tenant_of(&shared, "cpu")), (None, None, None));

    let quotas =
        ["    quota \"l40s\" gpus=8\n", "    quota \"cpu\" cpu=32 memory=\"128Gi\"\n", "    quota \"cpu\" cpu=64 memory=\"256Gi\"\n"];
    for (_, text) in files.iter_mut().filter(|(name, _)| name != "search.mlp.kdl") {
        *text = quotas.iter().fold(text.clone(), |text, quota| text.replace(quota, ""));
    }
    let alone = lower(&files);
    // What runs on CPUs is the platform's, too.
    assert_eq!((tenant_of(&alone, "l40s"), tenant_of(&alone, "h100"), tenant_of(&alone, "cpu")), (Some("search".into()), None, None));

    for (_, text) in files.iter_mut().filter(|(name, _)| name == "platform.mlp.kdl") {
        *text = text.replace("cpu-pool \"cpu\" machine=\"m7i.4xlarge\" {", "cpu-pool \"cpu\" machine=\"m7i.4xlarge\" dedicated=\"ads\" {");
    }
    assert_eq!(tenant_of(&lower(&files), "cpu"), Some("ads".into()));
}
