//! `textDocument/references`

use gen_lsp_types::{Location, ReferenceParams};

use super::place::{Refusal, place};
use crate::position;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: ReferenceParams) -> Result<Option<Vec<Location>>, Refusal> {
    let at = params.text_document_position_params;
    let Some(place) = place(session, &at.text_document.uri)? else { return Ok(None) };
    let cursor = place.cursor(at.position);
    let found = mlpc_ide::references(place.platform.analysis(), cursor, params.context.include_declaration);
    let files = &place.platform.compiled.snapshot.loaded.sources.files;
    let locations = found.into_iter().filter_map(|span| {
        let file = files.get(span.file)?;
        Some(Location { uri: place.platform.uri(&file.path)?, range: position::range(file, span.range, session.client.encoding) })
    });
    Ok(Some(locations.collect()))
}
