//! A platform's files: those open in the editor as they are there, the others as they are on disk, read once.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use mlpc_project::{Files, FilesError};

/// Entries of a folder and those below it that are looked at; a folder with more (somebody's home) is taken without those below.
const MOST_ENTRIES: usize = 20_000;

/// What is known of a platform's directory. Kept between compiles.
#[derive(Default, Debug)]
pub(crate) struct Disk {
    files: BTreeMap<String, Known>,
}

/// A file as it was last seen.
#[derive(Debug)]
struct Known {
    stamp: (Option<SystemTime>, u64),
    bytes: Option<Arc<[u8]>>,
}

/// A directory with the editor's texts over it.
#[derive(Debug)]
pub(crate) struct OverlaidFiles {
    pub(crate) root: PathBuf,
    pub(crate) buffers: BTreeMap<String, Arc<[u8]>>,
    pub(crate) disk: Mutex<Disk>,
}

impl Disk {
    /// Looks again at what there is; what didn't change isn't read again.
    pub(crate) fn refresh(&mut self, root: &Path) {
        let mut found = BTreeMap::new();
        if !walk(root, &mut found, true) {
            found.clear();
            walk(root, &mut found, false);
        }
        for (path, known) in &mut found {
            if let Some(old) = self.files.remove(path).filter(|old| old.stamp == known.stamp) {
                known.bytes = old.bytes;
            }
        }
        self.files = found;
    }
}

/// Lists a directory; `false` if there is too much in it. What can't be read is as if it weren't there: the editor has other means to say so.
fn walk(root: &Path, found: &mut BTreeMap<String, Known>, deep: bool) -> bool {
    let mut open = vec![String::new()];
    let mut n_entries = 0;
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries.flatten() {
            n_entries += 1;
            if deep && n_entries > MOST_ENTRIES {
                return false;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else { continue };
            if name.starts_with('.') {
                continue;
            }
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if kind.is_dir() {
                if deep {
                    open.push(path);
                }
            } else if let Ok(meta) = fs::metadata(entry.path())
                && meta.is_file()
            {
                found.insert(path, Known { stamp: (meta.modified().ok(), meta.len()), bytes: None });
            }
        }
    }
    true
}

impl Files for OverlaidFiles {
    fn list(&self) -> Result<Vec<String>, FilesError> {
        let disk = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        let mut paths: Vec<String> = disk.files.keys().chain(self.buffers.keys()).cloned().collect();
        paths.sort_unstable();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, FilesError> {
        if let Some(bytes) = self.buffers.get(path) {
            return Ok(Some(Arc::clone(bytes)));
        }
        let mut disk = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        let known = disk.files.get_mut(path);
        if let Some(bytes) = known.as_ref().and_then(|known| known.bytes.clone()) {
            return Ok(Some(bytes));
        }
        match fs::read(self.root.join(path)) {
            Ok(bytes) => {
                let bytes: Arc<[u8]> = bytes.into();
                if let Some(known) = known {
                    known.bytes = Some(Arc::clone(&bytes));
                }
                Ok(Some(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FilesError { path: path.to_owned(), reason: error.to_string(), help: None }),
        }
    }

    fn dir_name(&self) -> String {
        self.root.file_name().map_or_else(|| "platform".to_owned(), |name| name.to_string_lossy().into_owned())
    }
}
