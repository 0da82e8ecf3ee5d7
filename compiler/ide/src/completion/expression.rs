//! Inside `${…}`: params, lets, kinds, functions; behind a dot names of declarations, then what can be read of one.

use mlpc_schema::{Group, KindTable, docs};
use mlpc_source::TextRange;
use mlpc_syntax::Tree;

use super::{Completion, CompletionKind};
use crate::Analysis;
use crate::analysis::text_of_first_argument;

/// What may stand behind `typed`, which reaches from `${` to `offset`.
pub(super) fn complete(analysis: Analysis<'_>, kinds: &KindTable, tree: &Tree, typed: &str, offset: u32) -> Vec<Completion> {
    let is_word = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '/' | '.');
    let start = typed.char_indices().rev().take_while(|(_, ch)| is_word(*ch)).last().map_or(typed.len(), |(at, _)| at);
    let path = typed.get(start..).unwrap_or("");
    let word = path.rsplit('.').next().unwrap_or("");
    let replace = TextRange::new(offset - word.len() as u32, offset);
    let mut steps: Vec<&str> = path.split('.').collect();
    steps.pop();
    let item = |label: &str, kind, detail: &str| Completion {
        label: label.to_owned(),
        kind,
        detail: detail.to_owned(),
        doc: String::new(),
        insert: label.to_owned(),
        replace,
    };
    match steps.as_slice() {
        [] => {
            let mut found: Vec<Completion> = names(analysis, tree).into_iter().map(|name| item(&name, CompletionKind::Name, "")).collect();
            let readable = kinds.iter().filter(|kind| kind.group != Group::Building && !kind.read_only.is_empty());
            found.extend(
                readable.map(|kind| Completion { doc: docs::hover_kind(kind), ..item(&kind.name, CompletionKind::Kind, &kind.summary) }),
            );
            found.extend(mlpc_project::function_forms().map(|(name, form)| item(name, CompletionKind::Function, form)));
            found.push(item("env", CompletionKind::Name, "the environment"));
            found
        }
        [kind] => {
            let decls = analysis.compiled().flat_map(|it| it.platform.decls.iter()).filter(|decl| decl.kind == *kind);
            let mut names: Vec<&str> = decls.map(|decl| decl.name.as_str()).filter(|name| !name.is_empty()).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().map(|name| item(name, CompletionKind::Declaration, kind)).collect()
        }
        [kind, _] => kinds.get(kind).map_or_else(Vec::new, |kind| {
            let read = kind
                .read_only
                .iter()
                .map(|it| Completion { doc: it.doc.to_string(), ..item(&it.name, CompletionKind::Field, &it.ty.to_string()) });
            let fields = kind.fields.iter().filter(|field| !field.repeats);
            let fields =
                fields.map(|it| Completion { doc: it.doc.to_string(), ..item(&it.name, CompletionKind::Field, &it.ty.to_string()) });
            read.chain(fields).collect()
        }),
        _ => Vec::new(),
    }
}

/// Params and lets at the top level of any file, and those of this text at any depth, loop variables with them.
fn names(analysis: Analysis<'_>, tree: &Tree) -> Vec<String> {
    let heads = analysis.snapshot.loaded.indexes.iter().flat_map(|index| &index.heads);
    let top =
        heads.filter(|head| matches!(head.kind.as_str(), "param" | "let")).filter_map(|head| head.name.as_ref().map(ToString::to_string));
    let here = tree.nodes().filter(|node| matches!(&*node.name(), "param" | "let" | "for")).filter_map(text_of_first_argument);
    let mut names: Vec<String> = top.chain(here).collect();
    names.sort_unstable();
    names.dedup();
    names
}
