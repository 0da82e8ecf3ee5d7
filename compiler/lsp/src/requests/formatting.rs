//! `textDocument/formatting`

use gen_lsp_types::{DocumentFormattingParams, TextEdit};

use super::{Refusal, document};
use crate::convert;
use crate::server::Server;

pub(super) fn answer(server: &Server, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(document) = document(server, &params.text_document.uri) else { return Ok(None) };
    // Broken text stays as it is; what is wrong with it is published anyhow.
    let Ok(edits) = mlpc_ide::format(&document.source.text) else { return Ok(None) };
    Ok(Some(edits.into_iter().map(|it| convert::edit(&document.source, it.range, it.text, server.client.encoding)).collect()))
}
