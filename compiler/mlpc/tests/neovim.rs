//! A headless Neovim with the configuration of `editors/neovim` works on a broken copy of the quickstart.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

const SKIPPED: &str = "skipped: neovim is missing";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Copies the files of a folder, not those of folders in it.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn neovim_shows_jumps_formats_and_sees_findings_vanish() {
    if Command::new("nvim").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{SKIPPED}, and under CI it must be there");
        eprintln!("{SKIPPED}");
        return;
    }
    let (home, platform) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let platform = platform.path().canonicalize().unwrap();
    copy(&repository().join("examples/quickstart"), &platform);
    let search = platform.join("search.mlp.kdl");
    let whole = std::fs::read_to_string(&search).unwrap();
    let broken = whole.replacen("quota \"l40s\"", "quota  \"l40\"", 1);
    assert_ne!(whole, broken, "the quickstart has a quota on `l40s`");
    std::fs::write(&search, broken).unwrap();

    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/neovim");
    let output = Command::new("nvim")
        .args(["--headless", "-n", "-i", "NONE", "-u"])
        .arg(tests.join("init.lua"))
        .arg("-c")
        .arg(format!("luafile {}", tests.join("session.lua").display()))
        .current_dir(&platform)
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .env("XDG_CACHE_HOME", home.path())
        .env("MLPC_BINARY", env!("CARGO_BIN_EXE_mlpc"))
        .env("MLPC_NEOVIM", repository().join("editors/neovim"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    let steps = [
        "diagnostics:",
        "MLP0106",
        "definition: platform.mlp.kdl",
        "gpu-pool \"h100\"",
        "hover:",
        "formatted:",
        "completed:",
        "after the edit: 0",
    ];
    for step in steps {
        assert!(said.contains(step), "{step:?} is missing:\n{said}\n{errors}");
    }
}
