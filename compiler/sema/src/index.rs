//! What one file declares and mentions, found without looking at any other file, so that an editor can keep it by content.

use mlpc_source::TextRange;
use mlpc_syntax::{ExprKind, Node, NodeId, Parse, Scalar, SyntaxProblem, TemplatePart};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// The index of one file. Knows no file id and no absolute place but ranges of its own text.
#[derive(Clone, Debug, Default)]
pub struct FileIndex {
    /// The nodes at the top level, in order.
    pub heads: Vec<Head>,
    /// Folders that a `use` names.
    pub uses: Vec<SmolStr>,
    /// Whether a `platform` is declared here.
    pub has_platform: bool,
    /// Names that stand in expressions, sorted.
    pub mentions: Vec<SmolStr>,
    /// Names of nodes at any depth, sorted: kinds, fields, constructs.
    pub node_names: Vec<SmolStr>,
    /// Faults inside `${…}`.
    pub problems: Vec<SyntaxProblem>,
}

/// A node at the top level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its name: a kind or a construct.
    pub kind: SmolStr,
    /// Its first argument, if that is a text without expressions.
    pub name: Option<SmolStr>,
    /// The node.
    pub node: NodeId,
    /// The kind and name as they stand in the text.
    pub range: TextRange,
}

/// Indexes one file.
pub fn index(parse: &Parse) -> FileIndex {
    let mut found = FileIndex::default();
    for node in parse.tree.roots() {
        let head = head(node);
        match head.kind.as_str() {
            "use" => found.uses.extend(head.name.clone()),
            "platform" => found.has_platform = true,
            _ => {}
        }
        found.heads.push(head);
    }
    let mut mentions = FxHashSet::default();
    let mut node_names = FxHashSet::default();
    for node in parse.tree.nodes() {
        let name = node.name();
        if !node_names.contains(&*name) {
            node_names.insert(SmolStr::new(&name));
        }
        for entry in node.entries() {
            if entry.raw().contains("${")
                && let Scalar::Text(text) = entry.value()
            {
                mention(&text, &mut mentions);
                let faults = mlpc_syntax::template(&text).problems;
                if !faults.is_empty() {
                    let map = entry.text_map();
                    let problem = |fault| mlpc_syntax::codes::malformed_expression::problem(map.range(fault_range(fault)), fault);
                    found.problems.extend(faults.iter().map(problem));
                }
            }
        }
    }
    found.mentions = sorted(mentions);
    found.node_names = sorted(node_names);
    found
}

const fn fault_range(fault: &mlpc_syntax::ExprProblem) -> TextRange {
    fault.range
}

fn head(node: Node<'_>) -> Head {
    let first = node.args().next();
    let name = first.and_then(|entry| match entry.value() {
        Scalar::Text(text) if !mlpc_syntax::has_expression(&text) => Some(SmolStr::new(&text)),
        _ => None,
    });
    let range = first.map_or(node.name_range(), |entry| node.name_range().cover(entry.range()));
    Head { kind: SmolStr::new(node.name()), name, node: node.id(), range }
}

/// Adds the names in the expressions of a text.
pub(crate) fn mention(text: &str, into: &mut FxHashSet<SmolStr>) {
    for part in mlpc_syntax::template(text).parts {
        let TemplatePart::Expr(expr) = part else { continue };
        for node in &expr.nodes {
            match &node.kind {
                ExprKind::Name(name) | ExprKind::Field(_, name, _) => {
                    into.insert(name.clone());
                }
                ExprKind::Text(text) => {
                    into.insert(SmolStr::new(text));
                }
                _ => {}
            }
        }
    }
}

fn sorted(names: FxHashSet<SmolStr>) -> Vec<SmolStr> {
    let mut names: Vec<SmolStr> = names.into_iter().collect();
    names.sort();
    names
}
