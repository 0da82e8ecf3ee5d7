//! What the client asks, one file a request.

mod code_action;
mod completion;
mod definition;
mod document_symbol;
mod formatting;
mod hover;
mod place;
mod references;

use std::path::PathBuf;

use gen_lsp_types::LspRequestMethod;
use lsp_server::{ErrorCode, Request, Response, ResponseError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::session::Session;
use place::Refusal;

/// What becomes of a request.
pub(crate) enum Answer {
    /// It is answered.
    Now(Response),
    /// It waits until this platform's newest state is compiled.
    AfterCompile(PathBuf),
}

type Outcome = Result<Value, Refusal>;

/// Answers a request as far as it can be now.
pub(crate) fn answer(session: &Session, request: &Request) -> Answer {
    let params = request.params.clone();
    let outcome = match LspRequestMethod::from(request.method.as_str()) {
        LspRequestMethod::TextDocumentHover => with(params, |params| hover::answer(session, params)),
        LspRequestMethod::TextDocumentDefinition => with(params, |params| definition::answer(session, params)),
        LspRequestMethod::TextDocumentReferences => with(params, |params| references::answer(session, params)),
        LspRequestMethod::TextDocumentCompletion => with(params, |params| completion::answer(session, params)),
        LspRequestMethod::TextDocumentFormatting => with(params, |params| formatting::answer(session, params)),
        LspRequestMethod::TextDocumentDocumentSymbol => with(params, |params| document_symbol::answer(session, params)),
        LspRequestMethod::TextDocumentCodeAction => with(params, |params| code_action::answer(session, params)),
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
