//! The formatter: one canonical layout of a spec.
//!
//! Four blanks an indent, one declaration a line, blocks written on one line kept so (`{ a; b }`), texts in quotes, names bare where KDL lets
//! them be, at most one empty line. Comments, `/-`, raw and multi-line texts, numbers and the distance of trailing comments stay as written;
//! lines are neither joined nor wrapped.

mod printer;
mod tokens;

use crate::problem::SyntaxProblem;

/// The text in the canonical layout; refuses broken text with its problems.
pub fn format(text: &str) -> Result<String, Vec<SyntaxProblem>> {
    let parsed = crate::parse(text.into());
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    Ok(printer::print(text, &tokens::tokens(text)))
}
