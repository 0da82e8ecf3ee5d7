//! MLP0017: files beyond the limit.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0017",
    name: "file-too-large",
    severity: Severity::Error,
    title: "a file is larger than the limit",
    since: "0.1",
    explain: include_str!("file_too_large.md"),
};

/// A file of `bytes` bytes.
pub(crate) fn problem(bytes: usize) -> SyntaxProblem {
    let limit = crate::limits::FILE >> 20;
    SyntaxProblem::new(&RULE, TextRange::empty(0), format!("the file has {bytes} bytes; a spec file has at most {limit} MiB"))
        .help("split it: files of one directory are one platform; or write a loop instead of its result")
}
