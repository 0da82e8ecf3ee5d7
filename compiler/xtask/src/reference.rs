//! Where the reference data and the repository lie, and reading and writing there.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the reference data: below `$MLPC_REFERENCE`, by default beside the repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    let base = std::env::var_os("MLPC_REFERENCE").map_or_else(|| root().join("../shared"), PathBuf::from);
    base.join(relative)
}

/// The text of a file of the reference data.
pub(crate) fn read(relative: &str) -> Result<String, String> {
    read_file(&path(relative))
}

/// The text of a file.
pub(crate) fn read_file(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}
