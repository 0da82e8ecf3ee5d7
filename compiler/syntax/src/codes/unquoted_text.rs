//! MLP0011: bare words that may not stand bare.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0011",
    name: "unquoted-text",
    severity: Severity::Error,
    title: "a text that needs quotes",
    since: "0.1",
    explain: include_str!("unquoted_text.md"),
};

/// A value such as `10.0.0.0/16` or `a/b`.
pub(crate) fn value(range: TextRange, found: &str) -> SyntaxProblem {
    let quoted = crate::quote::text(found);
    let shown = crate::codes::shorten(&quoted);
    SyntaxProblem::new(&RULE, range, format!("the text {} needs quotes", crate::codes::excerpt(found)))
        .label("holds a character that no bare word may")
        .fix(format!("write `{shown}`"), "put it in quotes", range, quoted)
}

/// A declaration's or field's name that reads as a number or keyword.
pub(crate) fn name(range: TextRange, found: &str) -> SyntaxProblem {
    let quoted = crate::quote::text(found);
    let shown = crate::codes::shorten(&quoted);
    SyntaxProblem::new(&RULE, range, format!("the name {} needs quotes", crate::codes::excerpt(found)))
        .label("reads as a number or a keyword")
        .fix(format!("write `{shown}`"), "put it in quotes", range, quoted)
}
