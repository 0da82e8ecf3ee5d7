//! A client in memory, over a folder of its own.

use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, Response};
use mlpc_lsp::{Ended, Settings};
use serde_json::{Value, json};

/// Longer than anything takes; a test that gets there has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// A session.
pub(crate) struct Client {
    connection: Connection,
    server: Option<JoinHandle<std::io::Result<Ended>>>,
    folder: tempfile::TempDir,
    next_id: i32,
    /// Notifications and requests that came while an answer was waited for.
    kept: Vec<Message>,
}

/// What offers UTF-8 columns and shows further places.
pub(crate) fn utf8() -> Value {
    json!({ "general": { "positionEncodings": ["utf-8"] }, "textDocument": { "publishDiagnostics": { "relatedInformation": true } } })
}

impl Client {
    /// Starts a session over files with these texts.
    pub(crate) fn start(files: &[(&str, &str)], capabilities: Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let (server, connection) = Connection::memory();
        let settings = Settings { set: Vec::new(), today: Box::new(|| "2026-11-23".into()) };
        let server = std::thread::spawn(move || mlpc_lsp::serve(server, settings));
        let mut client = Self { connection, server: Some(server), folder, next_id: 0, kept: Vec::new() };
        let root = client.uri("");
        let result = client.ask("initialize", json!({ "rootUri": root, "capabilities": capabilities }));
        assert!(result["capabilities"]["hoverProvider"].as_bool().unwrap());
        client.tell("initialized", json!({}));
        client
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        gen_lsp_types::Uri::from_file_path(self.folder.path().join(path)).unwrap().to_string()
    }

    pub(crate) fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    pub(crate) fn send(&mut self, method: &str, params: Value) -> i32 {
        self.next_id += 1;
        self.connection.sender.send(Request::new(self.next_id.into(), method.to_owned(), params).into()).unwrap();
        self.next_id
    }

    /// The answer to a request sent before.
    pub(crate) fn response(&mut self, id: i32) -> Response {
        loop {
            match self.connection.receiver.recv_timeout(PATIENCE).expect("an answer") {
                Message::Response(response) if response.id == id.into() => return response,
                other => self.kept.push(other),
            }
        }
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.response(id).response_result.expect("a result")
    }

    pub(crate) fn open(&self, path: &str, text: &str) {
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": self.uri(path), "languageId": "mlpc", "version": 1, "text": text } }),
        );
    }

    pub(crate) fn change(&self, path: &str, version: i32, changes: Value) {
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": self.uri(path), "version": version }, "contentChanges": changes }),
        );
    }

    /// The next diagnostics of a file, of this version if it is given.
    pub(crate) fn diagnostics(&mut self, path: &str, version: Option<i32>) -> Vec<Value> {
        let uri = self.uri(path);
        loop {
            let Some(Notification { method, mut params }) = self.notification() else { continue };
            let fits = version.is_none_or(|version| params["version"] == version);
            if method == "textDocument/publishDiagnostics" && params["uri"] == uri.as_str() && fits {
                let Value::Array(diagnostics) = params["diagnostics"].take() else { panic!("no list") };
                return diagnostics;
            }
        }
    }

    fn notification(&mut self) -> Option<Notification> {
        let message =
            if self.kept.is_empty() { self.connection.receiver.recv_timeout(PATIENCE).expect("a message") } else { self.kept.remove(0) };
        match message {
            Message::Notification(it) => Some(it),
            Message::Request(_) | Message::Response(_) => None,
        }
    }

    /// Ends the session, and how it ended.
    pub(crate) fn end(mut self) -> Ended {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap().unwrap()
    }

    /// Ends it without saying so.
    pub(crate) fn hang_up(mut self) -> Ended {
        let server = self.server.take().unwrap();
        drop(self.connection);
        server.join().unwrap().unwrap()
    }
}

/// `CODE line:column` of diagnostics, counted from 1.
pub(crate) fn short(diagnostics: &[Value]) -> Vec<String> {
    let of = |it: &Value| {
        let start = &it["range"]["start"];
        let at = |key: &str| start[key].as_u64().unwrap() + 1;
        format!("{} {}:{}", it["code"].as_str().unwrap(), at("line"), at("character"))
    };
    diagnostics.iter().map(of).collect()
}

/// A position from a line and column counted from 0.
pub(crate) fn at(line: u32, character: u32) -> Value {
    json!({ "line": line, "character": character })
}
