//! What the client tells: texts opened, changed, saved, closed; files changed on disk; requests taken back.

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, LspNotificationMethod,
    MessageType,
};
use lsp_server::{Notification, RequestId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::documents::Document;
use crate::roots::root_of;
use crate::server::Server;

impl Server {
    /// Takes in a notification. One that can't be read is logged and left out: there is nobody to answer to.
    pub(crate) fn notified(&mut self, it: Notification) {
        match LspNotificationMethod::from(it.method.as_str()) {
            LspNotificationMethod::TextDocumentDidOpen => self.with(it, Self::opened),
            LspNotificationMethod::TextDocumentDidChange => self.with(it, Self::edited),
            LspNotificationMethod::TextDocumentDidSave => self.with(it, Self::saved),
            LspNotificationMethod::TextDocumentDidClose => self.with(it, Self::closed),
            LspNotificationMethod::WorkspaceDidChangeWatchedFiles => {
                self.rehome();
                self.touch_all();
            }
            LspNotificationMethod::CancelRequest => {
                let id = match it.params.get("id") {
                    Some(Value::Number(id)) => id.as_i64().and_then(|id| i32::try_from(id).ok()).map(RequestId::from),
                    Some(Value::String(id)) => Some(RequestId::from(id.clone())),
                    _ => None,
                };
                if let Some(id) = id {
                    self.cancel(&id);
                }
            }
            // What else clients tell (configuration, traces, progress) changes nothing here.
            _ => {}
        }
    }

    fn with<P: DeserializeOwned>(&mut self, it: Notification, work: impl FnOnce(&mut Self, P)) {
        match serde_json::from_value(it.params) {
            Ok(params) => work(self, params),
            Err(error) => self.log(MessageType::Warning, &format!("`{}` can't be read: {error}", it.method)),
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let it = params.text_document;
        let Some(path) = self.path(&it.uri) else { return };
        let own = path.parent().unwrap_or(&path).to_owned();
        // The text counts when the platform is looked for: it may be the one that declares it.
        self.session.documents.insert(path.clone(), Document::new(it.uri, it.version, own, &path, it.text));
        self.rehome();
        if let Some(root) = self.session.documents.get(&path).map(|document| document.root.clone()) {
            self.touch(&root, true);
        }
    }

    fn edited(&mut self, params: DidChangeTextDocumentParams) {
        let Some(path) = self.path(&params.text_document.text_document_identifier.uri) else { return };
        let encoding = self.session.client.encoding;
        let Some(document) = self.session.documents.get_mut(&path) else {
            return self.log(MessageType::Warning, &format!("`{}` was changed but isn't open", path.display()));
        };
        document.change(params.text_document.version, params.content_changes, encoding);
        let root = document.root.clone();
        self.touch(&root, false);
    }

    fn saved(&mut self, params: DidSaveTextDocumentParams) {
        let Some(path) = self.path(&params.text_document.uri) else { return };
        self.rehome();
        if let Some(root) = self.session.documents.get(&path).map(|document| document.root.clone()) {
            self.touch(&root, true);
        }
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let Some(path) = self.path(&params.text_document.uri) else { return };
        let Some(document) = self.session.documents.remove(&path) else { return };
        if self.session.documents.holds(&document.root) {
            self.touch(&document.root, true);
        } else {
            self.leave(&document.root);
        }
    }

    /// Finds each open text's platform anew: a `platform` may have come or gone.
    fn rehome(&mut self) {
        let moved: Vec<_> = {
            let (documents, workspace) = (&self.session.documents, &self.session.client.workspace);
            let roots = documents.iter().map(|(path, document)| (path.clone(), root_of(path, workspace, documents), document.root.clone()));
            roots.filter(|(_, new, old)| new != old).collect()
        };
        for (path, new, _) in &moved {
            if let Some(document) = self.session.documents.get_mut(path) {
                document.rehome(new.clone(), path);
            }
            self.touch(new, true);
        }
        for root in self.roots() {
            if !self.session.documents.holds(&root) {
                self.leave(&root);
            }
        }
    }
}
