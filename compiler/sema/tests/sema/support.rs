//! Compiling fixtures: what the tests of this crate share.

use std::sync::Arc;

use mlpc_catalog::Catalog;
use mlpc_diag::Diagnostics;
use mlpc_schema::{Field, Kind, KindTable, Type};
use mlpc_sema::{Inputs, Options, Outcome};
use mlpc_source::{FileId, IdxVec, Origins, Sources};
use mlpc_syntax::Parse;
use mlpc_testkit::{Fixture, Found, Mark};

/// A compiled fixture.
pub(crate) struct Compiled {
    pub(crate) sources: Sources,
    pub(crate) origins: Origins,
    pub(crate) out: Diagnostics,
    pub(crate) outcome: Outcome,
}

/// The core's kinds and a few components'.
pub(crate) fn kinds() -> KindTable {
    let mut table = KindTable::core();
    let text = |name: &str, ty: Type| Field::new(name, ty, "");
    let bytes = Type::Quantity(mlpc_units::Dimension::Bytes);
    let interfaces: [(&str, Vec<Field>); 7] = [
        ("mlflow", vec![text("database", Type::refs(&["database"])), text("bucket", Type::refs(&["bucket"]))]),
        ("kube-prometheus-stack", vec![text("retention", Type::Duration).default("\"35d\""), text("storage", bytes)]),
        ("kueue", Vec::new()),
        ("keda", Vec::new()),
        ("jobset", Vec::new()),
        ("argo-workflows", Vec::new()),
        ("jupyterhub", vec![text("home", Type::refs(&["filesystem"])), text("homes", Type::Text).deprecated("0.2", "home")]),
    ];
    for (name, fields) in interfaces {
        table.insert(Kind::component(name, "").fields(fields));
    }
    table
}

/// Compiles a fixture. Files that aren't specs are data.
pub(crate) fn compile(fixture: &Fixture, options: &Options) -> Compiled {
    let mut sources = Sources::default();
    let mut parses: IdxVec<FileId, Arc<Parse>> = IdxVec::new();
    let mut out = Diagnostics::default();
    for file in fixture.files.iter().filter(|file| file.path.ends_with(".mlp.kdl")) {
        let id = sources.add(file.path.as_str(), file.text.as_str());
        let parse = mlpc_syntax::parse(file.text.as_str().into());
        for problem in &parse.problems {
            out.push(problem.diagnostic(id));
        }
        parses.push(Arc::new(parse));
    }
    let files = |path: &str| fixture.files.iter().find(|file| file.path == path).map(|file| Arc::from(file.text.as_str()));
    let indexes = mlpc_sema::index_all(&parses);
    let (kinds, catalog) = (kinds(), Catalog::embedded());
    let inputs = Inputs { sources: &sources, parses: &parses, indexes: &indexes, kinds: &kinds, catalog: &catalog, files: &files, options };
    let mut origins = Origins::default();
    let outcome = mlpc_sema::platform(inputs, &mut origins, &mut out);
    Compiled { sources, origins, out, outcome }
}

/// Options without environment and settings.
pub(crate) fn plain() -> Options {
    Options { env: None, set: Vec::new(), dir_name: "demo".into(), test: None }
}

impl Compiled {
    /// The findings as the test kit speaks of them.
    pub(crate) fn found(&self) -> Vec<Found> {
        let mark = |label: &mlpc_diag::Label| Mark { span: label.span, text: label.text.clone() };
        let found = |it: &mlpc_diag::Diagnostic| Found {
            code: it.rule.code.to_owned(),
            message: it.message.clone(),
            marks: it.labels.iter().map(mark).collect(),
        };
        self.out.iter().map(found).collect()
    }

    /// The codes found, sorted.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.out.iter().map(|it| it.rule.code).collect();
        codes.sort_unstable();
        codes
    }

    /// The findings in full, for reading.
    pub(crate) fn print(&self) -> String {
        let mut text = String::new();
        for it in &self.out {
            text.push_str(&format!("{}[{}]: {}\n", it.severity.word(), it.rule.code, it.message));
            for label in &it.labels {
                text.push_str(&format!("  {} {:?}: {}\n", self.sources.at(label.span), self.sources.text(label.span), label.text));
            }
            for help in &it.helps {
                text.push_str(&format!("  help: {}{}\n", help.text, if help.fix.is_some() { " [fix]" } else { "" }));
            }
        }
        text
    }
}

/// Compiles a fixture and compares what is found with its comments.
pub(crate) fn check(text: &str) -> Compiled {
    check_with(text, &plain())
}

/// [`check`] with options.
pub(crate) fn check_with(text: &str, options: &Options) -> Compiled {
    let fixture = Fixture::parse(text);
    let compiled = compile(&fixture, options);
    if let Err(report) = fixture.compare(&compiled.sources, &compiled.found()) {
        panic!("{report}\n{}", compiled.print());
    }
    compiled
}
