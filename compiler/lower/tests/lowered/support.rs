//! Specs to graphs and files: what the tests of lowering share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mlpc_catalog::Catalog;
use mlpc_components::Components;
use mlpc_diag::{Diagnostics, Severity, WaiverRules};
use mlpc_emit::{Cloud, Delivery, EmitCx, TargetCx, Tree};
use mlpc_graph::schema::ProviderSchemas;
use mlpc_graph::{Map, ResourceGraph};
use mlpc_lower::{LowerCx, SharedRules};
use mlpc_model::{At, Platform};
use mlpc_schema::KindTable;
use mlpc_sema::{Inputs, Options};
use mlpc_source::{FileId, IdxVec, Origins, Sources};
use smol_str::SmolStr;

/// A lowered spec.
pub(crate) struct Lowered {
    pub(crate) sources: Sources,
    pub(crate) platform: Platform,
    pub(crate) graph: ResourceGraph,
    pub(crate) out: Diagnostics,
}

/// The specs of a folder of examples.
pub(crate) fn example(name: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("the examples are there").flatten().map(|it| it.path()).collect();
    files.sort();
    let specs = files.into_iter().filter(|it| {
        let name = it.to_string_lossy();
        name.ends_with(".mlp.kdl") && !name.ends_with(".test.mlp.kdl")
    });
    specs
        .map(|path| (path.file_name().expect("a file").to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("text")))
        .collect()
}

/// One file as a whole spec.
pub(crate) fn spec(text: &str) -> Vec<(String, String)> {
    vec![("platform.mlp.kdl".into(), text.into())]
}

/// Compiles and lowers.
pub(crate) fn lower(files: &[(String, String)]) -> Lowered {
    let components = Components::embedded();
    let mut kinds = KindTable::core();
    for kind in components.kinds() {
        kinds.insert(kind);
    }
    let (mut sources, mut parses, mut out) = (Sources::default(), IdxVec::<FileId, _>::new(), Diagnostics::default());
    for (name, text) in files {
        let id = sources.add(name.as_str(), text.as_str());
        let parse = mlpc_syntax::parse(text.as_str().into());
        for problem in &parse.problems {
            out.push(problem.diagnostic(id));
        }
        parses.push(Arc::new(parse));
    }
    let (catalog, indexes, data) = (Catalog::embedded(), mlpc_sema::index_all(&parses), |_: &str| None);
    let options = Options { env: None, set: Vec::new(), dir_name: "demo".into(), test: None };
    let inputs =
        Inputs { sources: &sources, parses: &parses, indexes: &indexes, kinds: &kinds, catalog: &catalog, files: &data, options: &options };
    let mut origins = Origins::default();
    let platform = mlpc_sema::platform(inputs, &mut origins, &mut out).platform;
    let cx = LowerCx { catalog: &catalog, components: &components, schemas: ProviderSchemas::embedded(), rules: rules() };
    let lowered = mlpc_lower::lower(&platform, &cx, &mut origins, &mut out);
    assert!(lowered.bugs.is_empty(), "{:#?}", lowered.bugs);
    Lowered { sources, platform, graph: lowered.graph, out }
}

fn rules() -> SharedRules {
    let rule = |code: &str| *mlpc_sema::codes::RULES.iter().find(|it| it.code == code).expect("a rule of the language");
    SharedRules { cycle: rule("MLP0110"), duplicate: rule("MLP0105"), matches_nothing: rule("MLP0113") }
}

impl Lowered {
    /// Findings of a severity, as text.
    pub(crate) fn findings(&self, severity: Severity) -> Vec<String> {
        let found = self.out.iter().filter(|it| it.severity == severity);
        found.map(|it| format!("{}: {}", it.rule.code, it.message)).collect()
    }

    /// The files of the whole platform.
    pub(crate) fn emit(&self) -> Tree {
        let rule = mlpc_sema::codes::RULES[0];
        let findings = Diagnostics::default().settle(&[], WaiverRules { unused: rule, expired: rule }, "2026-01-01", &self.sources);
        let sound = findings.certify(&self.graph).expect("nothing was found");
        let source = |owner: &str| {
            let decl = self.platform.decl(self.platform.decl_by_address(owner)?)?;
            self.sources.files.get(decl.head.file).map(|it| SmolStr::new(&it.path))
        };
        let cx = EmitCx { platform: self.platform.name.clone(), mlpc: "0.1.0".into(), targets: self.targets(), source: &source };
        mlpc_emit::emit(&sound, &cx).expect("the graph can be written")
    }

    fn targets(&self) -> Vec<TargetCx> {
        let text = |it: Option<&At<SmolStr>>| it.map(|it| it.value.clone()).unwrap_or_default();
        let cost_center = self.platform.settings.as_ref().and_then(|it| it.cost_center.as_ref());
        let tags = Map::new().with("mlpc-platform", &self.platform.name).with_opt("mlpc-cost-center", cost_center.map(|it| &it.value));
        let target = |it: &mlpc_model::Target| TargetCx {
            name: it.name.clone(),
            cloud: cloud(it),
            region: text(it.region.as_ref()),
            account: text(it.account_id()),
            provider_version: version(it).into(),
            providers: Vec::new(),
            backend: None,
            default_tags: tags.clone(),
            delivery: Delivery::Helm,
            removed: Vec::new(),
            holds: false,
        };
        self.platform.targets.iter().map(target).collect()
    }
}

fn cloud(target: &mlpc_model::Target) -> Cloud {
    match target.cloud.value {
        mlpc_model::Cloud::Aws => Cloud::Aws,
        mlpc_model::Cloud::Gcp => Cloud::Gcp,
        mlpc_model::Cloud::Azure => Cloud::Azure,
        mlpc_model::Cloud::Kubernetes => Cloud::Kubernetes,
    }
}

fn version(target: &mlpc_model::Target) -> &'static str {
    match target.cloud.value {
        mlpc_model::Cloud::Aws => "~> 6.69",
        mlpc_model::Cloud::Gcp => "~> 8.7",
        mlpc_model::Cloud::Azure => "~> 5.10",
        mlpc_model::Cloud::Kubernetes => "",
    }
}

/// The folder of reference data and tools; none on a machine that hasn't got it.
pub(crate) fn reference() -> Option<PathBuf> {
    let folder = std::env::var_os("MLPC_REFERENCE").map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let folder = if folder.is_absolute() { folder } else { Path::new(env!("CARGO_MANIFEST_DIR")).join(folder) };
    folder.is_dir().then_some(folder)
}
