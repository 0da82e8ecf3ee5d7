//! `textDocument/definition`

use gen_lsp_types::{Definition, DefinitionParams, Location};

use super::place::{Refusal, place};
use crate::position;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: DefinitionParams) -> Result<Option<Definition>, Refusal> {
    let at = params.text_document_position_params;
    let Some(place) = place(session, &at.text_document.uri)? else { return Ok(None) };
    let found = mlpc_ide::definition(place.platform.analysis(), place.cursor(at.position));
    let files = &place.platform.compiled.snapshot.loaded.sources.files;
    let locations = found.into_iter().filter_map(|it| {
        let file = files.get(it.file)?;
        Some(Location { uri: place.platform.uri(&file.path)?, range: position::range(file, it.focus, session.client.encoding) })
    });
    Ok(Some(Definition::LocationList(locations.collect())))
}
