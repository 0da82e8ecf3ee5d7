//! MLP0013: `name=`, `(type)` and `/-` with nothing behind.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0013",
    name: "missing-value",
    severity: Severity::Error,
    title: "a value is missing",
    since: "0.1",
    explain: include_str!("missing_value.md"),
};

/// `name=` and nothing.
pub(crate) fn property(range: TextRange, name: &str) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, format!("`{name}=` has no value"))
        .label("a value is expected after the `=`")
        .help("write the value, or remove the field")
}

/// `(type)` and nothing.
pub(crate) fn annotation(range: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, "this type annotation has no value")
        .label("a value is expected after it")
        .help("remove the annotation")
}

/// `/-` and nothing.
pub(crate) fn slashdash(range: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, "this `/-` comments out nothing")
        .label("a declaration, value or block is expected after it")
        .help("remove it")
}
