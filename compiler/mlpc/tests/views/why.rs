//! Every resource of the quickstart can say which line of the spec made it.

use std::collections::BTreeSet;

use mlpc_graph::{Resource, ResourceKind};
use mlpc_project::{Cache, Choice, MemoryFiles, Options, Snapshot, Standard, emitted, load, snapshot};
use mlpc_report::style::Terminal;
use mlpc_report::why::{WhyInput, human, why};

use crate::support::{Platform, snapshot as matches_snapshot};

fn quickstart() -> (Snapshot, Standard) {
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
    (snapshot(loaded, &files, &standard, &options), standard)
}

#[test]
fn every_resource_names_a_line_of_the_spec() {
    let (whole, standard) = quickstart();
    let compiled = whole.first().unwrap();
    let sources = &whole.loaded.sources;
    let (platform, catalog) = (&compiled.platform, &standard.catalog);
    let spec = platform.spec_view(&standard.kinds, &compiled.origins);
    let input = WhyInput { platform, spec: &spec, catalog, graph: &compiled.graph, origins: &compiled.origins, sources };
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

#[test]
fn every_owner_of_the_quickstart_has_an_answer() {
    let (whole, standard) = quickstart();
    let compiled = whole.first().unwrap();
    let (platform, catalog, sources) = (&compiled.platform, &standard.catalog, &whole.loaded.sources);
    let spec = platform.spec_view(&standard.kinds, &compiled.origins);
    let input = WhyInput { platform, spec: &spec, catalog, graph: &compiled.graph, origins: &compiled.origins, sources };
    let owners: BTreeSet<_> = compiled.graph.resources().iter().map(|it| it.owner.clone()).collect();
    assert!(owners.contains("gpu-operator.main"));
    for owner in &owners {
        let rows = why(input, owner).unwrap_or_else(|| panic!("nothing is known of {owner}"));
        assert!(rows.iter().any(|row| row.at.contains(".mlp.kdl:")), "{owner} has no place: {rows:?}");
        assert!(rows.iter().any(|row| row.label == "makes"), "{owner} makes nothing: {rows:?}");
    }
    let shown = human(&why(input, "gpu-operator.main").unwrap(), Terminal::PLAIN);
    assert!(shown.starts_with("by itself    gpu-operator.main"), "{shown}");
}

/// What a line must begin to hold a resource, and what must stand in the metadata below it.
fn head(resource: &Resource) -> (String, Vec<String>) {
    let (kind, name) = (resource.address.kind(), resource.address.name());
    match &resource.kind {
        ResourceKind::Managed => (format!("resource \"{kind}\" \"{name}\" {{"), Vec::new()),
        ResourceKind::Data => (format!("data \"{}\" \"{name}\" {{", kind.trim_start_matches("data.")), Vec::new()),
        ResourceKind::Object { kind, .. } => {
            let metadata = resource.attrs.get("metadata").and_then(|it| it.as_map()).expect("an object has metadata");
            let text = |key: &str| metadata.get(key).and_then(|it| it.as_text()).map(|text| format!("  {key}: {text}"));
            (format!("kind: {kind}"), ["name", "namespace"].into_iter().filter_map(text).collect())
        }
        ResourceKind::Helm(_) => panic!("a release is a folder"),
    }
}

#[test]
fn every_place_in_the_emitted_files_holds_that_very_resource() {
    let (whole, _) = quickstart();
    let compiled = whole.first().unwrap();
    let graph = whole.findings.certify(&compiled.graph).expect("the quickstart is sound");
    let tree = mlpc_project::emit(&graph, compiled, &whole.loaded, "0").unwrap();
    let mut places = BTreeSet::new();
    for resource in compiled.graph.resources() {
        let at = emitted(&resource.address, &compiled.graph, &tree).unwrap_or_else(|| panic!("{} is emitted nowhere", resource.address));
        assert!(places.insert(at.clone()), "{at} is named for two resources, {} among them", resource.address);
        if let ResourceKind::Helm(chart) = &resource.kind {
            assert!(tree.text(&at).is_some() && at.contains(&format!("/{}/", chart.release)), "{}: {at}", resource.address);
            continue;
        }
        let (path, line) = at.rsplit_once(':').unwrap();
        let text = tree.text(path).unwrap_or_else(|| panic!("{path} is no emitted file"));
        let lines: Vec<&str> = text.lines().collect();
        let from = line.parse::<usize>().unwrap() - 1;
        let (first, metadata) = head(resource);
        assert_eq!(lines[from].trim_end_matches('}'), first, "{}: {at}", resource.address);
        let object: Vec<String> = lines[from..].iter().take_while(|line| **line != "---").map(|line| line.replace('"', "")).collect();
        for entry in metadata {
            assert!(object.contains(&entry), "{} at {at} has no `{entry}`", resource.address);
        }
        let folder = resource.place.cluster.as_ref().filter(|_| resource.in_cluster()).map(|cluster| format!("kubernetes/{cluster}/"));
        assert!(path.starts_with(&folder.unwrap_or_else(|| format!("{}/", resource.place.target))), "{}: {at}", resource.address);
    }
    // The other way round: every object that is written was named.
    let objects = tree.files.iter().filter(|(path, _)| path.starts_with("kubernetes/") && !path.ends_with("order.yaml"));
    let heads = objects.map(|(_, file)| file.text.lines().filter(|line| line.starts_with("kind: ")).count()).sum::<usize>();
    assert_eq!(heads, places.iter().filter(|at| at.starts_with("kubernetes/")).count());
}

#[test]
fn a_field_says_what_follows_from_it() {
    let atlas = Platform::quickstart();
    let mut text = String::new();
    for address in [
        "tenant.research.quota.h100",
        "tenant.research.quota",
        "tenant.research.budget",
        "gpu-pool.h100.nodes.max",
        "gpu-pool.h100.machine",
        "model-service.search/assistant.replicas",
        "ResourceQuota.main_research",
        "tenant.research.quota.absent",
    ] {
        let printed = atlas.mlpc(&["why", address]);
        text.push_str(&format!("$ mlpc why {address}\n{}{}\n", printed.stdout, printed.stderr));
    }
    matches_snapshot("report", "why-fields", &text);
}
