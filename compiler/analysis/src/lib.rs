//! Numbers over the platform: capacity, SLO algebra, cost.

pub mod capacity;
