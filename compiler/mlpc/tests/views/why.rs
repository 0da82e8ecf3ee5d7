//! Every resource of the quickstart can say which line of the spec made it.

use mlpc_project::{Cache, Choice, MemoryFiles, Options, Standard, load, snapshot};
use mlpc_report::why::{WhyInput, why};

#[test]
fn every_resource_names_a_line_of_the_spec() {
    let files = MemoryFiles::new(
        "atlas",
        [
            ("platform.mlp.kdl", include_str!("../../../../examples/quickstart/platform.mlp.kdl")),
            ("search.mlp.kdl", include_str!("../../../../examples/quickstart/search.mlp.kdl")),
            ("ads.mlp.kdl", include_str!("../../../../examples/quickstart/ads.mlp.kdl")),
            ("research.mlp.kdl", include_str!("../../../../examples/quickstart/research.mlp.kdl")),
        ],
    );
    let loaded = load(&files, &mut Cache::default()).unwrap();
    let standard = Standard::of(&loaded).unwrap();
    let options = Options { choice: Choice::One(None), set: Vec::new(), today: "2026-11-23".into() };
    let whole = snapshot(loaded, &files, &standard, &options);
    let compiled = whole.first().unwrap();
    let sources = &whole.loaded.sources;
    let (platform, catalog) = (&compiled.platform, &standard.catalog);
    let input = WhyInput { platform, catalog, graph: &compiled.graph, origins: &compiled.origins, sources };
    assert!(compiled.graph.len() > 200);
    let lines = |file: &str| sources.by_path(file).map_or(0, |id| sources.files[id].text.lines().count());
    for resource in compiled.graph.resources() {
        let rows = why(input, resource.address.as_str()).unwrap_or_else(|| panic!("nothing is known of {}", resource.address));
        let made_for = &rows[0];
        assert_eq!(made_for.label, "made for");
        let (file, line) = made_for.at.rsplit_once(':').unwrap_or_else(|| panic!("{} has no place: {made_for:?}", resource.address));
        let line: usize = line.parse().unwrap();
        assert!((1..=lines(file)).contains(&line), "{}: {}", resource.address, made_for.at);
        assert!(
            rows.iter().any(|row| row.label == "because" && row.at.contains(".mlp.kdl:")),
            "{} has no reason: {rows:?}",
            resource.address
        );
    }
}
