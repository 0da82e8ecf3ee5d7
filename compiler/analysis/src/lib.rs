//! Numbers over the platform: capacity, sharing, SLO algebra, cost.

pub mod addresses;
pub mod capacity;
pub mod cost;
pub mod driver;
pub mod gang;
pub mod kueue;
pub mod managed;
pub mod mig;
pub mod model;
pub mod pool;
pub mod slo;
pub mod zones;
