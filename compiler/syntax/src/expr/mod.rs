//! The syntax of `${…}`: a decoded text becomes parts, an expression a flat arena of nodes. What it means is `sema`'s.
//!
//! Ranges are offsets in the decoded text; [`Entry::text_map`](crate::Entry::text_map) leads from there to the file.

mod lexer;
mod parser;
mod template;

use mlpc_source::{Idx, IdxVec, TextRange, define_idx};
use smol_str::SmolStr;

pub use template::{Template, TemplatePart, has_expression, template};

define_idx! {
    /// A node of one [`Expr`].
    pub struct ExprId;
}

/// One expression: its nodes, operands before what uses them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    /// All nodes.
    pub nodes: IdxVec<ExprId, ExprNode>,
    /// The whole expression.
    pub root: ExprId,
    /// From `${` to `}`, both included.
    pub range: TextRange,
}

/// One node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExprNode {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub range: TextRange,
}

/// What a node of an expression is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExprKind {
    /// `8`, `0.5`: as written.
    Number(SmolStr),
    /// `'x'`, decoded.
    Text(String),
    /// `true`, `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// A param, let, loop variable or kind.
    Name(SmolStr),
    /// `[a, b]`.
    List(Vec<ExprId>),
    /// `if c then a else b`.
    If(ExprId, ExprId, ExprId),
    /// `a + b`.
    Binary(BinaryOp, ExprId, ExprId),
    /// `-a`, `!a`.
    Unary(UnaryOp, ExprId),
    /// `a.name`, with the name's range.
    Field(ExprId, SmolStr, TextRange),
    /// `a[i]`.
    Index(ExprId, ExprId),
    /// `name(a, b)`, with the name's range.
    Call(SmolStr, TextRange, Vec<ExprId>),
    /// `[body for var in source if cond]`.
    Comprehension {
        /// What each item becomes.
        body: ExprId,
        /// The loop variable.
        var: SmolStr,
        /// Where it is named.
        var_range: TextRange,
        /// The list that is walked.
        source: ExprId,
        /// Which items are taken.
        cond: Option<ExprId>,
    },
    /// Couldn't be read; reported already.
    Broken,
}

/// Operators with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// Operators with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Neg,
}

/// A fault of an expression's syntax; [`malformed_expression::problem`](crate::codes::malformed_expression::problem) gives it a place in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExprProblem {
    /// In the decoded text.
    pub range: TextRange,
    /// One line that makes sense alone.
    pub message: String,
    /// What to write; may be empty.
    pub help: String,
}

impl Expr {
    /// A node by its id.
    #[expect(clippy::indexing_slicing, reason = "an expression hands out its own ids alone")]
    pub fn node(&self, id: ExprId) -> &ExprNode {
        &self.nodes[id]
    }

    /// The whole expression's node.
    pub fn root_node(&self) -> &ExprNode {
        self.node(self.root)
    }

    fn broken(range: TextRange) -> Self {
        let nodes = IdxVec::from(vec![ExprNode { kind: ExprKind::Broken, range }]);
        Self { nodes, root: ExprId::from_usize(0), range }
    }
}

impl BinaryOp {
    /// As written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
        }
    }

    /// How tightly it binds; all associate to the left, and comparisons don't chain.
    const fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge => COMPARISON,
            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Rem => 5,
        }
    }
}

const COMPARISON: u8 = 3;

/// Parses a text that is one expression, without `${` and `}`.
pub fn expression(text: &str) -> Result<Expr, ExprProblem> {
    parser::parse(text, TextRange::new(0, text.len() as u32), TextRange::new(0, text.len() as u32))
}
