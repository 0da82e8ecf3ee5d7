//! The state of one compile: what was found so far, the sink, and the budget that keeps hostile specs short.

use std::rc::Rc;
use std::sync::Arc;

use mlpc_diag::{Diagnostic, Diagnostics, Rule};
use mlpc_model::DeclId;
use mlpc_schema::Kind;
use mlpc_source::{FileId, Frame, IdxVec, Origin, OriginId, Origins, SegmentId, Span, TextRange};
use mlpc_syntax::EntryId;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::codes::expansion_too_deep;
use crate::eval::ParsedText;
use crate::expand::Define;
use crate::gaps::Gaps;
use crate::inputs::Inputs;
use crate::program::{FieldStates, RawDecl};
use crate::resolutions::Target;
use crate::resolve::NameMap;
use crate::scope::{Binding, BindingId, Scope, ScopeId};
use crate::typing::Defaults;

/// Everything that the phases share.
pub(crate) struct Cx<'a> {
    pub(crate) inputs: Inputs<'a>,
    pub(crate) out: Diagnostics,
    pub(crate) origins: &'a mut Origins,
    pub(crate) root: ScopeId,
    pub(crate) scopes: IdxVec<ScopeId, Scope>,
    pub(crate) bindings: IdxVec<BindingId, Binding<'a>>,
    pub(crate) decls: IdxVec<DeclId, RawDecl<'a>>,
    pub(crate) defines: FxHashMap<SmolStr, Rc<Define<'a>>>,
    pub(crate) names: NameMap,
    /// Fields computed so far, by declaration and index in the kind's fields.
    pub(crate) fields: FieldStates,
    /// Texts with expressions, parsed once however often a loop reads them.
    pub(crate) texts: FxHashMap<(FileId, EntryId), Rc<ParsedText>>,
    /// Defaults of the kinds' table, parsed.
    pub(crate) defaults: &'a Defaults,
    /// Data files, read and parsed once.
    pub(crate) files: FxHashMap<SmolStr, crate::value::Value>,
    pub(crate) uses: FxHashSet<(Span, Target)>,
    /// Declarations that a reference or expression names.
    pub(crate) referred: FxHashSet<DeclId>,
    /// What can't be relied on to be complete.
    pub(crate) gaps: Gaps,
    pub(crate) budget: Budget,
    /// Expressions being computed within each other.
    pub(crate) depth: u32,
    /// What is being computed, outermost first: shown when a value depends on itself.
    pub(crate) path: Vec<Step>,
    pub(crate) segment: Option<SegmentId>,
    /// References in instances' fields, checked once all names are known.
    pub(crate) later_refs: Vec<LaterRef>,
}

/// Limits on what one spec may ask for.
#[derive(Debug)]
pub(crate) struct Budget {
    nodes: u64,
    steps: u64,
    comparisons: u64,
    /// Whether a limit was reached; reported once.
    pub(crate) spent: bool,
}

/// One step of a chain of values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) key: StepKey,
    pub(crate) span: Span,
}

/// What a step computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StepKey {
    Binding(BindingId),
    Field(DeclId, u16),
}

/// A reference given to an instance's param.
#[derive(Clone, Debug)]
pub(crate) struct LaterRef {
    pub(crate) text: SmolStr,
    pub(crate) kinds: Vec<SmolStr>,
    pub(crate) site: Site,
    pub(crate) range: TextRange,
}

/// Where a value is read: the file for spans, the scope for names, the declaration for references, the mode.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub(crate) file: FileId,
    pub(crate) scope: ScopeId,
    /// The declaration whose tenant is meant by plain names.
    pub(crate) decl: Option<DeclId>,
    /// Whether this is part of expansion, where other declarations can't be read.
    pub(crate) early: bool,
    /// What origins made here lie in.
    pub(crate) origin: OriginId,
    /// Set where a default is read: all its parts have this one origin, and this span.
    pub(crate) default: Option<Span>,
}

const MOST_NODES: u64 = 10_000_000;
const MOST_DECLARATIONS: usize = 1_000_000;
const MOST_STEPS: u64 = 10_000_000;
/// Names that are compared with misspelt ones, over all findings: with so many errors among so many names no one reads each "did you mean".
const MOST_COMPARISONS: u64 = 500_000;
/// Findings beyond this are not kept: they would fill the memory and nobody reads them.
const MOST_FINDINGS: usize = 20_000;

impl Default for Budget {
    fn default() -> Self {
        Self { nodes: MOST_NODES, steps: MOST_STEPS, comparisons: MOST_COMPARISONS, spent: false }
    }
}

impl Site {
    pub(crate) fn span(&self, range: TextRange) -> Span {
        self.default.unwrap_or(Span::new(self.file, range))
    }
}

impl<'a> Cx<'a> {
    pub(crate) fn new(inputs: Inputs<'a>, defaults: &'a Defaults, origins: &'a mut Origins) -> Self {
        let mut scopes = IdxVec::new();
        let root = scopes.push(Scope::default());
        Self {
            inputs,
            out: Diagnostics::default(),
            origins,
            root,
            scopes,
            bindings: IdxVec::new(),
            decls: IdxVec::new(),
            defines: FxHashMap::default(),
            names: NameMap::default(),
            fields: FieldStates::default(),
            texts: FxHashMap::default(),
            defaults,
            files: FxHashMap::default(),
            uses: FxHashSet::default(),
            referred: FxHashSet::default(),
            gaps: Gaps::default(),
            budget: Budget::default(),
            depth: 0,
            path: Vec::new(),
            segment: None,
            later_refs: Vec::new(),
        }
    }

    /// Reports a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if !self.is_full() {
            self.out.push(diagnostic);
        }
    }

    /// Whether further findings are dropped, so that nobody need word them.
    pub(crate) fn is_full(&self) -> bool {
        self.out.len() >= MOST_FINDINGS
    }

    /// Reports a finding with one label.
    pub(crate) fn report_at(&mut self, rule: &'static Rule, message: impl Into<String>, span: Span, label: impl Into<String>) {
        self.report(Diagnostic::new(rule, message).label(span, label));
    }

    /// Takes `n` nodes off the budget; `false` once it is spent.
    pub(crate) fn spend_nodes(&mut self, n: u64, at: Span) -> bool {
        if self.decls.len() >= MOST_DECLARATIONS {
            self.budget.nodes = 0;
        }
        let left = self.budget.nodes.checked_sub(n);
        self.settle_budget(left, |budget| &mut budget.nodes, at, "expansions make more than 10 000 000 nodes or 1 000 000 declarations")
    }

    /// Takes `n` steps off the budget; `false` once it is spent.
    pub(crate) fn spend_steps(&mut self, n: u64, at: Span) -> bool {
        let left = self.budget.steps.checked_sub(n);
        self.settle_budget(left, |budget| &mut budget.steps, at, "expressions take more than 10 000 000 steps")
    }

    /// Whether a misspelt name may be compared with `n` more names; takes them off the budget.
    pub(crate) fn spend_comparisons(&mut self, n: usize) -> bool {
        let left = self.budget.comparisons.checked_sub(n as u64);
        self.budget.comparisons = left.unwrap_or(0);
        left.is_some()
    }

    fn settle_budget(&mut self, left: Option<u64>, of: impl Fn(&mut Budget) -> &mut u64, at: Span, message: &str) -> bool {
        *of(&mut self.budget) = left.unwrap_or(0);
        if left.is_some() && !self.budget.spent {
            return true;
        }
        if !self.budget.spent {
            self.budget.spent = true;
            self.gaps.everything = true;
            // Past the cap, too: this is the finding that explains all others.
            self.out.push(
                Diagnostic::new(&expansion_too_deep::RULE, message)
                    .label(at, "the limit is reached here; checking stops expanding")
                    .help("look for a `for`, a `define` or a `range` that multiplies itself"),
            );
        }
        false
    }

    /// Whether `name` is a kind of the core.
    pub(crate) fn is_core_kind(&self, name: &str) -> bool {
        self.inputs.kinds.get(name).is_some_and(|kind| !kind.is_component())
    }

    /// The kind of a declaration.
    pub(crate) fn kind_of(&self, id: DeclId) -> Option<Arc<Kind>> {
        self.decls.get(id).map(|decl| Arc::clone(&decl.kind))
    }

    /// A new origin in `site`.
    pub(crate) fn origin_at(&mut self, site: Site, range: TextRange) -> OriginId {
        if site.default.is_some() {
            return site.origin;
        }
        self.origins.child(site.origin, Some(Span::new(site.file, range)), Frame::Written)
    }

    /// The first origin of a node at the top level, in a segment of its own.
    pub(crate) fn top_origin(&mut self, span: Span) -> OriginId {
        let segment = self.origins.segment();
        self.segment = Some(segment);
        self.origins.push(segment, Origin { span: Some(span), parent: None, frame: Frame::Written })
    }

    /// Notes what a piece of text means, for the editor.
    pub(crate) fn note_use(&mut self, span: Span, target: Target) {
        self.uses.insert((span, target));
    }
}
