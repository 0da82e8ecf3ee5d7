//! MLP0001: a `{` without its `}`.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0001",
    name: "unclosed-block",
    severity: Severity::Error,
    title: "a block is never closed",
    since: "0.1",
    explain: include_str!("unclosed_block.md"),
};

/// The block is closed where the next declaration at its depth begins. `missing` is where and how the `}` is written.
pub(crate) fn above_declaration(brace: u32, next: TextRange, missing: (u32, String)) -> SyntaxProblem {
    virtually_closed(brace, missing).also(next, "the next declaration at this depth starts here, so the `}` is missing above it")
}

/// The block is closed where the `}` of the block around it stands.
pub(crate) fn above_brace(brace: u32, next: TextRange, missing: (u32, String)) -> SyntaxProblem {
    virtually_closed(brace, missing).also(next, "this `}` stands at the depth of the block around it, so the `}` is missing above it")
}

/// The block runs to the end of the file.
pub(crate) fn at_end(brace: u32, missing: (u32, String)) -> SyntaxProblem {
    let (at, text) = missing;
    opened(brace).fix("write `}` behind the last line of the block", "write the missing `}`", TextRange::empty(at), text)
}

fn virtually_closed(brace: u32, missing: (u32, String)) -> SyntaxProblem {
    let (at, text) = missing;
    opened(brace)
        .fix("write `}` on the line before (mlpc check --fix does)", "write the missing `}`", TextRange::empty(at), text)
        .note("checking went on as if it stood there")
}

fn opened(brace: u32) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, TextRange::new(brace, brace + 1), "this block is never closed").label("opened here")
}
