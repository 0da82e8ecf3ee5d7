//! MLP0008: faulty `\` sequences in quoted texts.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0008",
    name: "bad-escape",
    severity: Severity::Error,
    title: "an escape that means nothing",
    since: "0.1",
    explain: include_str!("bad_escape.md"),
};

/// `\q`.
pub(crate) fn unknown(range: TextRange, found: &str) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, format!("`{found}` is no escape"))
        .help("the escapes are `\\n \\r \\t \\s \\b \\f \\\\ \\\"` and `\\u{…}`; write `\\\\` for a backslash, or a raw text `#\"…\"#`")
}

/// `\u{110000}`.
pub(crate) fn unicode(range: TextRange, found: &str) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, format!("`{found}` names no character"))
        .help("write one to six hexadecimal digits between `\\u{` and `}`, up to 10FFFF without D800 to DFFF")
}
