//! The models and GPUs of a platform's services, each read from the catalog once: ten thousand services name a dozen of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use mlpc_catalog::{Catalog, Model};
use mlpc_model::{DeclId, LateText, ModelService, Platform, Pool, PoolClass};
use smol_str::SmolStr;

use super::fit::{Gpus, Served, is_judged};
use super::format;

/// What was looked up so far.
#[derive(Debug)]
pub struct Lookup<'a> {
    platform: &'a Platform,
    catalog: &'a Catalog,
    models: BTreeMap<SmolStr, Option<Arc<Model>>>,
    gpus: BTreeMap<(DeclId, Option<SmolStr>), Option<Arc<Gpus>>>,
}

impl<'a> Lookup<'a> {
    /// Nothing yet.
    pub fn new(platform: &'a Platform, catalog: &'a Catalog) -> Self {
        Self { platform, catalog, models: BTreeMap::new(), gpus: BTreeMap::new() }
    }

    /// The model that a service names, if the catalog knows it.
    pub fn model(&mut self, service: &ModelService) -> Option<Arc<Model>> {
        let LateText::Known(name) = &service.model.as_ref()?.value else { return None };
        if let Some(known) = self.models.get(name) {
            return known.clone();
        }
        let found = self.catalog.model(name.strip_prefix("hf:").unwrap_or(name)).map(Arc::new);
        self.models.insert(name.clone(), found.clone());
        found
    }

    /// The GPUs of a pool; in a MIG pool its slices of a profile.
    pub fn gpus(&mut self, pool: &Pool, profile: Option<&SmolStr>) -> Option<Arc<Gpus>> {
        let key = (pool.decl, profile.cloned());
        if let Some(known) = self.gpus.get(&key) {
            return known.clone();
        }
        let found = Gpus::of_pool(self.platform, self.catalog, pool, profile).map(Arc::new);
        self.gpus.insert(key, found.clone());
        found
    }

    /// The GPUs that a service's pods get; `None` where it doesn't run on a GPU pool, or they aren't known.
    pub fn gpus_of(&mut self, service: &ModelService) -> Option<Arc<Gpus>> {
        let pool = self.platform.pool(service.work.pool.value).filter(|pool| pool.class() == PoolClass::Gpu)?;
        let profile = service.work.resources.as_ref().and_then(|it| it.profiles.iter().next()).map(|(profile, _)| profile);
        self.gpus(pool, profile)
    }

    /// A service's model on its pool's GPUs. `None` where the engine isn't judged, or model, format or GPUs aren't known.
    pub fn served(&mut self, service: &ModelService) -> Option<Served> {
        let engine = &service.engine;
        if !is_judged(engine.name.value) {
            return None;
        }
        let model = self.model(service)?;
        let format = format::loaded(&model, engine.quantization.as_ref().map(|it| it.value.as_str()))?;
        let gpus = self.gpus_of(service)?;
        let longest = model.max_context.and_then(|n| i64::try_from(n).ok());
        let needs_none = model.kv_bytes_per_token.is_none();
        let context = service.context.map(|it| it.value).or(longest).or(needs_none.then_some(0))?;
        Some(Served {
            model,
            format,
            engine: engine.name.value,
            gpus,
            tensor_parallel: engine.tensor_parallel.value,
            pipeline_parallel: engine.pipeline_parallel.value,
            context,
            concurrency: service.concurrency.map(|it| it.value),
            declared_share: engine.memory.map(|it| it.value.fraction()),
        })
    }
}
