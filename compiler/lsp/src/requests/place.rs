//! Which text of which compiled platform a request asks about.

use std::path::PathBuf;

use gen_lsp_types::{Position, Uri};
use mlpc_ide::Cursor;
use mlpc_source::{FileId, SourceFile};

use crate::documents::{Document, path_of};
use crate::platform::Platform;
use crate::position;
use crate::session::Session;

/// Why a request has no result yet, or none.
pub(crate) enum Refusal {
    /// The newest state isn't compiled.
    NotCompiled(PathBuf),
    /// The parameters can't be read.
    Params(serde_json::Error),
}

/// An open text; `None` for one that isn't.
pub(super) fn document<'a>(session: &'a Session, uri: &Uri) -> Option<&'a Document> {
    session.documents.get(&path_of(uri)?)
}

/// A file of a compiled platform.
pub(super) struct Place<'a> {
    pub(super) platform: Platform<'a>,
    pub(super) file: FileId,
    pub(super) source: &'a SourceFile,
}

impl Place<'_> {
    /// The cursor at a position.
    pub(super) fn cursor(&self, position: Position) -> Cursor {
        Cursor { file: self.file, offset: position::offset(self.source, position, self.platform.client.encoding) }
    }
}

/// The newest state of the platform of an open text, and the text's file in it; `None` for what isn't open or no spec.
pub(super) fn place<'a>(session: &'a Session, uri: &Uri) -> Result<Option<Place<'a>>, Refusal> {
    let Some(document) = document(session, uri) else { return Ok(None) };
    let Some((platform, true)) = session.platform(&document.root) else { return Err(Refusal::NotCompiled(document.root.clone())) };
    let sources = &platform.compiled.snapshot.loaded.sources;
    let Some(file) = sources.by_path(&document.source.path) else { return Ok(None) };
    Ok(sources.files.get(file).map(|source| Place { platform, file, source }))
}
