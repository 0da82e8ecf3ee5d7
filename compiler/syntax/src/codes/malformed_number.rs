//! MLP0006: words that begin as a number and go on otherwise.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0006",
    name: "malformed-number",
    severity: Severity::Error,
    title: "a number that is none",
    since: "0.1",
    explain: include_str!("malformed_number.md"),
};

/// A word such as `5GiB`, `1.2.3` or `.5`.
pub(crate) fn problem(range: TextRange, word: &str) -> SyntaxProblem {
    let shown = crate::codes::excerpt(word);
    let problem = SyntaxProblem::new(&RULE, range, format!("{shown} begins as a number, but isn't one"));
    if let Some(number) = word.strip_suffix(',').filter(|it| crate::chars::is_number(it)) {
        return problem.label("values have blanks between, no commas").fix(format!("write `{number}`"), "remove the comma", range, number);
    }
    let unsigned = word.trim_start_matches(['+', '-']);
    if unsigned.starts_with('.') {
        let sign = word.get(..word.len() - unsigned.len()).unwrap_or("");
        let number = format!("{sign}0{unsigned}");
        if crate::chars::is_number(&number) {
            return problem.label("a digit is missing before the point").fix(
                format!("write `{number}`"),
                "write the leading 0",
                range,
                number,
            );
        }
    }
    let label = if unsigned.starts_with("0x") || unsigned.starts_with("0o") || unsigned.starts_with("0b") {
        "digits of its base are expected after the prefix"
    } else if unsigned.ends_with(|ch: char| ch.is_ascii_alphabetic() || ch == '%') {
        "a number with a unit needs quotes"
    } else {
        "a version, date or address needs quotes"
    };
    let quoted = crate::quote::text(word);
    problem.label(label).fix(format!("write `{}`", crate::codes::shorten(&quoted)), "put it in quotes", range, quoted)
}
