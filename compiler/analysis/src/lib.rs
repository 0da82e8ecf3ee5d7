//! Numbers over the platform: capacity, SLO algebra, cost.
