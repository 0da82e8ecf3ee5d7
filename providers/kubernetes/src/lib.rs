//! How each core kind lowers to Kubernetes objects. Pure: reads the model and the catalog, adds objects to the graph.
//!
//! [`Clusters`] is made once per compile and holds what every lowering looks up: per cluster its pools with their capacity and what is
//! installed. [`lower::declaration`] lowers one declaration. What a cloud makes for the same declaration is its provider's business.

mod amounts;
mod clusters;
mod env;
pub mod lower;
mod object;
mod pod;

pub use clusters::{ClusterFacts, Clusters, PoolFacts, Release};
pub use object::release_address;
pub use pod::{gpu_tolerations, pool_placement};
