//! The outline of a file: its declarations and those in them.

use mlpc_schema::KindTable;
use mlpc_source::TextRange;
use mlpc_syntax::{Node, Tree};
use smol_str::SmolStr;

use crate::Kinds;
use crate::analysis::{head, text_of_first_argument};
use crate::place::{Role, place};

/// Declarations nested deeper than this aren't listed; the language's own nest four deep.
const DEEPEST: usize = 16;

/// A declaration in an outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its name; without one, its kind.
    pub name: String,
    /// Its kind.
    pub kind: SmolStr,
    /// All of it.
    pub range: TextRange,
    /// Kind and name.
    pub focus: TextRange,
    /// Declarations in it.
    pub children: Vec<Self>,
}

/// The outline of a text.
pub fn symbols(kinds: &Kinds, tree: &Tree) -> Vec<Symbol> {
    tree.roots().filter_map(|node| symbol(&kinds.0, node, 0)).collect()
}

fn symbol(kinds: &KindTable, node: Node<'_>, depth: usize) -> Option<Symbol> {
    let is_declared = matches!(place(kinds, node).0, Role::Declaration(_));
    if depth > DEEPEST || !(is_declared || depth == 0) {
        return None;
    }
    let kind = SmolStr::new(node.name());
    let name = text_of_first_argument(node).filter(|name| !name.is_empty()).unwrap_or_else(|| kind.to_string());
    let children = node.children().filter_map(|child| symbol(kinds, child, depth + 1)).collect();
    Some(Symbol { name, kind, range: node.range(), focus: head(node), children })
}

/// Whether a text declares a platform at its top level.
pub fn declares_platform(text: &str) -> bool {
    mlpc_syntax::parse(text.into()).tree.roots().any(|node| node.name() == "platform")
}
