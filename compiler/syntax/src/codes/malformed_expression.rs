//! MLP0020: faults inside `${…}`.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0020",
    name: "malformed-expression",
    severity: Severity::Error,
    title: "an expression that can't be read",
    since: "0.1",
    explain: include_str!("malformed_expression.md"),
};

/// A fault of an expression's syntax, at its place in the file.
pub fn problem(range: TextRange, fault: &crate::ExprProblem) -> SyntaxProblem {
    let problem = SyntaxProblem::new(&RULE, range, fault.message.clone());
    if fault.help.is_empty() { problem } else { problem.help(fault.help.clone()) }
}
