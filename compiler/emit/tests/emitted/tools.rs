//! The real tools: `terraform fmt` and the reference checker. Where they are missing a test says so, and fails when `CI=true`.
#![expect(clippy::disallowed_methods, reason = "a test of printed files against programs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use mlpc_emit::Tree;

/// Writes a tree into a fresh folder.
fn written(tree: &Tree) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, file) in &tree.files {
        let path = folder.path().join(path.as_str());
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, &file.text).expect("a file");
    }
    folder
}

fn skipped(what: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what} is missing");
    eprintln!("skipped: {what} is missing");
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// `terraform fmt -check -diff` on a whole tree.
pub(crate) fn fmt_finds_nothing(tree: &Tree) {
    let folder = written(tree);
    match Command::new("terraform").args(["fmt", "-check", "-diff", "-recursive"]).arg(folder.path()).output() {
        Ok(output) => assert!(output.status.success(), "{}", told(&output)),
        Err(_) => skipped("terraform"),
    }
}

/// The reference checker applies a root with the real Terraform over stand-in providers.
pub(crate) fn tfcheck(tree: &Tree, target: &str) {
    let reference =
        std::env::var_os("MLPC_REFERENCE").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let program = reference.join("tfcheck/tfcheck");
    if !program.exists() {
        return skipped("the reference data (MLPC_REFERENCE)");
    }
    let folder = written(tree);
    let output = Command::new(program).arg("--apply").arg(folder.path().join(target)).output().expect("tfcheck starts");
    assert!(output.status.success(), "{}", told(&output));
}
