//! How each core kind lowers to AWS: one file a kind in `lower`, facts about AWS beside it. Pure; calls of AWS live in `aws-api`.

mod amounts;
mod efa;
mod facts;
mod iam;
mod kms;
pub mod lower;
mod partition;
mod security_group;
pub mod subnets;
mod user_data;
