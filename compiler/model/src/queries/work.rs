//! Workloads, what they need, and what is promised of them.

use crate::index::listed;
use crate::kinds::{Engine, ModelService, Slo, WorkloadRef};
use crate::{DeclId, Platform, Val};

impl Engine {
    /// GPUs that hold the model together: tensor × pipeline parallel; `None` beyond all numbers.
    pub fn parallel(&self) -> Option<i64> {
        self.tensor_parallel.value.checked_mul(self.pipeline_parallel.value)
    }
}

impl ModelService {
    /// GPUs of one replica over all its pods, where its pool has GPUs: those that hold the model, at least what one pod asks for.
    pub fn gpus_of_replica(&self) -> Option<i64> {
        let of_pod = self.work.resources.as_ref().and_then(|it| it.gpus).map_or(0, |it| it.value);
        Some(self.engine.parallel()?.max(of_pod))
    }
}

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
