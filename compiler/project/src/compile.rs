//! One environment of a platform through the stages: meaning, rules, lowering, rules on what was lowered.

use std::collections::BTreeSet;
use std::sync::Arc;

use mlpc_catalog::Catalog;
use mlpc_components::{Components, Folder};
use mlpc_diag::{Diagnostic, Diagnostics, Waiver};
use mlpc_graph::schema::ProviderSchemas;
use mlpc_graph::{GraphFault, ResourceGraph};
use mlpc_lower::{LowerCx, Lowered, SharedRules};
use mlpc_model::{Fields, Platform};
use mlpc_schema::KindTable;
use mlpc_sema::{Inputs, Outcome, Resolutions, TestAt};
use mlpc_source::Origins;
use smol_str::SmolStr;

use crate::Files;
use crate::load::Loaded;
use crate::options::Options;

/// The stages of a compile that can be watched, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Index, expansion, names, types: the typed platform.
    Platform,
    /// The rules on the platform.
    PlatformRules,
    /// Lowering, and the rules on what was lowered.
    Lower,
    /// Findings merged over the environments and settled.
    Settle,
}

/// Told each time that a stage has ended. Stages have no clock; whoever watches has one.
pub type Watch<'a> = &'a (dyn Fn(Stage) + Sync);

/// The standard library: kinds, facts, components, with a user's overlay applied.
#[derive(Debug)]
pub struct Standard {
    /// The kinds of the core and of the components.
    pub kinds: KindTable,
    /// Facts.
    pub catalog: Catalog,
    /// Components.
    pub components: Components,
}

/// What one environment means.
#[derive(Debug)]
pub struct Compiled {
    /// The environment; `None` where none is declared.
    pub environment: Option<SmolStr>,
    /// The typed platform; with errors, as much of it as could be read.
    pub platform: Platform,
    /// Where everything comes from.
    pub origins: Origins,
    /// What names mean where they are written.
    pub resolutions: Resolutions,
    /// The `waive`s.
    pub waivers: Vec<Waiver>,
    /// What it lowers to; nothing where the spec itself has errors.
    pub graph: ResourceGraph,
    /// Inconsistencies of our own making; with any, nothing is emitted or planned.
    pub bugs: Vec<GraphFault>,
    /// What the test says that was tried.
    pub test: Fields,
    /// What was found, not settled; empty once it is part of a snapshot.
    pub(crate) out: Vec<Diagnostic>,
}

impl Standard {
    /// The standard library with the overlay of a platform's `stdlib/` folder; else what is wrong with the overlay, a line each.
    pub fn of(loaded: &Loaded) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let mut catalog = Catalog::embedded();
        for (path, bytes) in &loaded.overlay {
            let Some(table) = path.strip_prefix("stdlib/catalog/").and_then(|name| name.strip_suffix(".csv")) else { continue };
            match catalog.clone().with_overlay(table, &String::from_utf8_lossy(bytes)) {
                Ok(with) => catalog = with,
                Err(error) => errors.push(format!("{path}: {error}")),
            }
        }
        let folders = component_folders(loaded);
        let (components, faults) =
            if folders.is_empty() { (Components::embedded(), Vec::new()) } else { Components::with_overlay(&folders) };
        errors.extend(faults.iter().map(|fault| format!("stdlib/components/{}: {}", fault.file, fault.message)));
        if errors.is_empty() { Ok(Self::new(catalog, components)) } else { Err(errors) }
    }

    /// The standard library as it comes.
    pub fn embedded() -> Self {
        Self::new(Catalog::embedded(), Components::embedded())
    }

    fn new(catalog: Catalog, components: Components) -> Self {
        let mut kinds = KindTable::core();
        for kind in components.kinds() {
            kinds.insert(kind);
        }
        Self { kinds, catalog, components }
    }
}

/// How far an environment is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// To the typed platform and the rules on it.
    Platform,
    /// To the resources and the rules on them.
    Resources,
    /// The same, with what a test declares.
    Test(TestAt),
}

/// Takes one environment through the stages. Later stages run only as far as earlier ones give them something to stand on: rules run on what
/// could be read, lowering on a spec that is whole.
pub(crate) fn compile(
    loaded: &Loaded,
    files: &dyn Files,
    standard: &Standard,
    environment: Option<SmolStr>,
    options: &Options,
    depth: Depth,
    watch: Watch<'_>,
) -> Compiled {
    let mut origins = Origins::default();
    let mut out = Diagnostics::default();
    // A data file that can't be read is as good as missing: the finding that says so names its path.
    let data = |path: &str| files.read(path).ok().flatten().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).map(Arc::from);
    let test = if let Depth::Test(at) = depth { Some(at) } else { None };
    let said = mlpc_sema::Options { env: environment.clone(), set: options.set.clone(), dir_name: loaded.dir_name.as_str().into(), test };
    let inputs = Inputs {
        sources: &loaded.sources,
        parses: &loaded.parses,
        kinds: &standard.kinds,
        indexes: &loaded.indexes,
        catalog: &standard.catalog,
        files: &data,
        options: &said,
    };
    let Outcome { platform, resolutions, waivers, test } = mlpc_sema::platform(inputs, &mut origins, &mut out);
    watch(Stage::Platform);
    let broken = loaded.has_errors() || out.has_errors();
    let seen = Seen { loaded, standard, options, environment: environment.as_deref(), data: &data };
    mlpc_check::platform_rules(&seen.cx(&platform, &origins), &mut out);
    watch(Stage::PlatformRules);
    let lowered = if broken || depth == Depth::Platform {
        Lowered { graph: ResourceGraph::empty(), bugs: Vec::new() }
    } else {
        let rules = SharedRules {
            cycle: &mlpc_sema::codes::dependency_cycle::RULE,
            duplicate: &mlpc_sema::codes::duplicate::RULE,
            matches_nothing: &mlpc_sema::codes::matches_nothing::RULE,
        };
        let cx = LowerCx { catalog: &standard.catalog, components: &standard.components, schemas: ProviderSchemas::embedded(), rules };
        let lowered = mlpc_lower::lower(&platform, &cx, &mut origins, &mut out);
        mlpc_check::resource_rules(&seen.cx(&platform, &origins), &lowered.graph, &mut out);
        lowered
    };
    watch(Stage::Lower);
    let Lowered { graph, bugs } = lowered;
    Compiled { environment, platform, origins, resolutions, waivers, graph, bugs, test, out: out.into_vec() }
}

/// What rules may see beside the platform and its origins.
struct Seen<'a> {
    loaded: &'a Loaded,
    standard: &'a Standard,
    options: &'a Options,
    environment: Option<&'a str>,
    data: &'a dyn Fn(&str) -> Option<Arc<str>>,
}

impl<'a> Seen<'a> {
    fn cx(&self, platform: &'a Platform, origins: &'a Origins) -> mlpc_check::CheckCx<'a> {
        mlpc_check::CheckCx {
            platform,
            catalog: &self.standard.catalog,
            origins,
            sources: &self.loaded.sources,
            today: &self.options.today,
            environment: self.environment,
            environments: &self.loaded.environments,
            data: self.data,
        }
    }
}

/// The component folders of an overlay, each with its files; a file that is missing or no text is empty, and the component's reader says so.
fn component_folders(loaded: &Loaded) -> Vec<Folder<'_>> {
    let text = |path: String| loaded.overlay.get(&path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let names = loaded.overlay.keys().filter_map(|path| path.strip_prefix("stdlib/components/")?.split_once('/')).map(|(name, _)| name);
    let names: BTreeSet<&str> = names.collect();
    let folder = |name| Folder {
        name,
        interface: text(format!("stdlib/components/{name}/component.kdl")),
        template: text(format!("stdlib/components/{name}/values.hbs")),
        chart: text(format!("stdlib/components/{name}/chart.json")),
    };
    names.into_iter().map(folder).collect()
}
