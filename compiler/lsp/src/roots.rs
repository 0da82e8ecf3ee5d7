//! Which directory is the platform of a file: the nearest one, up to the workspace's folder, in which a `platform` is declared; else the file's own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::documents::Documents;

/// The ending of spec files.
const SUFFIX: &str = ".mlp.kdl";
/// The ending of files that hold tests and declare no platform.
const TEST_SUFFIX: &str = ".test.mlp.kdl";

/// The platform's directory for a file.
pub(crate) fn root_of(path: &Path, workspace: &[PathBuf], documents: &Documents) -> PathBuf {
    let own = path.parent().unwrap_or(path).to_owned();
    let limit = workspace.iter().filter(|folder| path.starts_with(folder)).max_by_key(|folder| folder.components().count());
    let mut folder = own.as_path();
    loop {
        if declares_platform(folder, documents) {
            return folder.to_owned();
        }
        match folder.parent() {
            Some(parent) if limit.is_some_and(|limit| folder != limit) => folder = parent,
            _ => return own,
        }
    }
}

/// Whether a spec file that lies in a folder, as the editor or else the disk has it, declares a platform.
fn declares_platform(folder: &Path, documents: &Documents) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let specs = entries.flatten().map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.ends_with(SUFFIX) && !name.ends_with(TEST_SUFFIX)
    });
    specs.into_iter().any(|path| match documents.get(&path) {
        Some(document) => declares(&document.source.text),
        None => fs::read_to_string(&path).is_ok_and(|text| declares(&text)),
    })
}

fn declares(text: &str) -> bool {
    // Few files hold the word at all; only those are parsed.
    text.contains("platform") && mlpc_ide::declares_platform(text)
}
