//! A platform's directory on disk, or one file of it as the whole platform.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mlpc_project::{Files, FilesError};

use crate::refused;

/// How the name of every file of a spec ends.
const ENDING: &str = ".mlp.kdl";

/// Files below a directory. Symbolic links to files are followed, those to folders are not: a cycle would never end.
#[derive(Clone, Debug)]
pub(crate) struct DiskFiles {
    root: PathBuf,
    only: Option<String>,
}

impl DiskFiles {
    /// The directory, or the one file, that `-C` names.
    pub(crate) fn open(path: &Path) -> Result<Self, FilesError> {
        let meta = fs::metadata(path).map_err(|error| refused::file(path, &error))?;
        let full = fs::canonicalize(path).map_err(|error| refused::file(path, &error))?;
        if meta.is_dir() {
            return Ok(Self { root: full, only: None });
        }
        let name = full.file_name().map(|name| name.to_string_lossy().into_owned());
        if !name.as_ref().is_some_and(|name| name.ends_with(ENDING)) {
            return Err(FilesError {
                path: path.display().to_string(),
                reason: format!("the name of a spec ends in `{ENDING}`"),
                help: Some("name such a file, or the folder that holds them".to_owned()),
            });
        }
        match (full.parent(), name) {
            (Some(parent), Some(name)) => Ok(Self { root: parent.to_owned(), only: Some(name) }),
            _ => Err(FilesError {
                path: path.display().to_string(),
                reason: "it is neither a folder nor a file in one".to_owned(),
                help: Some("name the folder that holds the spec, or one of its files".to_owned()),
            }),
        }
    }

    /// The directory.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The one file that is the whole platform, if `-C` named a file.
    pub(crate) fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }
}

impl Files for DiskFiles {
    fn list(&self) -> Result<Vec<String>, FilesError> {
        if let Some(only) = &self.only {
            return Ok(vec![only.clone()]);
        }
        let mut found = Vec::new();
        let mut open = vec![String::new()];
        while let Some(folder) = open.pop() {
            let full = if folder.is_empty() { self.root.clone() } else { self.root.join(&folder) };
            let failed = |error: std::io::Error| refused::file(&full, &error);
            for entry in fs::read_dir(&full).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with('.') {
                    continue;
                }
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() {
                    open.push(path);
                } else if kind.is_file() || fs::metadata(entry.path()).is_ok_and(|meta| meta.is_file()) {
                    found.push(path);
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, FilesError> {
        let full = self.root.join(path);
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused::file(&full, &error)),
        }
    }

    fn dir_name(&self) -> String {
        self.root.file_name().map_or_else(|| "platform".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    fn place(&self) -> String {
        self.root.display().to_string()
    }
}
