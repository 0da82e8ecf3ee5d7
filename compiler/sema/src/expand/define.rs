//! `define` and its instances.

use std::rc::Rc;

use mlpc_diag::{Diagnostic, Fix};
use mlpc_source::{FileId, Frame, Span};
use mlpc_syntax::{Entry, Node};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::flatten::is_name;
use super::{Block, Ground, Mode};
use crate::codes::{duplicate, expansion_too_deep, missing_required, unknown_field};
use crate::cx::Cx;
use crate::program::Source;
use crate::resolutions::Target;
use crate::scope::{Binding, BindingState, ScopeId, What};
use crate::suggest::{listing, nearest};
use crate::value::Value;

/// A user's own kind.
#[derive(Debug)]
pub(crate) struct Define<'a> {
    pub(crate) name: SmolStr,
    pub(crate) span: Span,
    pub(crate) file: FileId,
    pub(crate) node: Node<'a>,
    /// Where names of the body are looked up.
    pub(crate) scope: ScopeId,
    /// Whether it came with a `use`.
    pub(crate) library: bool,
}

/// One instance, and the instance in whose body it stands.
#[derive(Debug)]
pub(crate) struct Call {
    define: SmolStr,
    span: Span,
    depth: usize,
    parent: Option<Rc<Call>>,
}

const DEEPEST: usize = 64;
/// Nodes of the budget that an instance takes besides those of its body: what its scope and origins weigh.
const COST: u64 = 20;

impl<'a> Cx<'a> {
    /// Expands an instance of `define`.
    pub(super) fn instantiate(
        &mut self,
        ground: Ground,
        node: Node<'a>,
        define: &Rc<Define<'a>>,
        parent: Option<&Rc<Call>>,
        work: &mut Vec<Block<'a>>,
    ) {
        let span = Span::new(ground.file, node.head_range());
        if !self.spend_nodes(COST, span) {
            return;
        }
        let call =
            Rc::new(Call { define: define.name.clone(), span, depth: parent.map_or(1, |call| call.depth + 1), parent: parent.cloned() });
        if self.too_deep(&call) {
            self.forget_instance(node);
            return;
        }
        let scope = self.open_scope(Some(define.scope));
        let doubt = self.doubt(ground.scope);
        self.set_doubt(scope, doubt);
        let name = self.instance_name(ground, node, define);
        if name.is_none() {
            self.set_doubt(scope, Some(scope));
        }
        let state = BindingState::Done(name.map_or(Value::Poison, Value::Text));
        let name_span = node.args().next().map_or(span, |entry| Span::new(ground.file, entry.value_range()));
        self.bind(
            scope,
            Binding {
                name: SmolStr::new_static("name"),
                what: What::InstanceName,
                span: name_span,
                value_span: name_span,
                state,
                source: None,
            },
        );
        let call_origin = self.origins.child(ground.origin, Some(span), Frame::Written);
        let frame = Frame::Define { name: define.name.clone() };
        let origin = self.origins.child(call_origin, Some(define.span), frame);
        self.bind_instance(Ground { origin: call_origin, ..ground }, node, define, scope);
        let inside = Ground { file: define.file, scope, origin, decl: ground.decl };
        let leaves = self.flatten(inside, define.node.children(), Mode::Declarations);
        work.push(Block { file: define.file, leaves, decl: ground.decl, call: Some(call) });
    }

    fn instance_name(&mut self, ground: Ground, node: Node<'a>, define: &Define<'a>) -> Option<SmolStr> {
        let Some(entry) = node.args().next() else {
            if !node.is_broken() {
                self.report(
                    Diagnostic::new(&missing_required::RULE, format!("this {} has no name", define.name))
                        .label(Span::new(ground.file, node.name_range()), "a name is missing after it")
                        .help(format!("write `{} \"name\" …`", define.name)),
                );
            }
            return None;
        };
        if let Some(extra) = node.args().nth(1) {
            self.unknown_entry(ground, &define.name, &[], extra, true);
        }
        let span = Span::new(ground.file, entry.value_range());
        let site = Self::early_site(ground);
        match self.read_entry(entry, site) {
            Value::Text(text) if is_name(&text) => Some(text),
            Value::Text(text) => {
                self.report_bad_name(&text, &define.name, span);
                None
            }
            Value::Poison => None,
            other => {
                let message = format!("the name of a {} is a text, this is {}", define.name, other.noun());
                self.report_at(&crate::codes::wrong_type::RULE, message, span, other.show());
                None
            }
        }
    }

    /// Binds the params of a `define` to what an instance gives them.
    fn bind_instance(&mut self, ground: Ground, node: Node<'a>, define: &Define<'a>, scope: ScopeId) {
        let body = Ground { file: define.file, scope, origin: ground.origin, decl: ground.decl };
        let params: Vec<_> =
            define.node.children().filter(|child| child.name() == "param").filter_map(|child| self.param_decl(body, child)).collect();
        let given = self.given(ground, node, define, &params.iter().map(|param| param.name.clone()).collect::<Vec<_>>());
        for param in params {
            let site = Self::early_site(ground);
            let value = match given.get(&param.name) {
                Some(source) => self.read_param(&param, *source, site),
                None => self.param_default(&param, Self::early_site(body), Some(Span::new(ground.file, node.head_range()))),
            };
            if let Some(source) = given.get(&param.name) {
                self.note_use(Span::new(ground.file, source.name_range()), Target::Name(param.span));
            }
            let binding = Binding {
                name: param.name.clone(),
                what: What::Param,
                span: param.span,
                value_span: param.span,
                state: BindingState::Done(value),
                source: None,
            };
            self.bind(scope, binding);
        }
    }

    /// The fields of an instance by name.
    fn given(&mut self, ground: Ground, node: Node<'a>, define: &Define<'a>, names: &[SmolStr]) -> FxHashMap<SmolStr, Source<'a>> {
        let mut given: FxHashMap<SmolStr, Source<'a>> = FxHashMap::default();
        let properties = node.props().filter_map(|entry: Entry<'a>| Some((SmolStr::new(entry.name()?), Source::Entry(entry))));
        let children = node.children().map(|child| (SmolStr::new(child.name()), Source::Node(child)));
        let all: Vec<_> = properties.chain(children).collect();
        for (name, source) in all {
            let span = Span::new(ground.file, source.name_range());
            if !names.contains(&name) {
                self.unknown_instance_field(define, &name, span, names);
            } else if let Some(first) = given.get(&name) {
                let first = Span::new(ground.file, first.name_range());
                self.report(
                    Diagnostic::new(&duplicate::RULE, format!("`{name}` is written twice"))
                        .label(span, "written again here")
                        .label(first, "first written here")
                        .help("keep one of them"),
                );
            } else {
                given.insert(name, source);
            }
        }
        given
    }

    fn unknown_instance_field(&mut self, define: &Define<'a>, name: &str, span: Span, names: &[SmolStr]) {
        let is_kind = self.inputs.kinds.get(name).is_some() || self.defines.contains_key(name);
        let mut diagnostic = Diagnostic::new(&unknown_field::RULE, format!("`{}` has no param `{name}`", define.name))
            .label(span, if is_kind { "an instance takes no declarations" } else { "unknown field" })
            .label(define.span, "defined here");
        let compared = if self.spend_comparisons(names.len()) { names } else { &[] };
        diagnostic = match nearest(name, compared) {
            Some(near) => diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near)),
            None if names.is_empty() => diagnostic.help("it has no params"),
            None => diagnostic.help(format!("its params are {}", listing(names))),
        };
        self.report(diagnostic);
    }

    /// Whether an instance is one too many: in its own body, or beyond the limit.
    fn too_deep(&mut self, call: &Rc<Call>) -> bool {
        let mut path = vec![call];
        let mut next = call.parent.as_ref();
        while let Some(outer) = next {
            path.push(outer);
            if outer.define == call.define {
                self.report_cycle(&path);
                return true;
            }
            next = outer.parent.as_ref();
        }
        if call.depth > DEEPEST {
            let message = format!("definitions are nested deeper than {DEEPEST} levels");
            self.report_at(&expansion_too_deep::RULE, message, call.span, format!("level {} of expansion", call.depth));
            return true;
        }
        false
    }

    fn report_cycle(&mut self, path: &[&Rc<Call>]) {
        let names: Vec<&str> = path.iter().rev().map(|call| call.define.as_str()).collect();
        let mut diagnostic = Diagnostic::new(&expansion_too_deep::RULE, format!("the definition uses itself: {}", names.join(" → ")));
        for (index, call) in path.iter().enumerate().take(path.len().saturating_sub(1)) {
            diagnostic = diagnostic
                .label(call.span, if index == 0 { "uses itself here".to_owned() } else { format!("`{}` is used here", call.define) });
        }
        self.report(diagnostic.help("a `define` can't use itself; repeat with `for` instead"));
    }
}
