//! Trees: any keys to any depth. One argument is a scalar, several a list, fields a map, `-` children list items.

use mlpc_diag::Diagnostic;
use mlpc_model::{DeferredRef, Item, Part, Val};
use mlpc_source::TextRange;
use mlpc_syntax::Node;
use smol_str::SmolStr;

use crate::codes::{duplicate, wrong_type};
use crate::cx::{Cx, Site};
use crate::expand::{Ground, Leaf, Mode};
use crate::value::{Piece, Value, When};

/// The word that starts an item of a list.
const DASH: &str = "-";
/// How deep trees may be: of blocks within blocks by the parser, of lists in values of files here.
const DEEPEST: u32 = 300;
/// Steps that a value in a tree takes: what its origin weighs.
const COST: u64 = 10;

impl<'a> Cx<'a> {
    /// A tree. Of a declaration whose block is the tree (`block`), only the children count.
    pub(crate) fn read_tree(&mut self, node: Node<'a>, site: Site, block: bool) -> Item {
        if self.depth >= DEEPEST {
            self.report_depth(site.span(node.name_range()));
            return self.item(Val::Poison, site, node.range());
        }
        self.depth += 1;
        let item = self.read_tree_node(node, site, block);
        self.depth -= 1;
        item
    }

    fn read_tree_node(&mut self, node: Node<'a>, site: Site, block: bool) -> Item {
        let range = node.range();
        let has_fields = node.has_block() || (!block && node.props().next().is_some());
        let n_args = if block { 0 } else { node.args().count() };
        if n_args > 0 {
            if has_fields {
                let message = format!("`{}` has values and fields: it can be one or the other", node.name());
                self.report_at(&wrong_type::RULE, message, site.span(node.head_range()), "values here, fields beside them");
                return self.item(Val::Poison, site, range);
            }
            let mut items: Vec<Item> = Vec::with_capacity(n_args);
            for entry in node.args() {
                let value = self.read_entry(entry, site);
                let val = self.tree_val(value, site, entry.value_range());
                items.push(self.item(val, site, if n_args == 1 { range } else { entry.value_range() }));
            }
            return match items.pop() {
                Some(single) if items.is_empty() => single,
                Some(last) => {
                    items.push(last);
                    self.item(Val::List(items), site, range)
                }
                None => self.item(Val::Null, site, range),
            };
        }
        let leaves: Vec<Leaf<'a>> = if node.has_block() {
            let ground = Ground { file: site.file, scope: site.scope, origin: site.origin, decl: site.decl };
            self.flatten(ground, node.children(), Mode::Tree)
        } else {
            Vec::new()
        };
        let (leaves, doubtful): (Vec<_>, Vec<_>) = leaves.into_iter().partition(|leaf| self.doubt(leaf.scope) == self.doubt(site.scope));
        for leaf in doubtful {
            // For its own mistakes: nobody knows whether it is there.
            let _ = self.read_tree(leaf.node, Site { scope: leaf.scope, origin: leaf.origin, ..site }, false);
        }
        let n_dashes = leaves.iter().filter(|leaf| leaf.node.name() == DASH).count();
        if n_dashes > 0 {
            if n_dashes < leaves.len() || (!block && node.props().next().is_some()) {
                let message = format!("`{}` has list items and fields: it can be one or the other", node.name());
                self.report_at(&wrong_type::RULE, message, site.span(node.name_range()), "`-` items among fields");
                return self.item(Val::Poison, site, range);
            }
            let items = leaves
                .iter()
                .map(|leaf| self.read_tree(leaf.node, Site { scope: leaf.scope, origin: leaf.origin, ..site }, false))
                .collect();
            return self.item(Val::List(items), site, range);
        }
        self.tree_map(node, &leaves, site, block)
    }

    fn tree_map(&mut self, node: Node<'a>, leaves: &[Leaf<'a>], site: Site, block: bool) -> Item {
        let most = leaves.len() + if block { 0 } else { node.props().count() };
        let mut entries: Vec<(SmolStr, Item)> = Vec::with_capacity(most);
        let mut seen: rustc_hash::FxHashMap<SmolStr, TextRange> =
            rustc_hash::FxHashMap::with_capacity_and_hasher(most, rustc_hash::FxBuildHasher);
        if !block {
            for entry in node.props() {
                let Some(name) = entry.name().map(SmolStr::new) else { continue };
                if self.taken_key(&mut seen, &name, entry.range(), site) {
                    continue;
                }
                let value = self.read_entry(entry, site);
                let val = self.tree_val(value, site, entry.value_range());
                entries.push((name, self.item(val, site, entry.range())));
            }
        }
        for leaf in leaves {
            let name = SmolStr::new(leaf.node.name());
            if self.taken_key(&mut seen, &name, leaf.node.range(), site) {
                continue;
            }
            let item = self.read_tree(leaf.node, Site { scope: leaf.scope, origin: leaf.origin, ..site }, false);
            entries.push((name, item));
        }
        self.item(Val::Map(entries), site, node.range())
    }

    /// Reports a key that is written already. In a raw resource a block may stand several times, so blocks repeat there.
    fn taken_key(&mut self, seen: &mut rustc_hash::FxHashMap<SmolStr, TextRange>, name: &SmolStr, range: TextRange, site: Site) -> bool {
        let Some(first) = seen.get(name).copied() else {
            seen.insert(name.clone(), range);
            return false;
        };
        let diagnostic = Diagnostic::new(&duplicate::RULE, format!("`{name}` is written twice"))
            .label(site.span(range), "written again here")
            .label(site.span(first), "first written here")
            .help("keep one of them; a list of blocks is written as `-` items");
        self.report(diagnostic);
        true
    }

    /// A value as a tree's leaf, or of a file or expression a whole subtree.
    pub(crate) fn tree_val(&mut self, value: Value, site: Site, range: TextRange) -> Val {
        if self.depth >= DEEPEST || !self.spend_steps(COST, site.span(range)) {
            self.report_depth(site.span(range));
            return Val::Poison;
        }
        self.depth += 1;
        let val = self.tree_val_inside(value, site, range);
        self.depth -= 1;
        val
    }

    fn tree_val_inside(&mut self, value: Value, site: Site, range: TextRange) -> Val {
        match value {
            Value::Poison => Val::Poison,
            Value::Null => Val::Null,
            Value::Bool(flag) => Val::Bool(flag),
            Value::Number(number) => match number.to_i64() {
                Some(int) => Val::Int(int),
                None => self.finite(number, site, range),
            },
            Value::Text(text) => Val::Text(text),
            Value::List(items) => {
                let items = items.iter().map(|item| {
                    let val = self.tree_val(item.clone(), site, range);
                    self.item(val, site, range)
                });
                Val::List(items.collect())
            }
            Value::Map(entries) => {
                let entries = entries.iter().filter(|(key, _)| !key.is_empty()).map(|(key, value)| {
                    let val = self.tree_val(value.clone(), site, range);
                    (key.clone(), self.item(val, site, range))
                });
                Val::Map(entries.collect())
            }
            Value::Decl(id) if self.decls.get(id).is_some_and(|decl| decl.kind.name == "secret") => Val::Secret(id),
            Value::Later(later) => Val::Deferred(DeferredRef { decl: later.decl, path: later.path.to_vec() }),
            Value::Joined(pieces) => Val::Template(parts_of(&pieces)),
            Value::Quantity(it) => Val::Text(SmolStr::new(it.to_k8s().unwrap_or_else(|| it.to_string()))),
            other => match self.text_of(&other, site.span(range)) {
                Some(text) => Val::Text(text),
                None => Val::Poison,
            },
        }
    }

    pub(crate) fn finite(&mut self, number: mlpc_units::Rational, site: Site, range: TextRange) -> Val {
        match self.text_of(&Value::Number(number), site.span(range)) {
            Some(_) => Val::Number(number),
            None => Val::Poison,
        }
    }
}

pub(crate) fn parts_of(pieces: &[Piece]) -> Vec<Part> {
    let part = |piece: &Piece| match piece {
        Piece::Text(text) => Part::Text(text.clone()),
        Piece::Later(later) => Part::Deferred(DeferredRef { decl: later.decl, path: later.path.to_vec() }),
    };
    pieces.iter().map(part).collect()
}

/// Whether all that a text waits for is known by the lowering.
pub(crate) fn known_by_lowering(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Text(_) => true,
        Piece::Later(later) => later.when == When::Lowering,
    })
}
