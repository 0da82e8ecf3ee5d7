//! MLP0019: the count of faults beyond those kept.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0019",
    name: "too-many-problems",
    severity: Severity::Error,
    title: "more faults than are listed",
    since: "0.1",
    explain: include_str!("too_many_problems.md"),
};

/// `n` faults more, at the end of the file.
pub(crate) fn problem(end: TextRange, n: usize) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, end, format!("{n} more faults of syntax are in this file; the first {} are listed", crate::limits::PROBLEMS))
        .help("mend the first ones and check again, or see whether this is a spec file at all")
}
