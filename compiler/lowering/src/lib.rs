//! What every lowering works with: the context, one declaration's scope, names, known values, subjects of roles.
//!
//! `lower` walks the platform and calls the pure provider crates; both sides share this crate, and neither knows the other's files.

pub mod aks;
mod amounts;
pub mod codes;
mod context;
pub mod gpu_networks;
pub mod karpenter;
mod known;
mod names;
mod not_yet;
pub mod pools;
mod private_stores;
mod published;
mod scope;
mod secrets;
mod subjects;
mod uses;

pub use amounts::{gibibytes, whole_days};
pub use context::Lowering;
pub use known::{bucket_name, cluster_name, container_registry_name, ecr_prefix, known, storage_account_name};
pub use names::{NameRule, account_hash, short_hash, shorten};
pub use not_yet::not_yet;
pub use private_stores::{objects_stay_inside, uses_objects};
pub use published::{Published, parameter_name};
pub use scope::Scope;
pub use secrets::{SecretObject, secret_object};
pub use subjects::{AKS_PREFIX, Subject, access_group, subject, subject_prefix};
pub use uses::{ComponentPods, StoreUse, Use, component_uses, workload_uses};
