//! Something that may be written as the protocol's completion item.

use gen_lsp_types::{CompletionItem, CompletionItemKind, CompletionItemTextEdit, Documentation, MarkupContent, MarkupKind};
use mlpc_ide::{Completion, CompletionKind};
use mlpc_source::{Encoding, SourceFile};

/// The item; `place` is its rank in the order in which it is to be shown.
pub(crate) fn item(file: &SourceFile, completion: Completion, place: usize, encoding: Encoding) -> CompletionItem {
    let kind = match completion.kind {
        CompletionKind::Kind => CompletionItemKind::Class,
        CompletionKind::Construct => CompletionItemKind::Keyword,
        CompletionKind::Field => CompletionItemKind::Property,
        CompletionKind::Value => CompletionItemKind::EnumMember,
        CompletionKind::Declaration => CompletionItemKind::Reference,
        CompletionKind::Fact => CompletionItemKind::Constant,
        CompletionKind::Name => CompletionItemKind::Variable,
        CompletionKind::Function => CompletionItemKind::Function,
    };
    let doc = Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: completion.doc.clone() });
    let edit = crate::position::edit(file, completion.replace, completion.insert, encoding);
    CompletionItem {
        // Clients filter by the text that is replaced, which lies within the quotes or holds them with what is inserted.
        filter_text: Some(if edit.new_text.starts_with('"') { edit.new_text.clone() } else { completion.label.clone() }),
        label: completion.label,
        kind: Some(kind),
        detail: (!completion.detail.is_empty()).then_some(completion.detail),
        documentation: (!completion.doc.is_empty()).then_some(doc),
        sort_text: Some(format!("{place:05}")),
        text_edit: Some(CompletionItemTextEdit::TextEdit(edit)),
        ..CompletionItem::default()
    }
}
