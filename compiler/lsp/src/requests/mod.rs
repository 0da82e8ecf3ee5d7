//! What the client asks, one file a request.

mod code_action;
mod completion;
mod definition;
mod document_symbol;
mod formatting;
mod hover;
mod references;

use std::path::PathBuf;

use gen_lsp_types::{LspRequestMethod, Position, Uri};
use lsp_server::{ErrorCode, Request, Response, ResponseError};
use mlpc_ide::Cursor;
use mlpc_source::{FileId, SourceFile};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::convert;
use crate::documents::Document;
use crate::server::{Platform, Server};

/// What becomes of a request.
pub(crate) enum Answer {
    /// It is answered.
    Now(Response),
    /// It waits until this platform's newest state is compiled.
    AfterCompile(PathBuf),
}

/// Why a request has no result yet, or none.
pub(crate) enum Refusal {
    /// The newest state isn't compiled.
    NotCompiled(PathBuf),
    /// The parameters can't be read.
    Params(serde_json::Error),
}

type Outcome = Result<Value, Refusal>;

/// Answers a request as far as it can be now.
pub(crate) fn answer(server: &Server, request: &Request) -> Answer {
    let params = request.params.clone();
    let outcome = match LspRequestMethod::from(request.method.as_str()) {
        LspRequestMethod::TextDocumentHover => with(params, |params| hover::answer(server, params)),
        LspRequestMethod::TextDocumentDefinition => with(params, |params| definition::answer(server, params)),
        LspRequestMethod::TextDocumentReferences => with(params, |params| references::answer(server, params)),
        LspRequestMethod::TextDocumentCompletion => with(params, |params| completion::answer(server, params)),
        LspRequestMethod::TextDocumentFormatting => with(params, |params| formatting::answer(server, params)),
        LspRequestMethod::TextDocumentDocumentSymbol => with(params, |params| document_symbol::answer(server, params)),
        LspRequestMethod::TextDocumentCodeAction => with(params, |params| code_action::answer(server, params)),
        _ => {
            let what = format!("mlpc doesn't answer `{}`", request.method);
            return Answer::Now(Response::new_err(request.id.clone(), ErrorCode::MethodNotFound as i32, what));
        }
    };
    match outcome {
        Ok(result) => Answer::Now(Response::new_ok(request.id.clone(), result)),
        Err(Refusal::NotCompiled(root)) => Answer::AfterCompile(root),
        Err(Refusal::Params(error)) => {
            let what = format!("the parameters of `{}` can't be read: {error}", request.method);
            let error = ResponseError { code: ErrorCode::InvalidParams as i32, message: what, data: None };
            Answer::Now(Response { id: request.id.clone(), response_result: Err(error) })
        }
    }
}

fn with<P: DeserializeOwned, R: Serialize>(params: Value, work: impl FnOnce(P) -> Result<Option<R>, Refusal>) -> Outcome {
    let params = serde_json::from_value(params).map_err(Refusal::Params)?;
    let Some(result) = work(params)? else { return Ok(Value::Null) };
    serde_json::to_value(result).map_err(Refusal::Params)
}

/// An open text; `None` for one that isn't.
fn document<'a>(server: &'a Server, uri: &Uri) -> Option<&'a Document> {
    server.documents.get(&server.path(uri)?)
}

/// A file of a compiled platform.
struct Place<'a> {
    platform: Platform<'a>,
    file: FileId,
    source: &'a SourceFile,
}

impl Place<'_> {
    /// The cursor at a position.
    fn cursor(&self, position: Position) -> Cursor {
        Cursor { file: self.file, offset: convert::offset(self.source, position, self.platform.client.encoding) }
    }
}

/// The newest state of the platform of an open text, and the text's file in it; `None` for what isn't open or no spec.
fn place<'a>(server: &'a Server, uri: &Uri) -> Result<Option<Place<'a>>, Refusal> {
    let Some(document) = document(server, uri) else { return Ok(None) };
    let Some((platform, true)) = server.platform(&document.root) else { return Err(Refusal::NotCompiled(document.root.clone())) };
    let sources = &platform.compiled.snapshot.loaded.sources;
    let Some(file) = sources.by_path(&document.source.path) else { return Ok(None) };
    Ok(sources.files.get(file).map(|source| Place { platform, file, source }))
}
