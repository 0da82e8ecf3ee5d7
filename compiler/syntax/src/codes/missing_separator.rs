//! MLP0012: blanks and newlines that are missing.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0012",
    name: "missing-separator",
    severity: Severity::Error,
    title: "two things run together",
    since: "0.1",
    explain: include_str!("missing_separator.md"),
};

/// Between two values.
pub(crate) fn blank(at: u32) -> SyntaxProblem {
    let here = TextRange::empty(at);
    SyntaxProblem::new(&RULE, here, "a blank is missing between two values").label("a blank belongs here").fix(
        "write a blank, or a `\\` before a quote that belongs to the text",
        "write a blank",
        here,
        " ",
    )
}

/// Behind a block.
pub(crate) fn declaration(at: u32) -> SyntaxProblem {
    let here = TextRange::empty(at);
    SyntaxProblem::new(&RULE, here, "a declaration ends with its block; what follows needs a line of its own")
        .label("a new line or `;` belongs here")
        .fix("write `;` or a new line before it", "write `;`", here, "; ")
}

/// `{` on a line of its own. `above` is the end of the declaration it was meant for.
pub(crate) fn lone_brace(brace: TextRange, above: Option<u32>) -> SyntaxProblem {
    let problem =
        SyntaxProblem::new(&RULE, brace, "this `{` has no declaration on its line").label("a block begins on the line of its declaration");
    match above {
        Some(end) => problem.fix("move it to the end of the line above", "move the `{` up", TextRange::new(end, brace.end), " {"),
        None => problem.help("write the declaration's kind and name before it"),
    }
}
