//! `when`, `for` and `let` of one block: what remains is the list of other nodes, each with its scope.

use mlpc_diag::Diagnostic;
use mlpc_source::{Frame, OriginId, Round, Span};
use mlpc_syntax::{Entry, Node, Scalar};
use smol_str::SmolStr;

use super::Ground;
use crate::codes::{missing_required, unknown_field, wrong_type};
use crate::cx::{Cx, Site};
use crate::scope::{Binding, BindingState, ScopeId, What};
use crate::value::Value;

/// A node that is no construct, with the scope and origin in which it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) scope: ScopeId,
    pub(crate) origin: OriginId,
}

/// What kind of block is flattened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// A block of declarations and fields.
    Declarations,
    /// A tree, where `when`, `for` and `let` are keys unless they have the form of a construct (`for "5m"` is a key).
    Tree,
}

impl<'a> Cx<'a> {
    /// Flattens a block, in document order.
    pub(crate) fn flatten(&mut self, ground: Ground, nodes: impl Iterator<Item = Node<'a>>, mode: Mode) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        let mut stack = Vec::new();
        self.push_block(ground, nodes, mode, &mut stack);
        while let Some(leaf) = stack.pop() {
            let span = Span::new(ground.file, leaf.node.name_range());
            if !self.spend_nodes(1, span) {
                break;
            }
            let ground = Ground { scope: leaf.scope, origin: leaf.origin, ..ground };
            match construct(leaf.node, mode) {
                Some(Construct::When) => self.when(ground, leaf.node, mode, &mut stack),
                Some(Construct::For) => self.for_each(ground, leaf.node, mode, &mut stack),
                None => leaves.push(leaf),
            }
        }
        leaves
    }

    /// Puts a block's nodes on the stack, its `let`s bound in a scope of their own.
    fn push_block(&mut self, ground: Ground, nodes: impl Iterator<Item = Node<'a>>, mode: Mode, stack: &mut Vec<Leaf<'a>>) {
        let start = stack.len();
        let mut scope = ground.scope;
        for node in nodes {
            if mode == Mode::Declarations && node.name() == "let" {
                if scope == ground.scope {
                    scope = self.open_scope(Some(ground.scope));
                }
                self.bind_let(Ground { scope, ..ground }, node);
            } else {
                stack.push(Leaf { node, scope: ground.scope, origin: ground.origin });
            }
        }
        if let Some(pushed) = stack.get_mut(start..) {
            pushed.reverse();
            for leaf in pushed {
                leaf.scope = scope;
            }
        }
    }

    /// Binds a `let`; its value is computed when first asked for.
    pub(crate) fn bind_let(&mut self, ground: Ground, node: Node<'a>) {
        let Some((name, span)) = self.construct_name(ground, node, "let") else { return };
        if node.args().nth(1).is_none() && node.is_broken() {
            self.gaps.skipped.insert(name.clone());
            self.gaps.values.insert(name);
            return;
        }
        if node.args().nth(1).is_none() && !node.has_block() {
            self.report(
                Diagnostic::new(&missing_required::RULE, format!("let `{name}` has no value"))
                    .label(Span::new(ground.file, node.head_range()), "a value is missing after the name")
                    .help(format!("write `let \"{name}\" …`")),
            );
            self.gaps.skipped.insert(name.clone());
            self.gaps.values.insert(name);
            return;
        }
        if let Some(entry) = node.props().next() {
            self.report_at(
                &unknown_field::RULE,
                format!("let `{name}` takes values, not properties"),
                Span::new(ground.file, entry.range()),
                "a property",
            );
        }
        let state = BindingState::Waiting { file: ground.file, node, scope: ground.scope, decl: ground.decl };
        let values = node.args().skip(1).map(mlpc_syntax::Entry::value_range).reduce(mlpc_source::TextRange::cover);
        let value_span = values.map_or(span, |range| Span::new(ground.file, range));
        self.bind(ground.scope, Binding { name, what: What::Let, span, value_span, state, source: None });
    }

    /// The name that a construct declares: its first argument, a plain text.
    pub(crate) fn construct_name(&mut self, ground: Ground, node: Node<'_>, construct: &str) -> Option<(SmolStr, Span)> {
        let Some(entry) = node.args().next() else {
            if !node.is_broken() {
                self.report(
                    Diagnostic::new(&missing_required::RULE, format!("this `{construct}` has no name"))
                        .label(Span::new(ground.file, node.name_range()), "a name is missing after it")
                        .help(format!("write `{construct} \"name\" …`")),
                );
            }
            self.unread_construct(construct, None);
            return None;
        };
        let span = Span::new(ground.file, entry.value_range());
        match entry.value() {
            Scalar::Text(text) if is_name(&text) => Some((SmolStr::new(&text), span)),
            Scalar::Text(text) => {
                self.report_bad_name(&text, if construct == "for" { "loop variable" } else { construct }, span);
                self.unread_construct(construct, Some(SmolStr::new(&text)));
                None
            }
            Scalar::Broken => {
                self.unread_construct(construct, None);
                None
            }
            _ => {
                self.report_at(&wrong_type::RULE, format!("the name of a `{construct}` is a text"), span, "not a text");
                self.unread_construct(construct, None);
                None
            }
        }
    }

    /// Notes a construct whose name can't be used, or read at all.
    fn unread_construct(&mut self, construct: &str, name: Option<SmolStr>) {
        match (construct, name) {
            ("define", Some(name)) => _ = self.gaps.defines.insert(name),
            ("define", None) => self.gaps.unnamed_define = true,
            ("environment", _) => {}
            (_, Some(name)) => _ = self.gaps.values.insert(name),
            (_, None) => self.gaps.unnamed_value = true,
        }
    }

    fn when(&mut self, ground: Ground, node: Node<'a>, mode: Mode, stack: &mut Vec<Leaf<'a>>) {
        let mut arguments = node.args();
        let Some(entry) = arguments.next() else {
            if !node.is_broken() {
                self.report(
                    Diagnostic::new(&missing_required::RULE, "this `when` has no condition")
                        .label(Span::new(ground.file, node.name_range()), "a condition is missing after it")
                        .help("write `when \"${env == 'prod'}\" { … }`"),
                );
            }
            return self.doubtful_when(ground, node, mode, stack);
        };
        if let Some(extra) = arguments.next().or_else(|| node.props().next()) {
            let span = Span::new(ground.file, extra.range());
            self.report_at(&unknown_field::RULE, "`when` takes one condition", span, "more than a condition");
        }
        let site = Self::early_site(ground);
        let value = self.read_entry(entry, site);
        match value {
            Value::Bool(true) => {
                let origin = self.origins.child(ground.origin, Some(Span::new(ground.file, node.head_range())), Frame::When);
                self.push_block(Ground { origin, ..ground }, node.children(), mode, stack);
            }
            Value::Bool(false) => self.leave_out(node),
            Value::Poison => self.doubtful_when(ground, node, mode, stack),
            other => {
                let span = Span::new(ground.file, entry.value_range());
                let message = format!("the condition of a `when` is a bool, this is {}", other.noun());
                self.report_at(&wrong_type::RULE, message, span, other.show());
                self.doubtful_when(ground, node, mode, stack);
            }
        }
    }

    /// The body of a `when` whose condition can't be read: taken up for its own mistakes.
    fn doubtful_when(&mut self, ground: Ground, node: Node<'a>, mode: Mode, stack: &mut Vec<Leaf<'a>>) {
        self.leave_out(node);
        let origin = self.origins.child(ground.origin, Some(Span::new(ground.file, node.head_range())), Frame::When);
        let scope = self.open_doubtful_scope(ground.scope);
        self.push_block(Ground { scope, origin, ..ground }, node.children(), mode, stack);
    }

    /// The body of a `for` whose rows can't be read: taken up once for its own mistakes, its variable being anything.
    fn doubtful_for(&mut self, ground: Ground, node: Node<'a>, mode: Mode, stack: &mut Vec<Leaf<'a>>) {
        self.leave_out(node);
        let head = Span::new(ground.file, node.head_range());
        let origin = self.origins.child(ground.origin, Some(head), Frame::When);
        let scope = self.open_doubtful_scope(ground.scope);
        match node.args().next().map(Entry::value) {
            Some(Scalar::Text(variable)) => {
                let (name, state) = (SmolStr::new(&variable), BindingState::Done(Value::Poison));
                let binding = Binding { name: name.clone(), what: What::Loop, span: head, value_span: head, state, source: None };
                let id = self.bindings.push(binding);
                if let Some(scope) = self.scopes.get_mut(scope) {
                    scope.names.insert(name, id);
                }
            }
            _ => self.gaps.unnamed_value = true,
        }
        self.push_block(Ground { scope, origin, ..ground }, node.children(), mode, stack);
    }

    fn for_each(&mut self, ground: Ground, node: Node<'a>, mode: Mode, stack: &mut Vec<Leaf<'a>>) {
        let Some((variable, span)) = self.construct_name(ground, node, "for") else {
            return self.doubtful_for(ground, node, mode, stack);
        };
        if !self.may_bind(ground.scope, &variable, What::Loop, span) {
            return self.doubtful_for(ground, node, mode, stack);
        }
        let list = node.props().find(|entry| entry.name().as_deref() == Some("in"));
        for extra in node.props().filter(|entry| entry.name().as_deref() != Some("in")).chain(node.args().skip(1)) {
            let span = Span::new(ground.file, extra.range());
            self.report_at(&unknown_field::RULE, "`for` takes a variable and `in=`", span, "neither of them");
        }
        let Some(entry) = list else {
            if !node.is_broken() {
                self.report(
                    Diagnostic::new(&missing_required::RULE, format!("`for \"{variable}\"` doesn't say what to walk"))
                        .label(Span::new(ground.file, node.head_range()), "`in=` is missing")
                        .help(format!("write `for \"{variable}\" in=\"${{…}}\" {{ … }}`")),
                );
            }
            return self.doubtful_for(ground, node, mode, stack);
        };
        let site = Self::early_site(ground);
        let rows = match self.read_entry(entry, site) {
            Value::List(rows) => rows,
            Value::Poison => return self.doubtful_for(ground, node, mode, stack),
            other => {
                let span = Span::new(ground.file, entry.value_range());
                let message = format!("`in=` of a `for` is a list, this is {}", other.noun());
                self.report_at(&wrong_type::RULE, message, span, other.show());
                return self.doubtful_for(ground, node, mode, stack);
            }
        };
        if rows.is_empty() {
            self.leave_out(node);
        }
        let head = Span::new(ground.file, node.head_range());
        let n_children = node.children().count() as u64;
        for row in rows.iter().rev() {
            if !self.spend_nodes(5 + n_children, head) {
                return;
            }
            let frame = Frame::For(Box::new(Round { variable: variable.clone(), row: SmolStr::new(Self::show_row(row)) }));
            let origin = self.origins.child(ground.origin, Some(head), frame);
            let scope = self.open_scope(Some(ground.scope));
            let binding = Binding {
                name: variable.clone(),
                what: What::Loop,
                span,
                value_span: span,
                state: BindingState::Done(row.clone()),
                source: None,
            };
            self.bind(scope, binding);
            self.push_block(Ground { scope, origin, ..ground }, node.children(), mode, stack);
        }
    }

    /// A row as it stands in findings: its name, or its first cell.
    fn show_row(row: &Value) -> String {
        match row {
            Value::Map(cells) => match cells.get("name").or_else(|| cells.values().next()) {
                Some(cell) => cell.show(),
                None => row.show(),
            },
            other => other.show(),
        }
    }

    /// Remembers the names in a body that is left out, so that nothing is blamed for not being used.
    pub(crate) fn leave_out(&mut self, node: Node<'_>) {
        let mut stack: Vec<Node<'_>> = node.children().collect();
        while let Some(node) = stack.pop() {
            for entry in node.entries() {
                if let Scalar::Text(text) = entry.value() {
                    if mlpc_syntax::has_expression(&text) {
                        crate::index::mention(&text, &mut self.gaps.skipped);
                    } else {
                        self.gaps.skipped.insert(SmolStr::new(&text));
                    }
                }
            }
            stack.extend(node.children());
        }
    }

    pub(crate) fn early_site(ground: Ground) -> Site {
        Site { file: ground.file, scope: ground.scope, decl: ground.decl, early: true, origin: ground.origin, default: None }
    }
}

enum Construct {
    When,
    For,
}

fn construct(node: Node<'_>, mode: Mode) -> Option<Construct> {
    let in_tree = mode == Mode::Tree;
    match &*node.name() {
        "when" if !in_tree || (node.has_block() && node.args().count() == 1) => Some(Construct::When),
        "for" if !in_tree || (node.has_block() && node.props().any(|entry| entry.name().as_deref() == Some("in"))) => Some(Construct::For),
        _ => None,
    }
}

/// Whether `text` is a name: lower-case words of letters and digits joined by `-`, the first letter of each any, of the whole a letter.
pub(crate) fn is_name(text: &str) -> bool {
    const LONGEST: usize = 40;
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= LONGEST && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase()) && text.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_lower_case_words() {
        for good in ["a", "h100", "gpu-nodes", "a1-2b"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "A", "1a", "a--b", "-a", "a-", "a_b", "é", &"a".repeat(41)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
