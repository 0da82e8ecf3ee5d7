//! The core kinds, one file a kind; small kinds of one purpose share a file.

mod blocks;
mod bucket;
mod cache;
mod cluster;
mod database;
mod dataset;
mod filesystem;
mod grant;
mod key;
mod model_service;
mod network;
mod pipeline;
mod platform;
mod policy;
mod pool;
mod registry;
mod resource;
mod secret;
mod slo;
mod target;
mod tenant;
mod test;
mod training;
mod waive;
mod way_out;
mod workload;

use crate::Kind;

/// Every core kind and building block, in the order of the reference.
pub fn all() -> Vec<Kind> {
    let mut kinds = blocks::kinds();
    kinds.extend([platform::kind(), target::kind(), network::kind(), cluster::kind(), pool::cpu(), pool::gpu()]);
    kinds.extend([bucket::kind(), database::kind(), cache::kind(), filesystem::kind(), registry::kind(), key::kind(), secret::kind()]);
    kinds.push(resource::kind());
    kinds.extend(way_out::kinds());
    kinds.extend([tenant::kind(), grant::kind(), policy::kind(), waive::kind()]);
    kinds.extend([model_service::kind(), training::kind(), pipeline::kind(), dataset::kind(), slo::kind(), test::kind()]);
    kinds
}
