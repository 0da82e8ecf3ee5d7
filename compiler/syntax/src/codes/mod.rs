//! The codes of group 00: one file each, with the rule and what makes its problems.

pub mod bad_escape;
pub mod disallowed_character;
pub mod file_too_large;
pub mod malformed_expression;
pub mod malformed_keyword;
pub mod malformed_number;
pub mod missing_separator;
pub mod missing_value;
pub mod multi_line_text;
pub mod nesting_too_deep;
pub mod not_utf8;
pub mod stray_brace;
pub mod text_too_long;
pub mod too_many_problems;
pub mod unclosed_block;
pub mod unclosed_comment;
pub mod unclosed_text;
pub mod unexpected_character;
pub mod unquoted_expression;
pub mod unquoted_text;

use mlpc_diag::Rule;

/// All rules of this crate, in order of code.
pub const RULES: &[&Rule] = &[
    &unclosed_block::RULE,
    &unclosed_text::RULE,
    &unclosed_comment::RULE,
    &stray_brace::RULE,
    &unexpected_character::RULE,
    &malformed_number::RULE,
    &malformed_keyword::RULE,
    &bad_escape::RULE,
    &multi_line_text::RULE,
    &unquoted_expression::RULE,
    &unquoted_text::RULE,
    &missing_separator::RULE,
    &missing_value::RULE,
    &disallowed_character::RULE,
    &nesting_too_deep::RULE,
    &not_utf8::RULE,
    &file_too_large::RULE,
    &text_too_long::RULE,
    &too_many_problems::RULE,
    &malformed_expression::RULE,
];

/// A piece of the spec for a message, in backquotes and cut where it is long.
pub(crate) fn excerpt(text: &str) -> String {
    format!("`{}`", shorten(text))
}

/// The first 40 characters, on one line.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or("").trim_end();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("")),
        None => line.to_owned(),
    }
}
