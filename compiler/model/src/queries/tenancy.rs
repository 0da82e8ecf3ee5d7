//! Tenants: their quotas, cohorts, and the grants between them.

use smol_str::SmolStr;

use crate::index::listed;
use crate::kinds::{Grant, Quota, Tenant};
use crate::{Decl, DeclId, Platform};

impl Platform {
    /// The tenants' quotas on a pool, by tenant.
    pub fn quotas_on(&self, pool: DeclId) -> impl Iterator<Item = (&Tenant, &Quota)> {
        let quotas = self.index.quotas_on.get(&pool).into_iter().flatten();
        quotas.filter_map(|(tenant, place)| {
            let tenant = self.tenant(*tenant)?;
            Some((tenant, tenant.quotas.get(*place)?))
        })
    }

    /// A tenant's quota on a pool.
    pub fn quota(&self, tenant: DeclId, pool: DeclId) -> Option<&Quota> {
        self.tenant(tenant)?.quotas.iter().find(|quota| quota.pool.value == pool)
    }

    /// All cohorts with their tenants.
    pub fn cohorts(&self) -> impl Iterator<Item = (&SmolStr, Vec<&Tenant>)> {
        self.index.cohorts.iter().map(|(name, tenants)| (name, tenants.iter().filter_map(|id| self.tenant(*id)).collect()))
    }

    /// The tenants of a cohort.
    pub fn cohort(&self, name: &str) -> impl Iterator<Item = &Tenant> {
        self.index.cohorts.get(name).into_iter().flatten().filter_map(|id| self.tenant(*id))
    }

    /// The tenant that a declaration belongs to: of a tenant itself.
    pub fn tenant_of(&self, id: DeclId) -> Option<&Tenant> {
        let decl = self.decls.get(id)?;
        self.tenant(if decl.kind == "tenant" { id } else { decl.tenant? })
    }

    /// Everything that belongs to a tenant.
    pub fn owned_by(&self, tenant: DeclId) -> impl Iterator<Item = (DeclId, &Decl)> {
        listed(&self.index.owned, tenant).filter_map(|id| Some((id, self.decls.get(id)?)))
    }

    /// The grants on a dataset, store, service or component.
    pub fn grants_on(&self, what: DeclId) -> impl Iterator<Item = &Grant> {
        listed(&self.index.grants_on, what).filter_map(|id| self.grant(id))
    }

    /// The grants that let a tenant use others' things.
    pub fn grants_to(&self, tenant: DeclId) -> impl Iterator<Item = &Grant> {
        listed(&self.index.grants_to, tenant).filter_map(|id| self.grant(id))
    }

    /// The grants on `what` for `tenant`, expired ones too.
    pub fn grants_for(&self, what: DeclId, tenant: DeclId) -> impl Iterator<Item = &Grant> {
        self.grants_on(what).filter(move |grant| grant.to.value == tenant)
    }
}
