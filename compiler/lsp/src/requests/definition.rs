//! `textDocument/definition`

use gen_lsp_types::{Definition, DefinitionParams, Location};

use super::{Refusal, place};
use crate::convert;
use crate::server::Server;

pub(super) fn answer(server: &Server, params: DefinitionParams) -> Result<Option<Definition>, Refusal> {
    let at = params.text_document_position_params;
    let Some(place) = place(server, &at.text_document.uri)? else { return Ok(None) };
    let found = mlpc_ide::definition(place.platform.analysis(), place.cursor(at.position));
    let files = &place.platform.compiled.snapshot.loaded.sources.files;
    let locations = found.into_iter().filter_map(|it| {
        let file = files.get(it.file)?;
        Some(Location { uri: convert::uri(&place.platform, &file.path)?, range: convert::range(file, it.focus, server.client.encoding) })
    });
    Ok(Some(Definition::LocationList(locations.collect())))
}
