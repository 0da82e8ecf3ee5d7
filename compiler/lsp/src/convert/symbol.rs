//! An outline's entry as the protocol's document symbol.

use gen_lsp_types::{DocumentSymbol, SymbolKind};
use mlpc_ide::Symbol;
use mlpc_source::{Encoding, SourceFile};

/// The symbol with those in it.
pub(crate) fn symbol(file: &SourceFile, it: Symbol, encoding: Encoding) -> DocumentSymbol {
    let kind = match it.kind.as_str() {
        "platform" | "tenant" => SymbolKind::Namespace,
        "target" | "network" | "cluster" => SymbolKind::Module,
        "param" | "let" | "for" | "when" | "environment" => SymbolKind::Variable,
        "define" => SymbolKind::Class,
        _ => SymbolKind::Object,
    };
    let children: Vec<DocumentSymbol> = it.children.into_iter().map(|child| symbol(file, child, encoding)).collect();
    let (range, focus) = (crate::position::range(file, it.range, encoding), crate::position::range(file, it.focus, encoding));
    DocumentSymbol::new(it.name, Some(it.kind.to_string()), kind, None, None, range, focus, (!children.is_empty()).then_some(children))
}
