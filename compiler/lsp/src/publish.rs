//! What the editor was told of each file, so that it is told again only what changed, and cleared where nothing is left.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{Diagnostic, LspNotificationMethod, PublishDiagnosticsParams, Uri};
use lsp_server::{Message, Notification};

use crate::convert;
use crate::platform::Platform;

/// What was last published of one platform, by relative path: every open file, and of the others those with diagnostics.
#[derive(Default, Debug)]
pub(crate) struct Published {
    files: BTreeMap<String, Told>,
}

/// What was published of a file.
#[derive(PartialEq, Debug)]
struct Told {
    uri: Uri,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

impl Published {
    /// What is to be sent for a new state: open files whose text is another or whose diagnostics changed, and of the others the latter.
    pub(crate) fn update(&mut self, platform: &Platform<'_>) -> Vec<Message> {
        let sources = &platform.compiled.snapshot.loaded.sources;
        let mut by_path: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for finding in mlpc_ide::findings(platform.analysis()) {
            let Some(file) = sources.files.get(finding.file) else { continue };
            by_path.entry(file.path.to_string()).or_default().extend(convert::diagnostic(platform, finding));
        }
        let mut messages = Vec::new();
        let mut now = BTreeMap::new();
        let paths = sources.files.iter().map(|file| file.path.to_string()).chain(self.files.keys().cloned());
        for path in paths.collect::<BTreeSet<String>>() {
            let diagnostics = by_path.remove(&path).unwrap_or_default();
            let Some(uri) = platform.uri(&path) else { continue };
            let document = platform.documents.in_platform(platform.root, &path);
            let told = Told { uri, version: document.map(|document| document.version), diagnostics };
            let before = self.files.remove(&path);
            let is_worth_telling = document.is_some() || !told.diagnostics.is_empty();
            if let Some(old) = before.as_ref().filter(|old| old.uri != told.uri) {
                messages.push(publish(old.uri.clone(), None, Vec::new()));
            }
            if before.as_ref() != Some(&told) && (is_worth_telling || before.is_some()) {
                messages.push(publish(told.uri.clone(), told.version, told.diagnostics.clone()));
            }
            if is_worth_telling {
                now.insert(path, told);
            }
        }
        self.files = now;
        messages
    }

    /// What is to be sent when a platform is left.
    pub(crate) fn clear(&mut self) -> Vec<Message> {
        let files = std::mem::take(&mut self.files);
        files.into_values().map(|told| publish(told.uri, None, Vec::new())).collect()
    }
}

/// The diagnostics of one file.
pub(crate) fn publish(uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> Message {
    let params = PublishDiagnosticsParams { uri, version, diagnostics };
    Message::Notification(Notification::new(LspNotificationMethod::TextDocumentPublishDiagnostics.to_string(), params))
}
