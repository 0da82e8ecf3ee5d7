//! Writing KDL: texts in quotes, names with quotes only where they need them.

use std::borrow::Cow;

use crate::chars;

/// A text as a KDL value: always in quotes, on one line.
pub fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for ch in text.chars() {
        match ch {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            _ if chars::is_newline(ch) || chars::is_disallowed(ch) => quoted.push_str(&format!("\\u{{{:x}}}", ch as u32)),
            _ => quoted.push(ch),
        }
    }
    quoted.push('"');
    quoted
}

/// A node's or property's name: bare where KDL lets it.
pub fn name(name: &str) -> Cow<'_, str> {
    if chars::is_bare_identifier(name) { Cow::Borrowed(name) } else { Cow::Owned(text(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_needs_it() {
        assert_eq!(text("a\"b\\\n\u{85}\u{7f}é"), r#""a\"b\\\n\u{85}\u{7f}é""#);
        assert_eq!(name("node-pool"), "node-pool");
        assert_eq!(name("3g.40gb"), "\"3g.40gb\"");
        assert_eq!(name(""), "\"\"");
        assert_eq!(name("true"), "\"true\"");
    }
}
