//! KDL 2 text to a lossless tree; `${}` syntax; formatter. The only crate that knows KDL.
//!
//! [`parse`] never fails and never recurses on the input's depth: it returns a whole [`Tree`] and the problems found. What the tree's
//! declarations mean is decided elsewhere; here a spec is nodes, entries and values with their places.

mod bytes;
mod chars;
pub mod codes;
mod expr;
mod format;
pub mod limits;
mod parse;
mod problem;
pub mod quote;
mod text;
mod tree;

pub use bytes::check_bytes;
pub use expr::{
    BinaryOp, Expr, ExprId, ExprKind, ExprNode, ExprProblem, Template, TemplatePart, UnaryOp, expression, has_expression, template,
};
pub use format::format;
pub use parse::{Parse, parse};
pub use problem::{SyntaxEdit, SyntaxHelp, SyntaxProblem};
pub use text::TextMap;
pub use tree::{Entry, EntryId, Node, NodeId, Scalar, Tree};
