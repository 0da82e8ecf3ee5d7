//! MLP0009: layout of `"""` texts.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0009",
    name: "multi-line-text",
    severity: Severity::Error,
    title: "the lines of a text do not line up",
    since: "0.1",
    explain: include_str!("multi_line_text.md"),
};

/// Something stands behind the opening quotes.
pub(crate) fn first_line(opening: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, opening, "a text between `\"\"\"` begins on the next line")
        .label("a new line is expected after these quotes")
        .help("move the text to the next line, or write one `\"` at each end if it has one line only")
}

/// A line lacks the blanks of the last one.
pub(crate) fn indentation(line: TextRange, closing: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, line, "this line doesn't begin with the blanks that stand before the closing quotes")
        .label("indented less, or with other blanks")
        .also(closing, "the blanks before these are taken off every line")
        .help("indent it at least as far as the closing quotes, with the same tabs and blanks")
}

/// Text stands before the closing quotes.
pub(crate) fn closing_line(closing: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, closing, "the closing quotes of a text of several lines stand on a line of their own")
        .label("something stands before these on their line")
        .help("move them to the next line")
}
