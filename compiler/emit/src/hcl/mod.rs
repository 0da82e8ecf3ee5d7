//! Terraform configuration, laid out exactly as `terraform fmt` does.

mod block;
mod changes;
mod inline;
mod policy;
mod root;
mod text;
mod value;
mod writer;

pub(crate) use root::{heading, root};
pub use text::quoted;
pub use writer::body;
