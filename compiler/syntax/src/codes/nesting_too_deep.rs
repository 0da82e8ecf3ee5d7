//! MLP0015: blocks and expressions nested beyond the limit.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0015",
    name: "nesting-too-deep",
    severity: Severity::Error,
    title: "nested deeper than the limit",
    since: "0.1",
    explain: include_str!("nesting_too_deep.md"),
};

/// A block beyond the limit; it was stepped over.
pub(crate) fn block(brace: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, brace, format!("blocks are nested more than {} deep here", crate::limits::NESTING))
        .label("this block was not read")
        .help("nest less deeply; the limit can't be changed")
}
