//! The blocks of specs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::page::{Block, pages, repository};

#[test]
fn specs_compile_or_fail_as_they_say() {
    let prelude = std::fs::read_to_string(repository().join("book/prelude.mlp.kdl")).unwrap();
    let mut problems = Vec::new();
    let mut n_tested = 0;
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.info[0] == "kdl") {
            if block.option("ignore").is_some() {
                continue;
            }
            n_tested += 1;
            if let Err(problem) = test(block, &prelude) {
                problems.push(format!("{}:{}: {problem}", page.name, block.line));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(n_tested > 0);
}

fn test(block: &Block, prelude: &str) -> Result<(), String> {
    let how = block.info.get(1).map(String::as_str).unwrap_or_default();
    let spec = match how {
        "platform" => block.text(),
        "top" => format!("{}\n{}", prelude.replace("// TENANT\n", ""), block.text()),
        "tenant" => prelude.replace("// TENANT\n", &block.text()),
        _ => return Err("the info string must say `platform`, `top`, `tenant` or `ignore=REASON`".to_owned()),
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.mlp.kdl");
    std::fs::write(&file, spec).unwrap();
    let wanted: BTreeSet<String> = block.option("broken").into_iter().map(str::to_owned).collect();
    let environment = block.option("env");
    let found = errors(folder.path(), environment);
    if found != wanted {
        return Err(format!("expected {wanted:?}, found {found:?}\n{}", check(folder.path(), environment, "human").1));
    }
    Ok(())
}

/// The codes of the errors.
fn errors(folder: &Path, environment: Option<&str>) -> BTreeSet<String> {
    let (json, _) = check(folder, environment, "json");
    let document: Value = serde_json::from_str(&json).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["severity"] == "error").map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

fn check(folder: &Path, environment: Option<&str>, format: &str) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlpc"));
    command.args(["check", "--format", format, "--color", "never", "--today", "2026-11-23"]).current_dir(folder);
    if let Some(environment) = environment {
        command.args(["--env", environment]);
    }
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}
