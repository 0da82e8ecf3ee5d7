//! `textDocument/hover`

use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};

use super::place::{Refusal, place};
use crate::position;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let at = params.text_document_position_params;
    let Some(place) = place(session, &at.text_document.uri)? else { return Ok(None) };
    let Some(hover) = mlpc_ide::hover(place.platform.analysis(), place.cursor(at.position)) else { return Ok(None) };
    Ok(Some(Hover {
        contents: Contents::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: hover.text }),
        range: Some(position::range(place.source, hover.range, session.client.encoding)),
    }))
}
