//! From declarations with names to the typed platform.

use std::sync::Arc;

use mlpc_diag::{Diagnostic, Severity, Waiver};
use mlpc_model::{Decl, DeclId, DeferredRef, Fields, Part, Platform, Val};
use mlpc_schema::{Condition, Field, Kind};
use mlpc_source::{Idx as _, IdxVec, Span};
use smol_str::SmolStr;

use crate::codes::missing_required;
use crate::cx::Cx;
use crate::scope::{Binding, BindingId, BindingState, What};

impl Cx<'_> {
    /// Reads all fields of all declarations; beside the platform stand those of the test that is tried.
    pub(crate) fn evaluate(&mut self) -> (Platform, Fields) {
        self.check_later_refs();
        let ids: Vec<DeclId> = self.decls.ids().collect();
        for id in &ids {
            self.settle_fields(*id);
        }
        for id in &ids {
            self.check_fields(*id);
        }
        self.force_lets();
        let mut decls: IdxVec<DeclId, Decl> = IdxVec::new();
        let mut test = Fields::default();
        for id in ids {
            let Some(raw) = self.decls.get(id) else { continue };
            let is_test = raw.is_test();
            if (raw.first.is_some() || raw.out) && !is_test {
                continue; // Its name is taken, or it may not be there: it was read for its mistakes only. These come last, so ids stay in step.
            }
            // Nobody asks for fields any more, so they are moved, not copied.
            let found = self.fields.take(id).filter_map(|(index, item)| Some((raw.kind.fields.get(index)?.name.clone(), item)));
            if is_test {
                test = Fields(found.collect());
                continue;
            }
            decls.push(Decl {
                kind: raw.kind.name.clone(),
                name: raw.known_name().cloned().unwrap_or_default(),
                tenant: raw.tenant,
                address: raw.address.clone(),
                parent: raw.parent,
                origin: raw.origin,
                head: Span::new(raw.file, raw.node.head_range()),
                docs: raw.node.docs().into_iter().map(SmolStr::new).collect(),
                fields: Fields(found.collect()),
            });
        }
        if self.decls.iter().any(|decl| decl.out) {
            let n_decls = decls.len();
            for decl in &mut decls {
                for (_, item) in &mut decl.fields.0 {
                    poison_beyond(&mut item.val, n_decls);
                }
            }
        }
        (Platform::build(self.platform_name(), decls), test)
    }

    /// Computes the platform's lets that nobody asked for: their mistakes are mistakes all the same.
    fn force_lets(&mut self) {
        let names = self.scopes.get(self.root).map(|scope| scope.names.values().copied().collect::<Vec<_>>()).unwrap_or_default();
        let mut unasked: Vec<(Span, BindingId)> = Vec::new();
        for id in names {
            // One with a source was computed during expansion, and reported then.
            let is_unasked =
                |it: &&Binding<'_>| it.what == What::Let && it.source.is_none() && matches!(it.state, BindingState::Waiting { .. });
            let binding = self.bindings.get(id).filter(is_unasked);
            unasked.extend(binding.map(|binding| (binding.span, id)));
        }
        // In the order in which they stand, not in that of a table of hashes.
        unasked.sort();
        for (span, id) in unasked {
            let _ = self.force(id, false, span);
        }
    }

    /// The fields of a kind with their indices.
    fn each_index(kind: &Kind) -> impl Iterator<Item = (u16, &Field)> {
        (0..).zip(&kind.fields)
    }

    /// Reads all fields of a declaration.
    fn settle_fields(&mut self, id: DeclId) {
        let Some((kind, span)) = self.decls.get(id).map(|decl| (Arc::clone(&decl.kind), decl.head_span())) else { return };
        for (index, _) in Self::each_index(&kind) {
            // What counts instead of a field that can't be read is for whoever asked in the middle of it; here nothing is being read.
            let _ = self.settle_field(id, index, span);
        }
    }

    /// Reports what a declaration lacks, all fields of all declarations being read.
    fn check_fields(&mut self, id: DeclId) {
        let Some(kind) = self.kind_of(id) else { return };
        let lacks = |(index, field): &(u16, &Field)| field.required && self.fields.done(id, *index).is_none();
        let missing: Vec<&Field> = Self::each_index(&kind).filter(lacks).map(|(_, field)| field).collect();
        if missing.is_empty() && kind.requires.is_empty() {
            return;
        }
        let conditions: Vec<&SmolStr> = missing.iter().filter_map(|field| field.unless.as_ref()).flat_map(Condition::paths).collect();
        let is_asked = |field: &Field| {
            let head = |path: &&SmolStr| path.split('.').next() == Some(field.name.as_str());
            !kind.requires.is_empty() || conditions.iter().any(head)
        };
        let asked = Self::each_index(&kind).filter(|(_, field)| is_asked(field));
        let found = asked.filter_map(|(index, field)| Some((field.name.clone(), self.fields.done(id, index)?.clone())));
        let fields = Fields(found.collect());
        let required: Vec<&Field> = missing.into_iter().filter(|field| !self.excused_in_decl(id, field, &fields)).collect();
        for field in &required {
            // What could do without the field is asked for only where another that would excuse it isn't asked for as well.
            if matches!(&field.unless, Some(Condition::Present(path)) if required.iter().any(|it| it.name == *path)) {
                continue;
            }
            if field.context {
                self.report_no_candidate(id, field);
            } else {
                self.report_missing(id, field);
            }
        }
        self.check_kind_requirements(id, &fields);
    }

    /// The waivers of the platform, what they are on resolved to addresses.
    pub(crate) fn waivers(&mut self, platform: &Platform) -> Vec<Waiver> {
        let mut waivers = Vec::new();
        let kinds: Vec<SmolStr> = self.inputs.kinds.names().cloned().collect();
        for (id, decl) in platform.decls.iter_enumerated().filter(|(_, decl)| decl.kind == "waive") {
            let text = |name: &str| match decl.fields.get(name).map(|item| &item.val) {
                Some(Val::Text(text)) => Some(text.clone()),
                Some(Val::Date(date)) => Some(SmolStr::new(date.to_string())),
                _ => None,
            };
            if let Some(item) = decl.fields.get("reason").filter(|_| text("reason").is_some_and(|reason| reason.trim().is_empty())) {
                let span = self.origins.span(item.origin).unwrap_or(decl.head);
                let diagnostic = Diagnostic::new(&missing_required::RULE, "this waiver says no reason").label(span, "empty");
                self.report(
                    diagnostic.help("write why the finding is right for now: whoever reads it after the last day must decide again"),
                );
            }
            let (Some(what), Some(on), Some(until)) = (text("code"), text("on"), text("until")) else { continue };
            let on_span = decl.fields.get("on").and_then(|item| self.origins.span(item.origin)).unwrap_or(decl.head);
            let on = if on == "platform" {
                on
            } else if let Some(found) = self.refer(&on, &kinds, Some(id), on_span) {
                self.decls.get(found).map_or(on, |decl| decl.address.clone())
            } else {
                continue;
            };
            let level = if text("level").as_deref() == Some("error") { Severity::Error } else { Severity::Warning };
            waivers.push(Waiver { what, on, until, reason: text("reason").unwrap_or_default(), level, span: decl.head });
        }
        waivers
    }
}

/// Poisons what refers to declarations that are no part of the platform: those whose ids aren't below `n_decls`.
fn poison_beyond(val: &mut Val, n_decls: usize) {
    let is_beyond = |id: &DeclId| id.to_usize() >= n_decls;
    match val {
        Val::Ref(id) | Val::Secret(id) | Val::Deferred(DeferredRef { decl: id, .. }) if is_beyond(id) => *val = Val::Poison,
        Val::Template(parts) if parts.iter().any(|part| matches!(part, Part::Deferred(later) if is_beyond(&later.decl))) => {
            *val = Val::Poison;
        }
        Val::List(items) => items.iter_mut().for_each(|item| poison_beyond(&mut item.val, n_decls)),
        Val::Map(entries) => entries.iter_mut().for_each(|(_, item)| poison_beyond(&mut item.val, n_decls)),
        Val::Group(fields) => fields.0.iter_mut().for_each(|(_, item)| poison_beyond(&mut item.val, n_decls)),
        _ => {}
    }
}
