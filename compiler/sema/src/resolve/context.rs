//! Context: what isn't written is the nearest enclosing declaration that fits, else the only candidate of the narrowest place that has any.

use mlpc_diag::{Diagnostic, Edit, Fix, Safety};
use mlpc_model::{DeclId, Item, Val};
use mlpc_schema::Field;
use mlpc_source::{Frame, Span, TextRange};
use smol_str::{SmolStr, format_smolstr};

use super::reference::kinds_noun;
use crate::codes::{duplicate, missing_required, unknown_reference};
use crate::cx::Cx;

/// Fields through which the target of a declaration follows.
const LEADS_TO_TARGET: [&str; 3] = ["cluster", "network", "in"];

impl Cx<'_> {
    /// The declaration that a context field of `id` means, quietly.
    pub(crate) fn context_of(&mut self, id: DeclId, field: &str) -> Option<DeclId> {
        let index = self.field_index(id, field)?;
        let span = Span::new(self.decls.get(id)?.file, TextRange::default());
        match self.field_at(id, index, span)?.val {
            Val::Ref(found) => Some(found),
            _ => None,
        }
    }

    /// The tenant of a declaration.
    pub(super) fn find_tenant(&mut self, id: DeclId) -> Option<DeclId> {
        let decl = self.decls.get(id)?;
        if decl.kind.has_tenant() {
            return self.context_of(id, "tenant");
        }
        None
    }

    /// The value of a context field that isn't written.
    pub(crate) fn filled_by_context(&mut self, id: DeclId, field: &Field) -> Option<Item> {
        let head = self.decls.get(id)?.head_span();
        let origin = self.decls.get(id)?.origin;
        let found = match self.enclosing(id, field) {
            Some(found) => Some(found),
            None => self.led_to(id, field),
        };
        let val = match found {
            Some(found) => Val::Ref(found),
            None if field.required && !self.excused_by_own_fields(id, field) => self.only_candidate(id, field, head)?,
            None => return None,
        };
        let origin = self.origins.child(origin, Some(head), Frame::Written);
        Some(Item::new(val, origin))
    }

    /// The nearest enclosing declaration that fits, or what one of them has in the same field.
    fn enclosing(&mut self, id: DeclId, field: &Field) -> Option<DeclId> {
        let mut next = self.decls.get(id)?.parent;
        while let Some(parent) = next {
            let kind = self.kind_of(parent)?;
            if field.ty.refers_to(&kind) {
                return Some(self.decls.get(parent)?.first.unwrap_or(parent));
            }
            if kind.get(&field.name).is_some_and(|it| it.context)
                && let Some(found) = self.context_of(parent, &field.name)
            {
                return Some(found);
            }
            next = self.decls.get(parent)?.parent;
        }
        None
    }

    /// The target through the cluster, the network or the store; the owner of a grant through what it is on.
    fn led_to(&mut self, id: DeclId, field: &Field) -> Option<DeclId> {
        let kind = self.kind_of(id)?;
        if field.name == "tenant" && kind.get("what").is_some() {
            let what = self.context_of(id, "what")?;
            return self.decls.get(what)?.tenant;
        }
        if field.name != "target" {
            return None;
        }
        for through in LEADS_TO_TARGET {
            if kind.get(through).is_some()
                && let Some(found) = self.context_of(id, through)
                && let Some(target) = self.context_of(found, "target")
            {
                return Some(target);
            }
        }
        None
    }

    /// The only candidate in the enclosing cluster, target or platform, the narrowest that has any. Several are reported.
    fn only_candidate(&mut self, id: DeclId, field: &Field, head: Span) -> Option<Val> {
        let mut all: Vec<DeclId> = Vec::new();
        for kind in field.ty.ref_kinds() {
            all.extend(self.inputs.kinds.answering_to(kind).flat_map(|kind| self.names.of_kind(&kind.name)));
        }
        all.retain(|candidate| *candidate != id);
        for place in ["cluster", "target"] {
            if field.name == place || field.name == "tenant" {
                continue;
            }
            let Some(mine) = self.place_of(id, place) else { continue };
            let there: Vec<DeclId> = all.iter().copied().filter(|candidate| self.context_of(*candidate, place) == Some(mine)).collect();
            if !there.is_empty() || place == "target" {
                all = there;
                break;
            }
        }
        let n_all = all.len();
        all.retain(|candidate| self.doubt_of(*candidate).is_none_or(|doubt| self.doubt_of(id) == Some(doubt)));
        match all.as_slice() {
            [] if n_all > 0 => Some(Val::Poison),
            [only] => {
                self.referred.insert(*only);
                Some(Val::Ref(*only))
            }
            [] => None,
            several => {
                let several = several.to_vec();
                self.report_candidates(id, field, &several, head);
                Some(Val::Poison)
            }
        }
    }

    /// The cluster or target in which a declaration stands, as written or enclosing; not guessed.
    fn place_of(&mut self, id: DeclId, place: &str) -> Option<DeclId> {
        let kind = self.kind_of(id)?;
        if let Some(index) = self.field_index(id, place) {
            let written = self.decls.get(id)?.items.iter().any(|item| item.field == index);
            if written {
                return self.context_of(id, place);
            }
            let field = kind.get(place)?;
            return self.enclosing(id, field);
        }
        let mut next = self.decls.get(id)?.parent;
        while let Some(parent) = next {
            if self.kind_of(parent)?.name == place {
                return Some(parent);
            }
            if self.field_index(parent, place).is_some() {
                return self.context_of(parent, place);
            }
            next = self.decls.get(parent)?.parent;
        }
        None
    }

    fn report_candidates(&mut self, id: DeclId, field: &Field, several: &[DeclId], head: Span) {
        let Some(decl) = self.decls.get(id) else { return };
        let kinds: Vec<SmolStr> = field.ty.ref_kinds().into_iter().cloned().collect();
        let noun = kinds_noun(&kinds);
        let insert = Span::new(decl.file, TextRange::empty(decl.node.head_range().end));
        let what = match decl.known_name() {
            Some(name) if !decl.kind.is_component() => format!("{} `{name}`", decl.kind.name),
            _ => format!("this {}", decl.kind.name),
        };
        let message = format!("{what} could belong to {} {noun}s", several.len());
        let mut diagnostic = Diagnostic::new(&unknown_reference::RULE, message).label(head, format!("which {noun}?"));
        const SHOWN: usize = 8;
        for candidate in several.iter().take(SHOWN) {
            let Some(other) = self.decls.get(*candidate) else { continue };
            let Some(name) = other.known_name() else { continue };
            diagnostic = diagnostic.label(other.head_span(), format!("`{name}` is one"));
        }
        for candidate in several.iter().take(SHOWN) {
            let Some(name) = self.name_of(*candidate) else { continue };
            let text = format!("{}=\"{}\"", field.name, self.told_apart(*candidate, &name, several));
            let fix = Fix {
                title: format!("write `{text}`"),
                safety: Safety::Unsafe,
                edits: vec![Edit { span: insert, text: format!(" {text}") }],
            };
            diagnostic = diagnostic.help_fix(format!("write `{text}`"), fix);
        }
        self.report(diagnostic);
    }

    /// A reference to one of several candidates that none of the others answers to: by name, else with its kind, else with its tenant.
    fn told_apart(&self, candidate: DeclId, name: &SmolStr, several: &[DeclId]) -> SmolStr {
        let Some(decl) = self.decls.get(candidate) else { return name.clone() };
        let others = || several.iter().filter(|other| **other != candidate).filter_map(|other| self.decls.get(*other));
        if others().all(|other| other.known_name() != Some(name)) {
            return name.clone();
        }
        if others().all(|other| other.known_name() != Some(name) || other.kind.name != decl.kind.name) {
            return format_smolstr!("{}.{name}", decl.kind.name);
        }
        let tenant = decl.tenant.and_then(|tenant| self.name_of(tenant)).unwrap_or_default();
        format_smolstr!("{}.{tenant}/{name}", decl.kind.name)
    }

    /// Reports a required context field for which there is no candidate.
    pub(crate) fn report_no_candidate(&mut self, id: DeclId, field: &Field) {
        let Some(decl) = self.decls.get(id).filter(|decl| !decl.node.is_broken()) else { return };
        let kinds: Vec<SmolStr> = field.ty.ref_kinds().into_iter().cloned().collect();
        if self.gaps.may_hold_any(&kinds) {
            return;
        }
        let noun = kinds_noun(&kinds);
        let name = decl.known_name().map_or(String::new(), |name| format!(" `{name}`"));
        let message = format!("{}{name} has no {}", decl.kind.name, field.name);
        let diagnostic = Diagnostic::new(&missing_required::RULE, message)
            .label(decl.head_span(), format!("nothing says which {noun}"))
            .help(format!("nest it in a {noun}, write `{}=…`, or declare a {noun}", field.name));
        self.report(diagnostic);
    }

    /// What is nested and also written must agree.
    pub(crate) fn check_agreement(&mut self, id: DeclId, field: &Field, written: DeclId, span: Span) {
        let mut next = self.decls.get(id).and_then(|decl| decl.parent);
        while let Some(parent) = next {
            let Some(decl) = self.decls.get(parent) else { return };
            if field.ty.refers_to(&decl.kind) {
                let parent = decl.first.unwrap_or(parent);
                if parent != written {
                    let kind = decl.kind.name.clone();
                    let outer = self.name_of(parent).unwrap_or_default();
                    let inner = self.name_of(written).unwrap_or_default();
                    let diagnostic = Diagnostic::new(&duplicate::RULE, format!("it stands in {kind} `{outer}`, but says `{inner}`"))
                        .label(span, format!("says `{inner}`"))
                        .label_opt(self.decls.get(parent).map(super::super::program::RawDecl::head_span), "it is nested in this")
                        .help(format!("remove `{}=`, or move it out of `{outer}`", field.name));
                    self.report(diagnostic);
                }
                return;
            }
            next = decl.parent;
        }
    }
}
