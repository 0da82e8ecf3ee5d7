//! What the editor was told of each file, so that it is told again only what changed, and cleared where nothing is left.

use std::collections::BTreeMap;

use gen_lsp_types::{Diagnostic, LspNotificationMethod, PublishDiagnosticsParams, Uri};
use lsp_server::{Message, Notification};

use crate::convert;
use crate::server::Platform;

/// The diagnostics last published of one platform, by relative path; files with none aren't in it.
#[derive(Default, Debug)]
pub(crate) struct Published {
    files: BTreeMap<String, (Uri, Vec<Diagnostic>)>,
}

impl Published {
    /// What is to be sent for a new snapshot: every open file, and of the others those whose diagnostics changed.
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
        for path in paths.collect::<std::collections::BTreeSet<String>>() {
            let diagnostics = by_path.remove(&path).unwrap_or_default();
            let Some(uri) = convert::uri(platform, &path) else { continue };
            let document = platform.documents.in_platform(platform.root, &path);
            let before = self.files.remove(&path);
            let said = before.as_ref().map_or(&[][..], |(_, said)| said);
            if document.is_some() || said != diagnostics {
                messages.push(publish(uri.clone(), document.map(|document| document.version), diagnostics.clone()));
            }
            if let Some((old, _)) = before.filter(|(old, _)| *old != uri) {
                messages.push(publish(old, None, Vec::new()));
            }
            if !diagnostics.is_empty() {
                now.insert(path, (uri, diagnostics));
            }
        }
        self.files = now;
        messages
    }

    /// What is to be sent when a platform is left.
    pub(crate) fn clear(&mut self) -> Vec<Message> {
        let files = std::mem::take(&mut self.files);
        files.into_values().map(|(uri, _)| publish(uri, None, Vec::new())).collect()
    }
}

/// The diagnostics of one file.
pub(crate) fn publish(uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) -> Message {
    let params = PublishDiagnosticsParams { uri, version, diagnostics };
    Message::Notification(Notification::new(LspNotificationMethod::TextDocumentPublishDiagnostics.to_string(), params))
}
