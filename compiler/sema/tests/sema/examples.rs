//! The examples of the reference compile without unexpected findings of groups 01 and 02.

use std::path::{Path, PathBuf};

use crate::support::{compile, plain};
use mlpc_sema::Options;
use mlpc_testkit::{Fixture, FixtureFile};

#[expect(clippy::disallowed_methods, reason = "a test that reads the reference data")]
fn reference() -> Option<PathBuf> {
    let root =
        std::env::var("MLPC_REFERENCE").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let examples = root.join("design/examples");
    if examples.is_dir() {
        return Some(examples);
    }
    assert!(std::env::var("CI").is_err(), "the reference data is missing: {}", examples.display());
    println!("skipped: the reference data is missing");
    None
}

fn read_dir(dir: &Path, root: &Path, files: &mut Vec<FixtureFile>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read_dir(&path, root, files);
        } else {
            files.push(read(&path, root));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test that reads the reference data")]
fn read(path: &Path, root: &Path) -> FixtureFile {
    let text = std::fs::read_to_string(path).unwrap();
    let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    FixtureFile { path, text, expectations: Vec::new(), cursor: None }
}

fn folder(name: &str) -> Option<Fixture> {
    let root = reference()?.join(name);
    let mut files = Vec::new();
    read_dir(&root, &root, &mut files);
    Some(Fixture { files })
}

fn env(name: &str) -> Options {
    Options { env: Some(name.into()), ..plain() }
}

#[test]
fn the_quickstart_has_no_findings() {
    let Some(fixture) = folder("quickstart") else { return };
    let compiled = compile(&fixture, &plain());
    assert_eq!(compiled.print(), "");
    let platform = &compiled.outcome.platform;
    assert_eq!((platform.tenants.len(), platform.pools.len()), (3, 3));
    assert_eq!(compiled.outcome.waivers[0].on, "model-service.ads/ranker");
}

#[test]
fn three_clouds_has_no_findings_in_either_environment() {
    let Some(fixture) = folder("three-clouds") else { return };
    for name in ["prod", "dev"] {
        let compiled = compile(&fixture, &env(name));
        assert_eq!(compiled.print(), "", "{name}");
    }
}

#[test]
fn a3mega_has_no_findings() {
    let Some(fixture) = folder("a3mega") else { return };
    let compiled = compile(&fixture, &plain());
    assert_eq!(compiled.print(), "");
}

#[test]
fn the_mistakes_have_those_of_their_groups_only() {
    let Some(root) = reference() else { return };
    let mut files = Vec::new();
    read_dir(&root.join("mistakes"), &root.join("mistakes"), &mut files);
    let mut report = String::new();
    for file in files {
        let name = file.path.clone();
        let compiled = compile(&Fixture { files: vec![file] }, &plain());
        report.push_str(&format!("{name}\n{}", compiled.print()));
    }
    insta::assert_snapshot!(report, @r#"
    00-unclosed-block.mlp.kdl
    error[MLP0001]: this block is never closed
      00-unclosed-block.mlp.kdl:15 "{": opened here
      00-unclosed-block.mlp.kdl:18 "cluster": the next declaration at this depth starts here, so the `}` is missing above it
      help: write `}` on the line before (mlpc check --fix does) [fix]
    01-unknown-pool.mlp.kdl
    error[MLP0106]: no pool is called `l40`
      01-unknown-pool.mlp.kdl:25 "\"l40\"": looked for among gpu-pool and cpu-pool
      01-unknown-pool.mlp.kdl:17 "gpu-pool \"l40s\"": a similar name is declared here
      help: write `quota "l40s"` (mlpc check --fix does); the pools are h100 and l40s [fix]
    02-unit-mismatch.mlp.kdl
    error[MLP0201]: can't add a plain number to a quantity: 96Gi + 8
      02-unit-mismatch.mlp.kdl:25 "share + 8": 8 what?
      02-unit-mismatch.mlp.kdl:22 "\"${machine('g6e.12xlarge').memory / machine('g6e.12xlarge').gpus}\"": `share` is a quantity of bytes: 96Gi
      help: write `${share + quantity('8Gi')}` if gibibytes are meant
    03-no-grant.mlp.kdl
    03-quota-exceeds-pool.mlp.kdl
    04-model-does-not-fit.mlp.kdl
    05-slo-above-dependencies.mlp.kdl
    06-budget-below-floor.mlp.kdl
    07-policy.mlp.kdl
    08-lowered-name-too-long.mlp.kdl
    09-unknown-chart-value.mlp.kdl
    11-no-pool-accepts.mlp.kdl
    "#);
}
