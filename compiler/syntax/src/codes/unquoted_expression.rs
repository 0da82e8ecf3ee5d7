//! MLP0010: `${…}` outside of a text.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0010",
    name: "unquoted-expression",
    severity: Severity::Error,
    title: "an expression without quotes",
    since: "0.1",
    explain: include_str!("unquoted_expression.md"),
};

/// `a ${x}`: KDL reads the text `$` and a block.
pub(crate) fn problem(range: TextRange, found: &str) -> SyntaxProblem {
    let quoted = crate::quote::text(found);
    let shown = crate::codes::shorten(&quoted);
    SyntaxProblem::new(&RULE, range, format!("the expression {} needs quotes", crate::codes::excerpt(found)))
        .label("without them this is the text `$` and a block")
        .fix(format!("write `{shown}`"), "put it in quotes", range, quoted)
}
