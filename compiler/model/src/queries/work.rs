//! Workloads, what they need, and what is promised of them.

use crate::index::listed;
use crate::kinds::{Slo, WorkloadRef};
use crate::{DeclId, Platform, Val};

impl Platform {
    /// All workloads: services, trainings, pipelines, each sorted by address.
    pub fn workloads(&self) -> impl Iterator<Item = WorkloadRef<'_>> {
        let services = self.services.iter().map(WorkloadRef::Service);
        let trainings = self.trainings.iter().map(WorkloadRef::Training);
        services.chain(trainings).chain(self.pipelines.iter().map(WorkloadRef::Pipeline))
    }

    /// The workload that `id` declares.
    pub fn workload(&self, id: DeclId) -> Option<WorkloadRef<'_>> {
        let service = self.service(id).map(WorkloadRef::Service);
        let training = || self.training(id).map(WorkloadRef::Training);
        service.or_else(training).or_else(|| self.pipeline(id).map(WorkloadRef::Pipeline))
    }

    /// A tenant's workloads.
    pub fn workloads_of(&self, tenant: DeclId) -> impl Iterator<Item = WorkloadRef<'_>> {
        listed(&self.index.workloads_of_tenant, tenant).filter_map(|id| self.workload(id))
    }

    /// The workloads on a pool.
    pub fn workloads_on(&self, pool: DeclId) -> impl Iterator<Item = WorkloadRef<'_>> {
        listed(&self.index.workloads_on_pool, pool).filter_map(|id| self.workload(id))
    }

    /// What is promised of a declaration.
    pub fn slos_of(&self, id: DeclId) -> impl Iterator<Item = &Slo> {
        listed(&self.index.slos_of, id).filter_map(|id| self.slo(id))
    }

    /// The secrets that a declaration uses in its `env`, in a tree, or by naming one, each once, by address.
    pub fn secrets_of(&self, id: DeclId) -> Vec<DeclId> {
        let Some(decl) = self.decls.get(id) else { return Vec::new() };
        let mut secrets = Vec::new();
        for (_, item) in decl.fields.iter() {
            item.walk(&mut |item| match item.val {
                Val::Secret(secret) => secrets.push(secret),
                Val::Ref(named) if self.decls.get(named).is_some_and(|decl| decl.kind == "secret") => secrets.push(named),
                _ => {}
            });
        }
        secrets.sort_by_key(|secret| self.decls.get(*secret).map(|decl| &decl.address));
        secrets.dedup();
        secrets
    }
}
