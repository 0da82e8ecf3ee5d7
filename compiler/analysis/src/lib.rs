//! Numbers over the platform: capacity, demand, sharing, flow of data, SLO algebra, cost.

pub mod addresses;
pub mod capacity;
pub mod cost;
pub mod demand;
pub mod flow;
pub mod gang;
pub mod kubernetes_versions;
pub mod kueue;
pub mod managed;
pub mod mig;
pub mod model;
pub mod pool;
pub mod residency;
pub mod schedule;
pub mod slo;
pub mod zones;
