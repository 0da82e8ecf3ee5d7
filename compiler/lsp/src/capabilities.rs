//! What this server offers, and what it asks the client to watch.

use gen_lsp_types::{CodeActionKind, LspRequestMethod, PositionEncodingKind, TextDocumentSyncKind};
use lsp_server::{Message, Request, RequestId};
use mlpc_source::Encoding;
use serde_json::{Value, json};

/// The answer to `initialize`.
pub(crate) fn result(encoding: Encoding) -> Value {
    let encoding = match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    json!({
        "serverInfo": { "name": "mlpc", "version": env!("CARGO_PKG_VERSION") },
        "capabilities": {
            "positionEncoding": encoding,
            "textDocumentSync": { "openClose": true, "change": TextDocumentSyncKind::Incremental, "save": { "includeText": false } },
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "documentSymbolProvider": true,
            "documentFormattingProvider": true,
            "completionProvider": { "triggerCharacters": ["\"", "=", " ", "{", "."] },
            "codeActionProvider": { "codeActionKinds": [CodeActionKind::QuickFix, CodeActionKind::SourceFixAll] },
        },
    })
}

/// Asks to be told of changes to specs and data beside them.
pub(crate) fn watch() -> Message {
    let files = json!({ "watchers": [{ "globPattern": "**/*.{kdl,csv,json,hbs}" }] });
    let registration = json!({ "id": "mlpc-files", "method": "workspace/didChangeWatchedFiles", "registerOptions": files });
    let method = LspRequestMethod::ClientRegisterCapability.to_string();
    Message::Request(Request::new(RequestId::from("mlpc-watch".to_owned()), method, json!({ "registrations": [registration] })))
}
