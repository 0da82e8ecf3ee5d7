//! The lowerings, one file a kind; parts that several share are named for their subject.

pub mod cluster;
pub mod network;
