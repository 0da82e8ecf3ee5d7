//! `textDocument/formatting`

use gen_lsp_types::{DocumentFormattingParams, TextEdit};

use super::place::{Refusal, document};
use crate::position;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(document) = document(session, &params.text_document.uri) else { return Ok(None) };
    // Broken text stays as it is; what is wrong with it is published anyhow.
    let Ok(edits) = mlpc_ide::format(&document.source.text) else { return Ok(None) };
    Ok(Some(edits.into_iter().map(|it| position::edit(&document.source, it.range, it.text, session.client.encoding)).collect()))
}
