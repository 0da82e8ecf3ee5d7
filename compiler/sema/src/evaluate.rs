//! From declarations with names to the typed platform.

use mlpc_diag::{Severity, Waiver};
use mlpc_model::{Decl, DeclId, Fields, Item, Platform, Val};
use mlpc_source::{IdxVec, Span};
use smol_str::SmolStr;

use crate::cx::Cx;

impl Cx<'_> {
    /// Reads all fields of all declarations.
    pub(crate) fn evaluate(&mut self) -> Platform {
        self.check_later_refs();
        let ids: Vec<DeclId> = self.decls.ids().collect();
        let mut decls: IdxVec<DeclId, Decl> = IdxVec::new();
        for id in ids {
            let fields = self.all_fields(id);
            let Some(raw) = self.decls.get(id) else { continue };
            if raw.first.is_some() {
                continue; // Its name is taken: it was read for its mistakes only. These come last, so ids stay in step.
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
                fields,
            });
        }
        Platform::build(self.platform_name(), decls)
    }

    fn all_fields(&mut self, id: DeclId) -> Fields {
        let Some(kind) = self.kind_of(id) else { return Fields::default() };
        let Some(span) = self.decls.get(id).map(super::program::RawDecl::head_span) else { return Fields::default() };
        let mut found: Vec<(SmolStr, Item)> = Vec::new();
        for (index, field) in kind.fields.iter().enumerate() {
            let Ok(index) = u16::try_from(index) else { break };
            if let Some(item) = self.field_at(id, index, span) {
                found.push((field.name.clone(), item));
            }
        }
        let fields = Fields(found);
        for field in kind.fields.iter().filter(|field| field.required && fields.get(&field.name).is_none()) {
            if self.excused_in_decl(id, field, &fields) {
                continue;
            }
            if field.context {
                self.report_no_candidate(id, field);
            } else {
                self.report_missing(id, field);
            }
        }
        self.check_kind_requirements(id, &fields);
        fields
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
