//! MLP0004: a `}` without its `{`.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0004",
    name: "stray-brace",
    severity: Severity::Error,
    title: "a `}` closes nothing",
    since: "0.1",
    explain: include_str!("stray_brace.md"),
};

/// No block is open here.
pub(crate) fn problem(brace: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, brace, "this `}` closes nothing: no block is open here")
        .label("no `{` belongs to it")
        .help("remove it, or write the `{` that it was meant to close")
}
