//! `textDocument/references`

use gen_lsp_types::{Location, ReferenceParams};

use super::{Refusal, place};
use crate::convert;
use crate::server::Server;

pub(super) fn answer(server: &Server, params: ReferenceParams) -> Result<Option<Vec<Location>>, Refusal> {
    let at = params.text_document_position_params;
    let Some(place) = place(server, &at.text_document.uri)? else { return Ok(None) };
    let cursor = place.cursor(at.position);
    let found = mlpc_ide::references(place.platform.analysis(), cursor, params.context.include_declaration);
    let files = &place.platform.compiled.snapshot.loaded.sources.files;
    let locations = found.into_iter().filter_map(|span| {
        let file = files.get(span.file)?;
        Some(Location { uri: convert::uri(&place.platform, &file.path)?, range: convert::range(file, span.range, server.client.encoding) })
    });
    Ok(Some(locations.collect()))
}
