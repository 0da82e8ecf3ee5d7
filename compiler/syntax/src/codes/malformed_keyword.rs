//! MLP0007: keywords without `#`, and `#` words that are none.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0007",
    name: "malformed-keyword",
    severity: Severity::Error,
    title: "a keyword written wrong",
    since: "0.1",
    explain: include_str!("malformed_keyword.md"),
};

/// `true` for `#true`.
pub(crate) fn bare(range: TextRange, word: &str) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, format!("`{word}` is neither a text nor a keyword: the keyword is `#{word}`"))
        .label("a `#` is missing")
        .fix(format!("write `#{word}`, or `\"{word}\"` for the text"), format!("write `#{word}`"), range, format!("#{word}"))
}

/// `#yes`.
pub(crate) fn unknown(range: TextRange, word: &str) -> SyntaxProblem {
    let shown = crate::codes::excerpt(word);
    SyntaxProblem::new(&RULE, range, format!("{shown} is no keyword"))
        .help("the keywords are `#true`, `#false`, `#null`, `#inf`, `#-inf` and `#nan`; a text with a `#` needs quotes")
}
