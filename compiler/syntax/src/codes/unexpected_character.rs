//! MLP0005: characters that begin neither a declaration nor a value.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0005",
    name: "unexpected-character",
    severity: Severity::Error,
    title: "a character that can begin nothing",
    since: "0.1",
    explain: include_str!("unexpected_character.md"),
};

/// Something that begins no declaration and no value.
pub(crate) fn problem(range: TextRange, found: &str) -> SyntaxProblem {
    let shown = crate::codes::excerpt(found);
    let problem = SyntaxProblem::new(&RULE, range, format!("{shown} can begin neither a declaration nor a value"));
    match found.chars().next() {
        Some('[' | ']') => problem.help("a list is several values with blanks between: `zones \"a\" \"b\"`"),
        Some('\\') => problem.help("a `\\` continues a line only as its last character, a comment aside"),
        Some('(' | ')') => {
            problem.help("parentheses hold a type annotation, which stands before a value; in an expression they belong inside the quotes")
        }
        Some('/') => problem.help("`//` comments out a line, `/-` a declaration or a value; a text with a `/` needs quotes"),
        Some('#') => problem.help("a comment begins with `//`; `#` begins `#true`, `#false`, `#null` and raw texts, `#\"…\"#`"),
        _ => problem.help("remove it, or write it in quotes if it is a text"),
    }
}

/// `[a, b]`; `plain` is what stands inside, without commas; a property has no room for several values.
pub(crate) fn list(range: TextRange, plain: &str, is_argument: bool) -> SyntaxProblem {
    let problem = SyntaxProblem::new(&RULE, range, "a list has no brackets and no commas: it is several values with blanks between")
        .label("written as in other languages");
    if is_argument && !plain.is_empty() {
        return problem.fix(format!("write `{}`", crate::codes::shorten(plain)), "remove the brackets and commas", range, plain);
    }
    problem.help("write the field among the children: its name, then the values: `zones \"a\" \"b\"`")
}

/// `;` with nothing before it.
pub(crate) fn lone_semicolon(range: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, "this `;` ends nothing").label("no declaration stands before it").fix(
        "remove it",
        "remove the `;`",
        range,
        "",
    )
}

/// `name = value` or `name=value` as a declaration. `before` and `after` are the bytes around the `=`.
pub(crate) fn field_with_equals(range: TextRange, name: &str, before: u8, after: u8) -> SyntaxProblem {
    let blank = |byte: u8| matches!(byte, b' ' | b'\t');
    let text = if blank(before) || blank(after) { "" } else { " " };
    let wide = if blank(before) && blank(after) { TextRange::new(range.start, range.end + 1) } else { range };
    SyntaxProblem::new(
        &RULE,
        range,
        format!("`{name}` is followed by `=`, which belongs between a field and its value on a declaration's own line"),
    )
    .label("a field on a line of its own has no `=`")
    .fix(format!("write `{name}`, a blank and the value"), "write a blank instead of `=`", wide, text)
}

/// `=` without a name.
pub(crate) fn equals(range: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, range, "this `=` has no name before it")
        .label("a field's name is expected before it")
        .help("write `name=value`; a name that is no plain word is quoted, a number or keyword can't be one")
}

/// `(` without type and `)`.
pub(crate) fn annotation(opening: TextRange) -> SyntaxProblem {
    SyntaxProblem::new(&RULE, opening, "this `(` begins no type annotation")
        .label("one word and `)` are expected after it")
        .help("remove the parentheses; calls and arithmetic stand in an expression: `\"${f(x)}\"`")
}
