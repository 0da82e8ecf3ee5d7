//! How each core kind lowers to AWS: one file a kind in `lower`, facts about AWS beside it. Pure; calls of AWS live in `aws-api`.

mod efa;
pub mod subnets;
mod user_data;
