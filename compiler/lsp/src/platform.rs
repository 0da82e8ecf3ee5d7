//! A compiled platform as conversions and requests see it.

use std::path::Path;

use gen_lsp_types::Uri;
use mlpc_ide::Analysis;

use crate::client::Client;
use crate::documents::Documents;
use crate::job::Compiled;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Platform<'a> {
    pub(crate) root: &'a Path,
    pub(crate) compiled: &'a Compiled,
    pub(crate) documents: &'a Documents,
    pub(crate) client: &'a Client,
}

impl<'a> Platform<'a> {
    /// For questions.
    pub(crate) fn analysis(&self) -> Analysis<'a> {
        Analysis { snapshot: &self.compiled.snapshot, standard: &self.compiled.standard }
    }

    /// The URI of one of its files: as the client opened it, else of its path.
    pub(crate) fn uri(&self, path: &str) -> Option<Uri> {
        match self.documents.in_platform(self.root, path) {
            Some(document) => Some(document.uri.clone()),
            None => Uri::from_file_path(self.root.join(path)).ok(),
        }
    }
}
