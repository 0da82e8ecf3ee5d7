//! Strings, names and comments of HCL.

use std::fmt::Write;

/// A string as an HCL literal: quoted, `${` and `%{` escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    push_escaped(&mut out, text);
    out.push('"');
    out
}

/// Appends a string's content, escaped for a quoted template.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '$' | '%' if chars.peek() == Some(&'{') => {
                out.push(char);
                out.push(char);
            }
            _ => push_char(out, char),
        }
    }
}

fn push_char(out: &mut String, char: char) {
    match char {
        '\\' => out.push_str("\\\\"),
        '"' => out.push_str("\\\""),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if char.is_control() || is_invisible(char) => push_code(out, char),
        _ => out.push(char),
    }
}

/// Characters that a reader can't see or that terminals and editors obey: they are written by number.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}

fn push_code(out: &mut String, char: char) {
    let code = u32::from(char);
    // Writing to a String can't fail.
    let _ = if code > 0xffff { write!(out, "\\U{code:08x}") } else { write!(out, "\\u{code:04x}") };
}

/// Appends text as the key of an object: bare where HCL allows it.
pub(super) fn push_key(out: &mut String, key: &str) {
    if is_identifier(key) && !is_keyword(key) {
        out.push_str(key);
        return;
    }
    out.push('"');
    let mut chars = key.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '$' | '%' if chars.peek() == Some(&'{') => {
                out.push(char);
                out.push(char);
            }
            // `terraform fmt` aligns by grapheme clusters. Up to here each character is one; others are written by number, so that a key's
            // width is the number of its characters.
            _ if char > '\u{24f}' => push_code(out, char),
            _ => push_char(out, char),
        }
    }
    out.push('"');
}

/// Whether a name needs no quotes; HCL allows more, what is ASCII is enough.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Whether a name begins another expression where a key is expected.
pub(super) fn is_keyword(name: &str) -> bool {
    matches!(name, "for" | "if" | "null" | "true" | "false")
}

/// Whether text is a number that HCL reads as one.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && fraction.is_none_or(all_digits)
}

/// Appends a line of comment, whatever the text holds.
pub(super) fn push_comment(out: &mut String, depth: usize, text: &str) {
    push_indent(out, depth);
    out.push_str("# ");
    out.extend(text.chars().map(|char| if char.is_control() || is_invisible(char) { ' ' } else { char }));
    out.truncate(out.trim_end().len());
    out.push('\n');
}

/// Appends the indentation of a level.
pub(super) fn push_indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolations_and_controls_are_escaped() {
        assert_eq!(quoted("a ${b} $${z} %{if} 100% $"), r#""a $${b} $$${z} %%{if} 100% $""#);
        assert_eq!(quoted("q\"\\\n\u{1}\u{feff}é"), "\"q\\\"\\\\\\n\\u0001\\ufeffé\"");
    }

    #[test]
    fn keys_are_bare_where_they_can_be() {
        let key = |text: &str| {
            let mut out = String::new();
            push_key(&mut out, text);
            out
        };
        assert_eq!(key("mlpc-tenant"), "mlpc-tenant");
        assert_eq!(key("kubernetes.io/role"), "\"kubernetes.io/role\"");
        assert_eq!(key("for"), "\"for\"");
        assert_eq!(key("1a"), "\"1a\"");
        assert_eq!(key("é日"), "\"é\\u65e5\"");
    }

    #[test]
    fn numbers() {
        for text in ["0", "-1", "0.25", "12.5"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "-", "1.", ".5", "1e3", "0x1"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
