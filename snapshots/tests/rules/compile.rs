//! A fixture through all stages.

use mlpc_project::{Cache, Choice, MemoryFiles, Options, Snapshot, Standard, load, snapshot};
use mlpc_testkit::Fixture;

/// The day on which all fixtures are judged.
pub(crate) const TODAY: &str = "2026-11-23";

/// Compiles a fixture in every environment that it declares.
pub(crate) fn compile(fixture: &Fixture) -> Snapshot {
    let files = MemoryFiles::new("demo", fixture.files.iter().map(|file| (file.path.as_str(), file.text.as_str())));
    let loaded = load(&files, &mut Cache::default()).expect("memory never refuses");
    let standard = Standard::of(&loaded).unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
    snapshot(loaded, &files, &standard, &Options { choice: Choice::All, set: Vec::new(), today: TODAY.into() })
}

/// Compiles one text as a platform.
pub(crate) fn compile_text(path: &str, text: &str) -> Snapshot {
    let mut fixture = Fixture::parse(text);
    if let [file] = &mut fixture.files[..] {
        path.clone_into(&mut file.path);
    }
    compile(&fixture)
}

/// The findings that stand, as a terminal of 100 columns shows them.
pub(crate) fn shown(compiled: &Snapshot) -> String {
    mlpc_report::diagnostics::findings(&compiled.findings, &compiled.loaded.sources, mlpc_report::style::Terminal::PLAIN)
}

/// The codes that stand, in order of place.
pub(crate) fn codes(compiled: &Snapshot) -> Vec<&'static str> {
    compiled.findings.standing.iter().map(|it| it.rule.code).collect()
}
