//! `textDocument/completion`: of the text as it is now, with the names of the last state that was compiled, so that it never waits for one.

use gen_lsp_types::{CompletionList, CompletionParams};

use super::place::{Refusal, document};
use crate::convert;
use crate::position;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: CompletionParams) -> Result<Option<CompletionList>, Refusal> {
    let at = params.text_document_position_params;
    let Some(document) = document(session, &at.text_document.uri) else { return Ok(None) };
    let Some((platform, is_newest)) = session.platform(&document.root) else { return Err(Refusal::NotCompiled(document.root.clone())) };
    let (analysis, encoding) = (platform.analysis(), session.client.encoding);
    let offset = position::offset(&document.source, at.position, encoding);
    let compiled = analysis.snapshot.loaded.sources.by_path(&document.source.path).filter(|_| is_newest);
    let tree = compiled.and_then(|file| analysis.tree(file));
    let found = match tree {
        Some(tree) => mlpc_ide::complete(analysis, tree, offset),
        None => mlpc_ide::complete_in(analysis, &document.source.text, offset),
    };
    let items = found.into_iter().enumerate().map(|(place, it)| convert::item(&document.source, it, place, encoding));
    Ok(Some(CompletionList { is_incomplete: false, items: items.collect(), ..CompletionList::default() }))
}
