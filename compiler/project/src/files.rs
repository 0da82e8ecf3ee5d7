//! Where a platform's files come from: a disk, a git revision, an editor's buffers, a test's table.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Files below one directory. Paths are relative to it, with `/` between parts.
pub trait Files: Send + Sync {
    /// Every file, hidden folders left out, in order of path.
    fn list(&self) -> Result<Vec<String>, FilesError>;
    /// The bytes of a file; `None` where there is none.
    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, FilesError>;
    /// The directory's name, which names a platform that none is declared for.
    fn dir_name(&self) -> String;
    /// What messages call the whole of it.
    fn place(&self) -> String {
        self.dir_name()
    }
}

/// The world refused a file: what was tried, on which path, and the world's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilesError {
    /// The path.
    pub path: String,
    /// Why not.
    pub reason: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl std::fmt::Display for FilesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "can't read `{}`: {}", self.path, self.reason)
    }
}

impl std::error::Error for FilesError {}

/// A table of files, for tests and for an editor's unsaved buffers over another source.
#[derive(Clone, Default, Debug)]
pub struct MemoryFiles {
    /// Path and bytes.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// The directory's name.
    pub name: String,
}

impl MemoryFiles {
    /// A table from paths and texts.
    pub fn new<'a>(name: &str, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
        Self { files: files.collect(), name: name.to_owned() }
    }
}

impl Files for MemoryFiles {
    fn list(&self) -> Result<Vec<String>, FilesError> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, FilesError> {
        Ok(self.files.get(path).cloned())
    }

    fn dir_name(&self) -> String {
        self.name.clone()
    }
}
