//! Terraform providers' schemas as facts: attributes, blocks, and whether a change replaces the resource.

mod embedded;
mod resource;
mod text;

pub use embedded::{Provider, ProviderSchemas};
pub use resource::{Attribute, AttributeType, Block, NestedBlock, Nesting, Replaces, ResourceSchema};
pub use text::parse;

#[cfg(test)]
mod tests;
