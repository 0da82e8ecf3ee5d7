//! Datasets and who reads and writes them.

use crate::index::listed;
use crate::kinds::Dataset;
use crate::{At, DeclId, Platform};

impl Platform {
    /// The datasets that a workload or component reads, each with the place that says so.
    pub fn datasets_read(&self, id: DeclId) -> &[At<DeclId>] {
        match (self.workload(id), self.component(id)) {
            (Some(workload), _) => &workload.shared().reads,
            (None, Some(component)) => &component.reads,
            (None, None) => &[],
        }
    }

    /// The workloads and components that read a dataset.
    pub fn readers_of(&self, dataset: DeclId) -> impl Iterator<Item = DeclId> {
        listed(&self.index.readers, dataset)
    }

    /// The datasets in a store.
    pub fn datasets_in(&self, store: DeclId) -> impl Iterator<Item = &Dataset> {
        listed(&self.index.datasets_in, store).filter_map(|id| self.dataset(id))
    }
}
