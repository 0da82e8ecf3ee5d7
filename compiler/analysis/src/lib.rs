//! Numbers over the platform: capacity, SLO algebra, cost.

pub mod capacity;
pub mod cost;
pub mod pool;
pub mod slo;
pub mod zones;
