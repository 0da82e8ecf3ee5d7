//! How each core kind lowers to Azure: one file a kind in `lower`, what they share beside it. Pure.

mod condition;
mod group;
pub mod lower;
mod names;
mod roles;
mod subnets;
mod tags;
mod vault;
