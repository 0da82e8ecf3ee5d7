//! MLP0002: an opening quote without its closing one.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0002",
    name: "unclosed-text",
    severity: Severity::Error,
    title: "a text is never closed",
    since: "0.1",
    explain: include_str!("unclosed_text.md"),
};

/// A text on one line: it ends with its line.
pub(crate) fn single_line(opening: TextRange, text: &str) -> SyntaxProblem {
    let shown = crate::codes::excerpt(text);
    SyntaxProblem::new(&RULE, opening, format!("the text {shown} is never closed"))
        .label("opened here")
        .help("write the closing quote on the same line; a text of several lines stands between `\"\"\"`")
}

/// A text of several lines: everything up to the end of the file belongs to it.
pub(crate) fn multi_line(opening: TextRange, delimiter: &str) -> SyntaxProblem {
    let closing: String = delimiter.chars().rev().collect();
    SyntaxProblem::new(&RULE, opening, "this text of several lines is never closed")
        .label("opened here; all that follows counts as text")
        .help(format!("write `{closing}` on a line of its own behind the text's last line"))
}
