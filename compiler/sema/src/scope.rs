//! Lexical scopes: which name means what, and the values of names, computed when first asked for.

use std::rc::Rc;

use mlpc_model::DeclId;
use mlpc_source::{FileId, Span, define_idx};
use mlpc_syntax::Node;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::cx::Cx;
use crate::expand::ParamDecl;
use crate::program::Source;
use crate::value::Value;

define_idx! {
    /// One scope: the platform's, a library's, or a block's.
    pub(crate) struct ScopeId;
}

define_idx! {
    /// One name in one scope.
    pub(crate) struct BindingId;
}

/// Names that stand together; `parent` is the block around.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) parent: Option<ScopeId>,
    pub(crate) names: FxHashMap<SmolStr, BindingId>,
    /// The nearest scope around, or this one, of which an error leaves open whether it is there at all: what stands in it is read for its own
    /// mistakes, and is no part of the platform.
    pub(crate) doubt: Option<ScopeId>,
}

/// What a name is bound by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    Param,
    Let,
    Loop,
    /// `name` in the body of a `define`.
    InstanceName,
}

/// A name with its value.
#[derive(Debug)]
pub(crate) struct Binding<'a> {
    pub(crate) name: SmolStr,
    pub(crate) what: What,
    /// Where the name is declared.
    pub(crate) span: Span,
    /// Where its value is written.
    pub(crate) value_span: Span,
    pub(crate) state: BindingState<'a>,
    /// How it was to be computed, once it is.
    pub(crate) source: Option<BindingState<'a>>,
}

/// How far a value is computed.
#[derive(Clone, Debug)]
pub(crate) enum BindingState<'a> {
    /// A `let`, not yet asked for.
    Waiting { file: FileId, node: Node<'a>, scope: ScopeId, decl: Option<DeclId> },
    /// A `param`, not yet asked for: as the environment sets it, else its default.
    Param { param: Rc<ParamDecl<'a>>, value: Option<(FileId, Source<'a>)> },
    /// Being computed: whoever asks now depends on itself.
    Running,
    /// Computed.
    Done(Value),
}

impl What {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Param => "param",
            Self::Let => "let",
            Self::Loop => "loop variable",
            Self::InstanceName => "name",
        }
    }
}

impl<'a> Cx<'a> {
    /// A new scope inside `parent`.
    pub(crate) fn open_scope(&mut self, parent: Option<ScopeId>) -> ScopeId {
        let doubt = parent.and_then(|parent| self.doubt(parent));
        self.scopes.push(Scope { parent, names: FxHashMap::default(), doubt })
    }

    /// A new scope inside `parent` of which an error leaves open whether it is there.
    pub(crate) fn open_doubtful_scope(&mut self, parent: ScopeId) -> ScopeId {
        let id = self.open_scope(Some(parent));
        self.set_doubt(id, Some(id));
        id
    }

    /// Notes under which doubt a scope is there.
    pub(crate) fn set_doubt(&mut self, scope: ScopeId, doubt: Option<ScopeId>) {
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.doubt = doubt;
        }
    }

    /// The doubt under which a scope is there; none where it is there for sure.
    pub(crate) fn doubt(&self, scope: ScopeId) -> Option<ScopeId> {
        self.scopes.get(scope)?.doubt
    }

    /// The binding that `name` means in `scope`.
    pub(crate) fn lookup(&self, scope: ScopeId, name: &str) -> Option<BindingId> {
        let mut next = Some(scope);
        while let Some(id) = next {
            let scope = self.scopes.get(id)?;
            if let Some(binding) = scope.names.get(name) {
                return Some(*binding);
            }
            next = scope.parent;
        }
        None
    }

    /// The names visible in `scope`, for "did you mean"; those of the scopes further out only while there are not too many to compare.
    pub(crate) fn visible_names(&mut self, scope: ScopeId) -> Vec<SmolStr> {
        let mut names = Vec::new();
        let mut next = Some(scope);
        while let Some(n_names) = next.and_then(|id| self.scopes.get(id)).map(|scope| scope.names.len()) {
            if !self.spend_comparisons(n_names) {
                break;
            }
            let Some(scope) = next.and_then(|id| self.scopes.get(id)) else { break };
            names.extend(scope.names.keys().cloned());
            next = scope.parent;
        }
        names.sort();
        names
    }

    /// Whether a name can be bound; one that is visible already or reserved is reported.
    pub(crate) fn may_bind(&mut self, scope: ScopeId, name: &str, what: What, span: Span) -> bool {
        if what == What::InstanceName {
            return true;
        }
        if RESERVED.contains(&name) || self.is_core_kind(name) {
            self.report_reserved(name, what, span);
            return false;
        }
        let Some(first) = self.lookup(scope, name).and_then(|id| self.bindings.get(id)) else { return true };
        let (first_span, first_what) = (first.span, first.what);
        self.report_name_taken(name, what, span, first_what, first_span);
        false
    }

    /// Binds a name, if it can be.
    pub(crate) fn bind(&mut self, scope: ScopeId, binding: Binding<'a>) {
        if !self.may_bind(scope, &binding.name, binding.what, binding.span) {
            return;
        }
        let name = binding.name.clone();
        let id = self.bindings.push(binding);
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.names.insert(name, id);
        }
    }
}

/// Words that no param, let or loop variable can take, besides the core kinds' names.
pub(crate) const RESERVED: &[&str] = &["true", "false", "null", "if", "then", "else", "for", "in", "env", "name"];
