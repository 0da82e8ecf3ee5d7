//! Findings and answers in the protocol's types.

mod completion;
mod diagnostic;
mod symbol;

pub(crate) use completion::item;
pub(crate) use diagnostic::diagnostic;
pub(crate) use symbol::symbol;
