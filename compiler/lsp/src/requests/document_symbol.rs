//! `textDocument/documentSymbol`

use gen_lsp_types::{DocumentSymbol, DocumentSymbolParams};

use super::place::{Refusal, place};
use crate::convert;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: DocumentSymbolParams) -> Result<Option<Vec<DocumentSymbol>>, Refusal> {
    let Some(place) = place(session, &params.text_document.uri)? else { return Ok(None) };
    let analysis = place.platform.analysis();
    let Some(tree) = analysis.tree(place.file) else { return Ok(None) };
    let symbols = mlpc_ide::symbols(&analysis.kinds(), tree);
    Ok(Some(symbols.into_iter().map(|it| convert::symbol(place.source, it, session.client.encoding)).collect()))
}
