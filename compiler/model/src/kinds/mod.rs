//! The typed structs, one for each core kind and one for all components. Their fields are those of the schema's table: a test holds both to
//! each other in both directions. What a field means is written there.

mod access;
mod cluster;
mod component;
mod dataset;
mod model_service;
mod network;
mod platform;
mod pool;
mod slo;
mod store;
mod target;
mod tenant;
mod test;
mod training;
mod user;
mod way_out;
mod workload;

pub use access::{Login, LoginProvider, OnCall, OnCallService};
pub use cluster::{Admin, Autoscaler, Channel, Cluster, GpuStack, GpuStackMode, LogSource, Logs, Maintenance};
pub use component::{Component, ComponentSize};
pub use dataset::{DataClass, Dataset, Derivation, Place};
pub use model_service::{
    Autoscale, AutoscaleMetric, AutoscaleTarget, Counter, DependsOn, Engine, EngineName, Expose, Histogram, Metrics, ModelService, Traffic,
};
pub use network::{Egress, EgressMode, EgressPer, Network, SubnetSize, Subnets};
pub use platform::{Required, Requires, Settings};
pub use pool::{
    Capacity, CapacityType, Dedicated, Interconnect, InterconnectType, Pool, PoolClass, Scratch, ShareMode, Sharing, Taint, TaintEffect,
    Upgrades,
};
pub use slo::{AlertSpeed, OnMiss, Slo};
pub use store::{Bucket, Cache, CacheEngine, Database, DatabaseEngine, Filesystem, FilesystemType, Key, Registry, Secret};
pub use target::{Cloud, Delivery, Provider, Target, TargetEngine};
pub use tenant::{Budget, Data, EgressTo, Isolation, IsolationLevel, Member, PodSecurity, Quota, Role, Share, Tenant};
pub use test::Admits;
pub use training::{Checkpoints, Framework, Pipeline, Training};
pub use user::{Access, Grant, Policy, PolicySeverity, WaiveLevel, Waiver};
pub use way_out::{Import, Moved, Patch, Removed, Resource};
pub use workload::{Amounts, Bounds, Mount, Resources, Workload, WorkloadRef};
