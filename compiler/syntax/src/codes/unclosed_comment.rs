//! MLP0003: `/*` without its `*/`.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0003",
    name: "unclosed-comment",
    severity: Severity::Error,
    title: "a block comment is never closed",
    since: "0.1",
    explain: include_str!("unclosed_comment.md"),
};

/// The comment reaches to the end of the file.
pub(crate) fn problem(opening: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, opening, "this comment is never closed")
        .label("opened here; all that follows is comment")
        .help("write `*/` where it ends; block comments nest, so each `/*` inside needs one too")
}
