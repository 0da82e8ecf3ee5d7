//! The texts that are open in the editor, as they are there: saved or not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{TextDocumentContentChangeEvent, Uri};
use mlpc_source::{Encoding, SourceFile};

use crate::position;

/// An open text.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// As the client names it.
    pub(crate) uri: Uri,
    /// The client's count of its changes.
    pub(crate) version: i32,
    /// The directory of its platform.
    pub(crate) root: PathBuf,
    /// The text; its path is relative to the platform's directory.
    pub(crate) source: SourceFile,
    bytes: Arc<[u8]>,
}

/// All open texts, by path: a client may write one path as several URIs.
#[derive(Default, Debug)]
pub(crate) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

/// The path that a URI names, without `.` and `..`; `None` for what is no file.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let path = uri.to_file_path().ok()?;
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                normal.pop();
            }
            std::path::Component::CurDir => {}
            other => normal.push(other),
        }
    }
    Some(normal)
}

/// A path below a directory with `/` between its parts.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

impl Document {
    /// A text that was opened.
    pub(crate) fn new(uri: Uri, version: i32, root: PathBuf, path: &Path, text: String) -> Self {
        let source = SourceFile::new(relative(&root, path), text);
        let bytes = Arc::from(source.text.as_bytes());
        Self { uri, version, root, source, bytes }
    }

    /// Applies the changes of one notification, in order.
    pub(crate) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            let text = match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => whole.text,
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let range = position::text_range(&self.source, part.range, encoding);
                    let mut text = String::with_capacity(self.source.text.len() + part.text.len());
                    text.push_str(self.source.text.get(..range.start as usize).unwrap_or_default());
                    text.push_str(&part.text);
                    text.push_str(self.source.text.get(range.end as usize..).unwrap_or_default());
                    text
                }
            };
            self.source = SourceFile::new(self.source.path.clone(), text);
        }
        self.version = version;
        self.bytes = Arc::from(self.source.text.as_bytes());
    }

    /// Moves it to the platform of another directory.
    pub(crate) fn rehome(&mut self, root: PathBuf, path: &Path) {
        self.source.path = relative(&root, path).into();
        self.root = root;
    }
}

impl Documents {
    /// Opens, or opens again.
    pub(crate) fn insert(&mut self, path: PathBuf, document: Document) {
        self.open.insert(path, document);
    }

    /// Closes.
    pub(crate) fn remove(&mut self, path: &Path) -> Option<Document> {
        self.open.remove(path)
    }

    /// The text of a path, if it is open.
    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// The text of a path, to be changed.
    pub(crate) fn get_mut(&mut self, path: &Path) -> Option<&mut Document> {
        self.open.get_mut(path)
    }

    /// All of them with their paths, in order of path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.open.iter()
    }

    /// The bytes of the texts of one platform, by relative path.
    pub(crate) fn buffers(&self, root: &Path) -> BTreeMap<String, Arc<[u8]>> {
        let own = self.open.values().filter(|document| document.root == root);
        own.map(|document| (document.source.path.to_string(), Arc::clone(&document.bytes))).collect()
    }

    /// The text open at a relative path of a platform.
    pub(crate) fn in_platform(&self, root: &Path, path: &str) -> Option<&Document> {
        self.open.get(&root.join(path)).filter(|document| document.root == root)
    }

    /// Whether any text of a platform is open.
    pub(crate) fn holds(&self, root: &Path) -> bool {
        self.open.values().any(|document| document.root == root)
    }
}
