//! What is emitted: the whole of a small platform, printed, formatted and checked by the real tools, and read back.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it skips"
)]

mod platform;
mod random;
mod reader;
mod tools;

use mlpc_diag::Findings;
use mlpc_emit::{Tree, emit};
use mlpc_graph::ResourceGraph;

/// Emits a graph for the target of [`platform::cx`].
fn emitted(graph: &ResourceGraph) -> Tree {
    let sound = Findings::default().certify(graph).expect("no findings");
    emit(&sound, &platform::cx()).expect("a graph that can be printed")
}

#[test]
fn a_platform_reads_as_by_hand() {
    let tree = emitted(&platform::graph());
    let text: Vec<_> = tree.files.iter().map(|(path, file)| format!("=== {path}\n{}", file.text)).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots/emit"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("platform", text.concat()));
}

#[test]
fn what_is_printed_is_what_the_graph_holds() {
    let graph = platform::graph();
    let mismatches = reader::verify(&graph, &emitted(&graph));
    assert!(mismatches.is_empty(), "{mismatches:#?}");
}

#[test]
fn the_reader_finds_what_differs() {
    let graph = platform::graph();
    let mut tree = emitted(&graph);
    let file = tree.files.get_mut("virginia/network.tf").expect("network.tf");
    file.text = file.text.replace("10.40.64.0/18", "10.41.64.0/18").replace("\"aws_vpc_endpoint\"", "\"aws_vpc_endpoints\"");
    let found: Vec<_> = reader::verify(&graph, &tree).into_iter().map(|it| it.to_string()).collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    aws_subnet.main__nodes-use1-az2.cidr_block: the graph has Some(Text("10.40.64.0/18")), the file Some(Text("10.41.64.0/18"))
    aws_vpc_endpoint.main__s3: the graph has a resource, the file nothing
    aws_vpc_endpoints.main__s3: the graph has nothing, the file a resource
    "#);
}

#[test]
fn terraform_accepts_it() {
    let tree = emitted(&platform::graph());
    tools::fmt_finds_nothing(&tree);
    tools::tfcheck(&tree, "virginia");
}
