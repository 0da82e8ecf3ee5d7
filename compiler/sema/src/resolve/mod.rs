//! Names of declarations: who is called what, what a reference means, what context fills in.

mod address;
mod context;
mod naming;
mod reference;

pub(crate) use reference::kinds_noun;

use mlpc_model::DeclId;
use mlpc_source::IdxVec;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::program::RawDecl;

/// A declaration and the tenant it belongs to.
type Owned = (Option<DeclId>, DeclId);

/// Declarations by name.
#[derive(Debug, Default)]
pub(crate) struct NameMap {
    /// By kind (of a `resource` its TYPE) and name: each tenant that has one, `None` for the platform's.
    by_name: FxHashMap<(SmolStr, SmolStr), Vec<Owned>>,
    /// By kind, in order of address.
    by_kind: FxHashMap<SmolStr, Vec<DeclId>>,
    resource_types: FxHashSet<SmolStr>,
    platform: Option<DeclId>,
}

impl NameMap {
    pub(crate) fn is_resource_type(&self, name: &str) -> bool {
        self.resource_types.contains(name)
    }

    /// Notes the tenants, which are found by means of the names.
    fn set_tenants(&mut self, decls: &IdxVec<DeclId, RawDecl<'_>>) {
        for (tenant, id) in self.by_name.values_mut().flatten() {
            *tenant = decls.get(*id).and_then(|decl| decl.tenant);
        }
    }

    pub(crate) fn platform(&self) -> Option<DeclId> {
        self.platform
    }

    /// Declarations of this kind and name, with their tenants.
    pub(crate) fn named(&self, kind: &SmolStr, name: &SmolStr) -> &[Owned] {
        self.by_name.get(&(kind.clone(), name.clone())).map_or(&[], Vec::as_slice)
    }

    /// Declarations of this kind.
    pub(crate) fn of_kind(&self, kind: &str) -> &[DeclId] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }
}
