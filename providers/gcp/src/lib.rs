//! How each core kind lowers to Google Cloud: one file a kind in `lower`, facts about Google Cloud beside it. Pure.

mod blocks;
mod iam;
pub mod lower;
