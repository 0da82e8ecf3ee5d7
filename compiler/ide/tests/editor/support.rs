//! Fixtures with a cursor, compiled.

use mlpc_ide::{Analysis, Cursor};
use mlpc_project::{Cache, Choice, MemoryFiles, Options, Snapshot, Standard};
use mlpc_source::Span;
use mlpc_testkit::Fixture;

/// A compiled fixture.
pub(crate) struct Compiled {
    pub(crate) fixture: Fixture,
    pub(crate) snapshot: Snapshot,
    pub(crate) standard: Standard,
}

/// The start of most fixtures: a target, a network, a cluster and two pools.
pub(crate) const PLACE: &str = r#"//- platform.mlp.kdl
platform "atlas" owner="ml@example.com"
target "virginia" cloud="aws" region="us-east-1" account="111122223333"
network "main" cidr="10.40.0.0/16" { zones "use1-az1" "use1-az2" }
cluster "main" version="1.35"
cpu-pool "cpu" machine="m7i.4xlarge" { nodes min=3 max=12 }
/// Training: 8 × H100 a node.
gpu-pool "h100" machine="p5.48xlarge" {
    nodes min=0 max=4
    zones "use1-az1"
    interconnect "efa"
}
"#;

impl Compiled {
    /// Compiles all environments of a fixture.
    pub(crate) fn new(text: &str) -> Self {
        let fixture = Fixture::parse(text);
        let files = MemoryFiles::new("demo", fixture.files.iter().map(|file| (file.path.as_str(), file.text.as_str())));
        let loaded = mlpc_project::load(&files, &mut Cache::default()).unwrap();
        let standard = Standard::embedded();
        let options = Options { choice: Choice::All, set: Vec::new(), today: "2026-11-23".into() };
        let snapshot = mlpc_project::snapshot(loaded, &files, &standard, &options);
        Self { fixture, snapshot, standard }
    }

    /// Compiles [`PLACE`] and what stands beside it.
    pub(crate) fn placed(text: &str) -> Self {
        Self::new(&format!("{PLACE}{text}"))
    }

    pub(crate) fn analysis(&self) -> Analysis<'_> {
        Analysis { snapshot: &self.snapshot, standard: &self.standard }
    }

    /// The place of `$0`.
    pub(crate) fn cursor(&self) -> Cursor {
        let (file, offset) = self.fixture.cursor().expect("a `$0`");
        let file = self.snapshot.loaded.sources.by_path(&self.fixture.files[file].path).expect("a spec");
        Cursor { file, offset }
    }

    /// `path:line text` of a span.
    pub(crate) fn shown(&self, span: Span) -> String {
        let sources = &self.snapshot.loaded.sources;
        format!("{} {}", sources.at(span), sources.text(span))
    }

    /// The hover at the cursor, with the text that it is about on top.
    pub(crate) fn hover(&self) -> String {
        let cursor = self.cursor();
        let hover = mlpc_ide::hover(self.analysis(), cursor);
        hover.map_or_else(
            || "nothing".to_owned(),
            |it| {
                let over = self.snapshot.loaded.sources.text(Span::new(cursor.file, it.range));
                format!("over: {over}\n\n{}", it.text)
            },
        )
    }

    /// Labels and what is inserted, a line each.
    pub(crate) fn completions(&self) -> Vec<String> {
        let cursor = self.cursor();
        let tree = self.analysis().tree(cursor.file).unwrap();
        let found = mlpc_ide::complete(self.analysis(), tree, cursor.offset);
        found.into_iter().map(|it| format!("{} → {}", it.label, it.insert)).collect()
    }
}
