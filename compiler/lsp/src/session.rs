//! What a session knows: its client, the open texts, and each platform as last compiled.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::client::Client;
use crate::documents::Documents;
use crate::job::Compiled;
use crate::platform::Platform;
use crate::publish::Published;

/// What is known of one platform.
#[derive(Default, Debug)]
pub(crate) struct State {
    pub(crate) revision: u64,
    pub(crate) compiled: Option<Box<Compiled>>,
    pub(crate) published: Published,
    /// Whether files on disk may have changed since the last job.
    pub(crate) refresh: bool,
    /// Faults of its `stdlib/` that were shown.
    pub(crate) shown: Vec<String>,
}

/// What requests are answered from.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) documents: Documents,
    /// By directory.
    pub(crate) platforms: BTreeMap<PathBuf, State>,
}

impl Session {
    /// The platform of a file, as last compiled, and whether that is its newest state.
    pub(crate) fn platform(&self, root: &Path) -> Option<(Platform<'_>, bool)> {
        let (root, state) = self.platforms.get_key_value(root)?;
        let compiled = state.compiled.as_deref()?;
        let platform = Platform { root, compiled, documents: &self.documents, client: &self.client };
        Some((platform, compiled.revision == state.revision))
    }
}
