//! MLP0014: characters that KDL bars.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0014",
    name: "disallowed-character",
    severity: Severity::Error,
    title: "a character that no file may hold",
    since: "0.1",
    explain: include_str!("disallowed_character.md"),
};

/// A control or direction character.
pub(crate) fn problem(at: usize, ch: char) -> SyntaxProblem {
    let range = TextRange::new(at as u32, (at + ch.len_utf8()) as u32);
    let problem =
        SyntaxProblem::new(&RULE, range, format!("the invisible character U+{:04X} may not stand in a spec", ch as u32)).label("here");
    problem.help(format!("remove it, or write `\\u{{{:X}}}` inside a quoted text", ch as u32))
}
