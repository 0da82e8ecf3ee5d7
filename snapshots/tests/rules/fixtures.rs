//! One test a fixture: it has its folder's code, and looks as it did.

use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use mlpc_testkit::Fixture;

use crate::compile::{codes, compile, shown};
use crate::files::{SPEC, entries, fixtures, name};

/// A test a fixture, and one that no snapshot is left over.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![Trial::test("rules/no-orphans", no_orphans)];
    for folder in entries(&fixtures()) {
        let code = name(&folder);
        for path in entries(&folder).into_iter().filter(|path| name(path).ends_with(SPEC)) {
            let case = name(&path).trim_end_matches(SPEC).to_owned();
            let (folder, code) = (folder.clone(), code.clone());
            trials.push(Trial::test(format!("rules/{code}/{case}"), move || check(&folder, &path, &code, &case)));
        }
    }
    trials
}

fn check(folder: &Path, path: &Path, code: &str, case: &str) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let fixture = Fixture::parse(&text);
    let compiled = compile(&fixture);
    let found = codes(&compiled);
    if !found.contains(&code) {
        return Err(format!("no {code} among {found:?}:\n{}", shown(&compiled)).into());
    }
    if let Some(bug) = compiled.compiled.iter().flat_map(|it| &it.bugs).next() {
        return Err(format!("a bug of our own: {bug:?}").into());
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let content = format!("{}\n{}\n{}", text.trim_end(), "─".repeat(100), shown(&compiled));
    settings.bind(|| insta::assert_snapshot!(case, content));
    Ok(())
}

fn no_orphans() -> Result<(), Failed> {
    let all = entries(&fixtures()).into_iter().flat_map(|folder| entries(&folder));
    let (snapshots, specs): (Vec<PathBuf>, Vec<PathBuf>) = all.partition(|path| path.extension().is_some_and(|it| it == "snap"));
    let spec_of = |snapshot: &PathBuf| snapshot.with_file_name(name(snapshot).replace(".snap", SPEC));
    let orphans: Vec<String> = snapshots.iter().filter(|it| !specs.contains(&spec_of(it))).map(|it| it.display().to_string()).collect();
    if orphans.is_empty() { Ok(()) } else { Err(format!("snapshots without a spec: {}", orphans.join(", ")).into()) }
}
