//! MLP0018: texts beyond the limit.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0018",
    name: "text-too-long",
    severity: Severity::Error,
    title: "a text is longer than the limit",
    since: "0.1",
    explain: include_str!("text_too_long.md"),
};

/// A text of the given range; `delimiter` bytes of it are its opening quotes.
pub(crate) fn problem(range: TextRange, delimiter: u32) -> SyntaxProblem {
    let limit = crate::limits::TEXT >> 20;
    SyntaxProblem::new(
        &RULE,
        TextRange::new(range.start, range.start + delimiter),
        format!("this text has {} bytes; a text has at most {limit} MiB", range.len() - 2 * delimiter),
    )
    .label("opened here")
    .help("put it in a file of its own and read that: `\"${file('name')}\"`")
}
