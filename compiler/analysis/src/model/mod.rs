//! Models on accelerators: their weights and caches in memory, how they can be split, and what number formats a GPU computes in.

pub mod fit;
pub mod format;
pub mod lookup;
pub mod memory;
#[cfg(test)]
mod published;
pub mod split;
