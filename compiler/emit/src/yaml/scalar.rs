//! Scalars: which texts stand bare, which in quotes, which as a block of lines.
//!
//! Readers of YAML 1.1 (PyYAML, older Go) take `yes`, `1e3`, `012`, `12:30`, `2026-11-23` and `=` for something else than text. A text stands bare
//! only if no reader can take it so.

use std::fmt::Write;

/// Words that some reader resolves to a truth value, null or a number, in lower case.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];

/// The length of the longest of them.
const LONGEST_WORD: usize = 5;

/// Suffixes of Kubernetes' quantities and durations; after digits no reader takes them for a number.
const UNITS: &[&str] = &["m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "ms", "s", "h", "d", "w"];

/// Whether a byte stands in bare text, whatever is beside it. By bytes, since every text of a build comes by here: what isn't ASCII is never safe.
static SAFE: [bool; 256] = table(b"_-./+()= ,;~^$");

/// Whether a byte stands in a word between brackets.
static IN_WORDS: [bool; 256] = table(b"_-./");

/// The letters, digits and these.
#[expect(clippy::indexing_slicing, reason = "a constant: out of bounds wouldn't compile")]
const fn table(also: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < also.len() {
        table[also[at] as usize] = true;
        at += 1;
    }
    table
}

fn is_in(table: &[bool; 256], byte: u8) -> bool {
    table.get(usize::from(byte)).copied().unwrap_or(false)
}

/// Whether a text stands bare, as a key or as a value outside brackets.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if *last == b' ' || bytes.len() > 1000 {
        return false;
    }
    // A colon is part of a word unless a blank follows, as in `oci://` and `image:tag`.
    let colon_ok = |at: usize| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'/');
    if !bytes.iter().enumerate().all(|(at, byte)| is_in(&SAFE, *byte) || (*byte == b':' && colon_ok(at))) {
        return false;
    }
    if first.is_ascii_digit() {
        return is_quantity(text) || is_cidr(text);
    }
    // What begins with a letter, a path or an option is text unless it is one of a few words; other signs are left to quotes.
    let begins = first.is_ascii_alphabetic() || matches!(first, b'_' | b'/') || is_option(text);
    begins && (text.len() > LONGEST_WORD || !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

/// `--name`, as programs take it.
fn is_option(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_alphabetic()))
}

/// Whether a text stands bare between brackets.
pub(super) fn is_flow_word(text: &str) -> bool {
    text.bytes().all(|byte| is_in(&IN_WORDS, byte)) && is_plain(text)
}

/// `4Gi`, `1.5Gi`, `30d`, `1h30m`.
fn is_quantity(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text;
    loop {
        let (number, after) = rest.split_at(digits(rest));
        let after = match after.strip_prefix('.').map(|fraction| fraction.split_at(digits(fraction))) {
            Some((fraction, unit)) if !fraction.is_empty() => unit,
            Some(_) => return false,
            None => after,
        };
        let (unit, next) = after.split_at(after.find(|char: char| char.is_ascii_digit()).unwrap_or(after.len()));
        if number.is_empty() || !UNITS.contains(&unit) {
            return false;
        }
        if next.is_empty() {
            return true;
        }
        rest = next;
    }
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    number(length) && address.split('.').count() == 4 && address.split('.').all(number)
}

/// Whether a character may stand in a YAML file as itself.
pub(super) fn is_printable(char: char) -> bool {
    // Nearly always.
    if char.is_ascii() {
        return matches!(char, '\n' | ' '..='~');
    }
    matches!(char, '\u{a0}'..='\u{200a}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205f}' | '\u{2070}'..='\u{d7ff}'
        | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{ffef}' | '\u{10000}'..='\u{10ffff}')
}

/// Whether a text is printed as a block of lines below `|`.
pub(super) fn is_literal(text: &str) -> bool {
    if !text.as_bytes().contains(&b'\n') {
        return false;
    }
    let lines_ok = || text.split('\n').all(|line| !line.ends_with(' ') && line.chars().all(is_printable));
    let body = text.strip_suffix('\n').unwrap_or(text);
    // A first line that begins with a blank would hide the indentation, more than one line feed at the end needs `|+`: both are quoted.
    body.contains('\n') && !body.starts_with([' ', '\n']) && !body.ends_with('\n') && lines_ok()
}

/// A block of lines, without the last line's end.
pub(super) fn push_literal(out: &mut String, text: &str, depth: usize) {
    out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
    let body = text.strip_suffix('\n').unwrap_or(text);
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            for _ in 0..depth {
                out.push_str("  ");
            }
            out.push_str(line);
        }
    }
}

/// A text in quotes: in single ones where that leaves its own quotes and backslashes as they are (queries, patterns).
pub(super) fn push_quoted(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let needs_escape = bytes.iter().any(|byte| matches!(byte, b'"' | b'\\'));
    if !needs_escape && bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        out.push('"');
        out.push_str(text);
        out.push('"');
        return;
    }
    let single = needs_escape && !bytes.iter().any(|byte| matches!(byte, b'\'' | b'\n')) && text.chars().all(is_printable);
    if single {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
        return;
    }
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_printable(char) => out.push(char),
            _ => {
                let code = u32::from(char);
                // Writing to a String can't fail.
                let _ = if code > 0xffff { write!(out, "\\U{code:08X}") } else { write!(out, "\\u{code:04X}") };
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_may_take_for_something_else_is_quoted() {
        for text in [
            "",
            "yes",
            "No",
            "ON",
            "null",
            "~",
            "1",
            "1e3",
            "0o7",
            "0x1f",
            "012",
            "12:34:56",
            "2026-11-23",
            "1.5",
            "0.19.2",
            ".5",
            "-1",
            "+1",
            "=",
            "<<",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "@a",
            "`a",
            "%a",
            "{a",
            "[a",
            "'a'",
            "\"a\"",
            "a ",
            " a",
            "NaN",
            "é",
            "-inf",
            "--",
            "--5",
            "1.h",
            "1E5",
            "1_000",
            "---",
            "?",
            "a:",
        ] {
            assert!(!is_plain(text), "{text}");
        }
        for text in [
            "v1",
            "search",
            "797590m",
            "4Gi",
            "1.5Gi",
            "30d",
            "10.40.0.0/16",
            "apps/v1",
            "oci://x.io/y",
            "image:tag",
            "a, b",
            "requests.nvidia.com/gpu",
        ] {
            assert!(is_plain(text), "{text}");
        }
    }
}
