//! Tenants, derived names, addresses and the uniqueness of names. Afterwards ids follow the order of addresses, whatever the order of files.

use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_model::{DeclId, Val};
use mlpc_schema::{DerivedName, Naming};
use mlpc_source::{Frame, Idx, IdxVec, Span, TextRange};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use super::NameMap;
use crate::codes::duplicate;
use crate::cx::Cx;
use crate::program::{Name, RawDecl};
use crate::scope::BindingState;

impl<'a> Cx<'a> {
    /// Settles who is called what.
    pub(crate) fn settle_names(&mut self) {
        // What is found on the way is found again when all fields are read, with all names known; only then is it reported.
        let reported = std::mem::take(&mut self.out);
        self.names = self.name_map();
        let ids: Vec<DeclId> = self.decls.ids().collect();
        for id in &ids {
            let tenant = self.find_tenant(*id);
            if let Some(decl) = self.decls.get_mut(*id) {
                decl.tenant = tenant;
            }
        }
        self.names.set_tenants(&self.decls);
        self.derive_names(&ids, DerivedName::Cluster);
        // Names are only added from here on, and only those of components are referred to before all are known.
        self.names = self.name_map();
        self.derive_names(&ids, DerivedName::Slo);
        for id in &ids {
            let address = self.address_of(*id);
            if let Some(decl) = self.decls.get_mut(*id) {
                decl.address = address;
            }
        }
        self.out = reported;
        self.fields.clear();
        self.referred.clear();
        self.uses.retain(|(_, target)| !matches!(target, crate::resolutions::Target::Decl(_)));
        self.reopen_bindings();
        self.sort_by_address();
        self.names = self.name_map();
        let addresses: Vec<_> = self.decls.iter().map(|decl| (decl.origin, decl.address.clone())).collect();
        for (origin, address) in addresses {
            self.origins.reframe(origin, Frame::Declaration(address));
        }
    }

    /// Lets that failed while findings were thrown away are computed again.
    fn reopen_bindings(&mut self) {
        for binding in &mut self.bindings {
            if let (BindingState::Done(crate::value::Value::Poison), Some(source)) = (&binding.state, &binding.source) {
                binding.state = source.clone();
            }
        }
    }

    fn derive_names(&mut self, ids: &[DeclId], rule: DerivedName) {
        for id in ids {
            let Some(decl) = self.decls.get(*id) else { continue };
            if decl.kind.naming != Naming::Derived(rule) || decl.name != Name::Unwritten {
                continue;
            }
            let head = Span::new(decl.file, decl.node.name_range());
            let kind = decl.kind.name.clone();
            let name = match rule {
                DerivedName::Cluster => self.context_of(*id, "cluster").and_then(|cluster| self.name_of(cluster)),
                DerivedName::Slo => self.slo_name(*id),
            };
            if let Some(decl) = self.decls.get_mut(*id) {
                decl.name = match name {
                    Some(name) => Name::Known(name, head),
                    None => Name::Known(kind, head),
                };
            }
        }
    }

    fn slo_name(&mut self, id: DeclId) -> Option<SmolStr> {
        let of = self.context_of(id, "of")?;
        let index = self.field_index(id, "sli")?;
        let Val::Text(sli) = self.field_quietly(id, index)?.val else { return None };
        let (name, component, kind) = {
            let decl = self.decls.get(of)?;
            (decl.known_name()?.clone(), decl.kind.is_component(), decl.kind.name.clone())
        };
        let tenant = self.decls.get(of)?.tenant;
        if let Some(decl) = self.decls.get_mut(id) {
            decl.tenant = tenant;
        }
        Some(if component { format_smolstr!("{kind}-{name}-{sli}") } else { format_smolstr!("{name}-{sli}") })
    }

    pub(crate) fn name_of(&self, id: DeclId) -> Option<SmolStr> {
        self.decls.get(id)?.known_name().cloned()
    }

    /// Puts declarations in order of address, those that are no part of the platform last, and renumbers what points at them.
    fn sort_by_address(&mut self) {
        self.find_duplicates();
        self.find_doubtful();
        let paths: Vec<&str> = self.inputs.sources.files.iter().map(|file| &*file.path).collect();
        let key = |id: DeclId| {
            let decl = self.decls.get(id)?;
            let path = paths.get(decl.file.to_usize()).copied();
            Some((decl.first.is_some() || decl.out, decl.address.clone(), path, decl.node.range().start))
        };
        let mut order: Vec<DeclId> = self.decls.ids().collect();
        order.sort_by_cached_key(|id| key(*id));
        let mut renumbered: Vec<DeclId> = vec![DeclId::from_usize(0); order.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(slot) = renumbered.get_mut(old.to_usize()) {
                *slot = DeclId::from_usize(new);
            }
        }
        let renumber = |id: DeclId| renumbered.get(id.to_usize()).copied().unwrap_or(id);
        let mut old: Vec<Option<RawDecl<'a>>> = std::mem::take(&mut self.decls).into_vec().into_iter().map(Some).collect();
        let mut sorted = IdxVec::new();
        for id in order {
            let Some(mut decl) = old.get_mut(id.to_usize()).and_then(Option::take) else { continue };
            decl.parent = decl.parent.map(renumber);
            decl.tenant = decl.tenant.map(renumber);
            decl.first = decl.first.map(renumber);
            sorted.push(decl);
        }
        // What stands in a declaration whose name is taken belongs to the first of that name.
        let firsts: Vec<Option<DeclId>> = sorted.iter().map(|decl: &RawDecl<'a>| decl.first).collect();
        let settled = |id: DeclId| firsts.get(id.to_usize()).copied().flatten().unwrap_or(id);
        for decl in &mut sorted {
            decl.parent = decl.parent.map(settled);
            decl.tenant = decl.tenant.map(settled);
        }
        self.decls = sorted;
        for binding in &mut self.bindings {
            for state in [Some(&mut binding.state), binding.source.as_mut()].into_iter().flatten() {
                if let BindingState::Waiting { decl, .. } = state {
                    *decl = decl.map(|id| settled(renumber(id)));
                }
            }
        }
        for reference in &mut self.later_refs {
            reference.site.decl = reference.site.decl.map(|id| settled(renumber(id)));
        }
    }

    /// Finds names that are taken; the first in order of path and place keeps its name.
    fn find_duplicates(&mut self) {
        let paths: Vec<&str> = self.inputs.sources.files.iter().map(|file| &*file.path).collect();
        let mut order: Vec<DeclId> = self.decls.ids().collect();
        order.sort_by_key(|id| {
            let decl = self.decls.get(*id)?;
            Some((self.doubt(decl.scope).is_some(), paths.get(decl.file.to_usize()).copied(), decl.node.range().start))
        });
        let mut firsts: FxHashMap<(SmolStr, Option<DeclId>, SmolStr), DeclId> = FxHashMap::default();
        let mut taken = Vec::new();
        for id in order {
            let Some(decl) = self.decls.get(id) else { continue };
            let Name::Known(name, _) = &decl.name else { continue };
            let space = if decl.kind.name == "platform" {
                (SmolStr::new_static("platform"), None, SmolStr::default())
            } else {
                (name_space(decl), decl.tenant, name.clone())
            };
            match firsts.get(&space) {
                Some(first) => taken.push((id, *first)),
                None => {
                    firsts.insert(space, id);
                }
            }
        }
        for (id, first) in taken {
            if self.doubt_of(id) == self.doubt_of(first) {
                self.report_duplicate(id, first);
            }
            if let Some(decl) = self.decls.get_mut(id) {
                decl.first = Some(first);
            }
        }
    }

    /// Finds what an error leaves open, with what belongs to tenants of that kind.
    fn find_doubtful(&mut self) {
        let doubtful: Vec<bool> = self.decls.iter().map(|decl| self.doubt(decl.scope).is_some()).collect();
        let is_doubtful = |id: DeclId| doubtful.get(id.to_usize()).copied().unwrap_or(false);
        for (index, decl) in self.decls.iter_mut().enumerate() {
            decl.out = is_doubtful(DeclId::from_usize(index)) || decl.tenant.is_some_and(is_doubtful);
        }
    }

    fn report_duplicate(&mut self, id: DeclId, first: DeclId) {
        let (Some(decl), Some(other)) = (self.decls.get(id), self.decls.get(first)) else { return };
        let name_span = |decl: &RawDecl<'_>| match &decl.name {
            Name::Known(_, span) => *span,
            Name::Unwritten | Name::Poison => decl.head_span(),
        };
        let kind = &decl.kind.name;
        let name = decl.known_name().cloned().unwrap_or_default();
        let whose = match decl.tenant.and_then(|tenant| self.name_of(tenant)) {
            Some(tenant) => format!(" of tenant `{tenant}`"),
            None => String::new(),
        };
        let message = match kind.as_str() {
            "platform" => "the platform is declared twice".to_owned(),
            _ if other.kind.name != *kind => format!("`{name}` is taken: a {} and a {kind}{whose} can't share a name", other.kind.name),
            _ if decl.kind.is_component() => format!("component `{kind}` is declared twice as `{name}`{whose}"),
            _ => format!("{kind} `{name}`{whose} is declared twice"),
        };
        let mut diagnostic = Diagnostic::new(&duplicate::RULE, message);
        if decl.node.id() == other.node.id() && decl.file == other.file {
            diagnostic = diagnostic
                .label(name_span(decl), "this name doesn't depend on what it is repeated for")
                .help("put the loop variable, or the instance's `${name}`, into the name");
        } else {
            diagnostic = diagnostic
                .label(name_span(decl), "declared again here")
                .label(name_span(other), "first declared here")
                .help("give one of them another name; a declaration is written once, nothing is merged");
        }
        let diagnostic = diagnostic.subject(other.address.clone());
        self.report(diagnostic);
    }

    /// The names as far as they are known.
    fn name_map(&self) -> NameMap {
        let mut map = NameMap::default();
        for (id, decl) in self.decls.iter_enumerated() {
            if decl.first.is_some() {
                continue;
            }
            if decl.kind.name == "platform" {
                map.platform = map.platform.or(Some(id));
                continue;
            }
            map.by_kind.entry(decl.kind.name.clone()).or_default().push(id);
            let Name::Known(name, _) = &decl.name else { continue };
            let kind = match &decl.type_word {
                Some(word) => {
                    map.resource_types.insert(word.clone());
                    word.clone()
                }
                None => decl.kind.name.clone(),
            };
            map.by_name.entry((kind, name.clone())).or_default().push((decl.tenant, id));
        }
        map
    }

    /// A field read without keeping what is reported.
    fn field_quietly(&mut self, id: DeclId, index: u16) -> Option<mlpc_model::Item> {
        let kept: Diagnostics = std::mem::take(&mut self.out);
        let span = Span::new(self.decls.get(id)?.file, TextRange::default());
        let item = self.field_at(id, index, span);
        self.out = kept;
        item
    }
}

/// Declarations of one space can't have one name.
fn name_space(decl: &RawDecl<'_>) -> SmolStr {
    match &decl.type_word {
        Some(word) => word.clone(),
        None => decl.kind.name_space.clone(),
    }
}
