//! `textDocument/codeAction`: the fixes of findings, and all safe ones of a file at once.

use std::collections::HashMap;

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Diagnostic, WorkspaceEdit};
use mlpc_ide::{Action, Finding};

use super::place::{Place, Refusal, place};
use crate::convert;
use crate::position;
use crate::session::Session;

pub(super) fn answer(session: &Session, params: CodeActionParams) -> Result<Option<Vec<CodeAction>>, Refusal> {
    let Some(place) = place(session, &params.text_document.uri)? else { return Ok(None) };
    let analysis = place.platform.analysis();
    let range = position::text_range(place.source, params.range, session.client.encoding);
    let wanted = |kind: &CodeActionKind| params.context.only.as_ref().is_none_or(|only| only.iter().any(|it| covers(it, kind)));
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QuickFix) {
        let fixes = mlpc_ide::actions(analysis, place.file, range);
        actions.extend(fixes.into_iter().filter_map(|it| action(&place, it, CodeActionKind::QuickFix)));
    }
    if wanted(&CodeActionKind::SourceFixAll) {
        actions.extend(mlpc_ide::fix_all(analysis, place.file).and_then(|it| action(&place, it, CodeActionKind::SourceFixAll)));
    }
    Ok(Some(actions))
}

/// Whether a kind that is asked for takes in another: `source` takes in `source.fixAll`.
fn covers(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let (asked, kind) = (String::from(asked.clone()), String::from(kind.clone()));
    kind == asked || kind.strip_prefix(&asked).is_some_and(|rest| rest.starts_with('.')) || asked.is_empty()
}

fn action(place: &Place<'_>, action: Action<'_>, kind: CodeActionKind) -> Option<CodeAction> {
    let (platform, files) = (&place.platform, &place.platform.compiled.snapshot.loaded.sources.files);
    let mut changes: HashMap<_, Vec<_>> = HashMap::new();
    for edit in action.edits {
        let file = files.get(edit.span.file)?;
        let converted = position::edit(file, edit.span.range, edit.text, platform.client.encoding);
        changes.entry(platform.uri(&file.path)?).or_default().push(converted);
    }
    let mends = action.mends.iter().filter_map(|diagnostic| {
        let file = diagnostic.primary()?.span.file;
        convert::diagnostic(platform, Finding { file, diagnostic, n_more: 0 })
    });
    let mends: Vec<Diagnostic> = mends.collect();
    Some(CodeAction {
        title: action.title,
        is_preferred: Some(action.safe && kind == CodeActionKind::QuickFix),
        kind: Some(kind),
        diagnostics: Some(mends),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    })
}
