//! Terraform providers' schemas as facts: attributes, blocks, and whether a change replaces the resource.

mod embedded;
mod limits;
mod resource;
mod text;

pub use embedded::{Provider, ProviderSchemas};
pub use limits::{ChangeLimit, Then, When, change_limits};
pub use resource::{Attribute, AttributeType, Block, NestedBlock, Nesting, Replaces, ResourceSchema};
pub use text::parse;

#[cfg(test)]
mod tests;
