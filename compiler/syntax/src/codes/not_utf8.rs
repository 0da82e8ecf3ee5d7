//! MLP0016: bytes that are no UTF-8.

use mlpc_diag::{Rule, Severity};
use mlpc_source::TextRange;

use crate::problem::SyntaxProblem;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MLP0016",
    name: "not-utf8",
    severity: Severity::Error,
    title: "a file is not UTF-8",
    since: "0.1",
    explain: include_str!("not_utf8.md"),
};

/// `bytes` is the file, `valid` how many of its first bytes are text. The place is one of the text that `String::from_utf8_lossy` makes of it.
pub(crate) fn problem(bytes: &[u8], valid: usize) -> SyntaxProblem {
    let line = memchr::memchr_iter(b'\n', bytes.get(..valid).unwrap_or(&[])).count() + 1;
    let byte = bytes.get(valid).copied().unwrap_or(0);
    /// What stands for bytes that are no text, where the file is shown all the same.
    const REPLACEMENT: u32 = char::REPLACEMENT_CHARACTER.len_utf8() as u32;
    let at = valid as u32;
    let message = format!("the file isn't UTF-8: byte {valid}, in line {line}, is 0x{byte:02X}");
    let problem = SyntaxProblem::new(&RULE, TextRange::new(at, at + REPLACEMENT), message)
        .label(format!("0x{byte:02X} is no character of UTF-8 here"));
    let encoding = match bytes {
        [0xff, 0xfe, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] => Some("UTF-16"),
        _ => None,
    };
    match encoding {
        Some(name) => problem.help(format!("it begins as {name} does; save it as UTF-8: `iconv -f {name} -t UTF-8`")),
        None => problem.help("save it as UTF-8; from Latin 1, say: `iconv -f ISO-8859-1 -t UTF-8`"),
    }
}
