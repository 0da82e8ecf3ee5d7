//! KDL's classes of characters: identifier characters, blanks, newlines, and what may not stand in a document at all.

/// What a byte can begin. `WIDE` bytes start a character of several bytes, which needs a closer look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    Identifier,
    Blank,
    Newline,
    Punctuation,
    Disallowed,
    Wide,
}

const CLASSES: [Class; 256] = classes();

#[expect(clippy::indexing_slicing, reason = "the loop ends at the table's length")]
const fn classes() -> [Class; 256] {
    let mut table = [Class::Identifier; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\t' | b' ' => Class::Blank,
            b'\n' | 0x0b | 0x0c | b'\r' => Class::Newline,
            b'\\' | b'/' | b'(' | b')' | b'{' | b'}' | b';' | b'[' | b']' | b'"' | b'#' | b'=' => Class::Punctuation,
            0..=0x1f | 0x7f => Class::Disallowed,
            0x80..=0xff => Class::Wide,
            _ => Class::Identifier,
        };
        byte += 1;
    }
    table
}

/// The class of a byte.
#[expect(clippy::indexing_slicing, reason = "the table has an entry for every byte")]
pub(crate) const fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// The class of a character.
pub(crate) const fn class_of(ch: char) -> Class {
    match ch {
        '\0'..='\x7f' => class(ch as u8),
        _ if is_blank(ch) => Class::Blank,
        _ if is_newline(ch) => Class::Newline,
        _ if is_disallowed(ch) => Class::Disallowed,
        _ => Class::Identifier,
    }
}

/// KDL's `unicode-space`.
pub(crate) const fn is_blank(ch: char) -> bool {
    matches!(ch, '\t' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// KDL's `newline`; CR LF counts as one, which the caller sees to.
pub(crate) const fn is_newline(ch: char) -> bool {
    matches!(ch, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// KDL's `disallowed-literal-code-points`; the byte order mark is allowed as the first character only.
pub(crate) const fn is_disallowed(ch: char) -> bool {
    matches!(
        ch,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// The byte offsets of disallowed characters, the leading byte order mark excepted.
pub(crate) fn disallowed(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut from = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    std::iter::from_fn(move || {
        loop {
            let rest = text.as_bytes().get(from..)?;
            let at = from + rest.iter().position(|byte| may_be_disallowed(*byte))?;
            let ch = text.get(at..)?.chars().next()?;
            from = at + ch.len_utf8();
            if is_disallowed(ch) {
                return Some((at, ch));
            }
        }
    })
}

/// A control character, or the first byte of U+2000 to U+2FFF or of U+F000 to U+FFFF.
const fn may_be_disallowed(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0e..=0x1f | 0x7f | 0xe2 | 0xef)
}

/// Whether a text can be written without quotes.
pub(crate) fn is_bare_identifier(text: &str) -> bool {
    !text.is_empty() && !is_keyword(text) && !looks_like_number(text) && text.chars().all(|ch| class_of(ch) == Class::Identifier)
}

/// The words that KDL bars as bare texts, since they are keywords once a `#` stands before them.
pub(crate) fn is_keyword(word: &str) -> bool {
    matches!(word, "true" | "false" | "null" | "inf" | "-inf" | "nan")
}

/// Whether a bare word starts as a number does, so that it must be one.
pub(crate) fn looks_like_number(word: &str) -> bool {
    let mut bytes = word.bytes().peekable();
    bytes.next_if(|byte| matches!(byte, b'+' | b'-'));
    bytes.next_if_eq(&b'.');
    bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

/// Whether a bare word is a number: decimal, hexadecimal, octal or binary.
pub(crate) fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    if let Some(digits) = unsigned.strip_prefix("0x") {
        return is_digits(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = unsigned.strip_prefix("0o") {
        return is_digits(digits, |byte| matches!(byte, b'0'..=b'7'));
    }
    if let Some(digits) = unsigned.strip_prefix("0b") {
        return is_digits(digits, |byte| matches!(byte, b'0' | b'1'));
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let decimal = |digits: &str| is_digits(digits, u8::is_ascii_digit);
    decimal(whole) && fraction.is_none_or(decimal) && exponent.is_none_or(decimal)
}

/// Digits with underscores between or after, never first.
fn is_digits(text: &str, digit: impl Fn(&u8) -> bool) -> bool {
    text.as_bytes().first().is_some_and(&digit) && text.bytes().all(|byte| byte == b'_' || digit(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for good in ["0", "-1", "+1_000", "1.5", "1e10", "1.0E-3", "0xfF_", "-0o17", "0b1_0", "1_.0_", "00"] {
            assert!(looks_like_number(good) && is_number(good), "{good}");
        }
        for bad in ["1.", "1._0", "0x_1", "0xg", "0b2", "0o8", "1e", "1e+", ".1", "-.1", "5GiB", "1.2.3", "0X1"] {
            assert!(looks_like_number(bad) && !is_number(bad), "{bad}");
        }
    }

    #[test]
    fn bare_identifiers() {
        for good in ["a", "-", "--x", "+-1", ".a", "-.", "é", "$x", "a.b", "<>", "Inf", "'", ","] {
            assert!(is_bare_identifier(good), "{good}");
        }
        for bad in ["", "1a", "-1", ".5", "+.5", "true", "-inf", "a b", "a=b", "a\u{2028}", "\u{200e}", "a/b", "a#"] {
            assert!(!is_bare_identifier(bad), "{bad}");
        }
    }

    #[test]
    fn disallowed_characters() {
        assert_eq!(disallowed("\u{feff}a\u{1}b…\u{202e}\u{feff}").collect::<Vec<_>>(), [(4, '\u{1}'), (9, '\u{202e}'), (12, '\u{feff}')]);
    }
}
