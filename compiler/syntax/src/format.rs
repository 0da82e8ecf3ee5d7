//! The formatter.

use crate::problem::SyntaxProblem;

/// The text in the canonical layout; refuses broken text.
pub fn format(text: &str) -> Result<String, Vec<SyntaxProblem>> {
    let parsed = crate::parse(text.into());
    if parsed.problems.is_empty() { Ok(text.to_owned()) } else { Err(parsed.problems) }
}
