//! Texts: what bare words, quoted, raw and multi-line strings mean, and where each byte of the meaning stands in the file.

use std::borrow::Cow;

use mlpc_source::TextRange;

use crate::chars::{is_blank, is_newline};

/// Maps offsets in a decoded text to offsets in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextMap {
    /// Pieces that were taken over byte by byte, or one escape each: where they start in the decoded text and in the file, and how long they are there.
    pieces: Vec<MapPiece>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct MapPiece {
    decoded: u32,
    file: u32,
    /// Bytes in the file; what lies between two pieces has no meaning (indentation, escaped blanks).
    file_len: u32,
    /// Whether the piece is an escape, which is one place however many bytes it decodes to.
    escape: bool,
}

/// A fault inside a text's quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TextFault {
    /// `\q`.
    UnknownEscape,
    /// `\u{…}` that names no character.
    BadUnicode,
    /// A line of a multi-line text that doesn't begin with the last line's blanks.
    Indentation,
    /// The closing quotes of a multi-line text with something else before them on their line.
    ClosingLine,
}

/// How a string literal is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Literal {
    pub(crate) raw: bool,
    pub(crate) multi_line: bool,
    /// Bytes of the opening delimiter, hashes and quotes; the closing one is as long.
    pub(crate) delimiter: usize,
}

impl TextMap {
    /// The identity, moved right.
    pub(crate) fn shifted(file: u32) -> Self {
        Self { pieces: vec![MapPiece { decoded: 0, file, file_len: u32::MAX - file, escape: false }] }
    }

    /// Where the byte at `offset` of the decoded text stands in the file.
    pub fn offset(&self, offset: u32) -> u32 {
        self.piece(offset).map_or(0, |piece| piece.start_of(offset))
    }

    /// Where a range of the decoded text stands in the file, escapes whole.
    pub fn range(&self, range: TextRange) -> TextRange {
        let start = self.offset(range.start);
        if range.is_empty() {
            return TextRange::empty(start);
        }
        let end = self.piece(range.end - 1).map_or(start, |piece| piece.end_of(range.end - 1));
        TextRange::new(start, end)
    }

    fn piece(&self, offset: u32) -> Option<&MapPiece> {
        let after = self.pieces.partition_point(|piece| piece.decoded <= offset);
        self.pieces.get(after.saturating_sub(1))
    }
}

impl MapPiece {
    fn start_of(self, offset: u32) -> u32 {
        if self.escape { self.file } else { self.file + (offset - self.decoded).min(self.file_len) }
    }

    fn end_of(self, last: u32) -> u32 {
        if self.escape { self.file + self.file_len } else { self.file + (last - self.decoded + 1).min(self.file_len) }
    }
}

/// The form of the literal that starts `text`; `None` for a bare word.
pub(crate) fn literal(text: &[u8]) -> Option<Literal> {
    let hashes = text.iter().take_while(|byte| **byte == b'#').count();
    let quotes = text.get(hashes..).unwrap_or(&[]).iter().take(3).take_while(|byte| **byte == b'"').count();
    match quotes {
        0 => None,
        3 => Some(Literal { raw: hashes > 0, multi_line: true, delimiter: hashes + 3 }),
        _ => Some(Literal { raw: hashes > 0, multi_line: false, delimiter: hashes + 1 }),
    }
}

/// What the text at `range` means, quotes included in the range. Faults were reported by the parser and give what can be read.
pub(crate) fn decode(text: &str, range: TextRange) -> Cow<'_, str> {
    let raw = range.of(text);
    let Some(literal) = literal(raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let body = body(raw, literal);
    if !literal.multi_line && (literal.raw || memchr::memchr(b'\\', body.as_bytes()).is_none()) {
        return Cow::Borrowed(body);
    }
    let mut decoded = String::with_capacity(body.len());
    decode_body(body, literal, &mut |piece, _, _| decoded.push_str(piece), &mut |_, _, _| ());
    Cow::Owned(decoded)
}

/// [`decode`] with the map back to the file.
pub(crate) fn decode_mapped(text: &str, range: TextRange) -> (String, TextMap) {
    let raw = range.of(text);
    let Some(literal) = literal(raw.as_bytes()) else { return (raw.to_owned(), TextMap::shifted(range.start)) };
    let body = body(raw, literal);
    let base = range.start + literal.delimiter as u32;
    let mut decoded = String::with_capacity(body.len());
    let mut pieces: Vec<MapPiece> = Vec::new();
    let mut push = |piece: &str, at: usize, len: usize| {
        let file = base + at as u32;
        pieces.push(MapPiece { decoded: decoded.len() as u32, file, file_len: len as u32, escape: len != piece.len() });
        decoded.push_str(piece);
    };
    decode_body(body, literal, &mut push, &mut |_, _, _| ());
    if pieces.is_empty() {
        pieces.push(MapPiece { decoded: 0, file: base, file_len: 0, escape: false });
    }
    (decoded, TextMap { pieces })
}

/// Calls `fault` with each fault of a literal's body, start and end in the body.
pub(crate) fn check_body(body: &str, literal: Literal, fault: &mut impl FnMut(TextFault, usize, usize)) {
    if literal.multi_line || !literal.raw {
        decode_body(body, literal, &mut |_, _, _| (), fault);
    }
}

/// Between the delimiters. An unterminated literal has no closing one and keeps its last bytes.
pub(crate) fn body(raw: &str, literal: Literal) -> &str {
    let inner = raw.get(literal.delimiter..).unwrap_or("");
    let hashes = literal.delimiter - if literal.multi_line { 3 } else { 1 };
    let quotes = inner.strip_suffix(raw.get(..hashes).unwrap_or("")).unwrap_or(inner);
    quotes.strip_suffix(if literal.multi_line { "\"\"\"" } else { "\"" }).unwrap_or(inner)
}

/// Emits the pieces of a body, each with its offset and length in the body.
fn decode_body(body: &str, literal: Literal, emit: &mut impl FnMut(&str, usize, usize), fault: &mut impl FnMut(TextFault, usize, usize)) {
    if literal.multi_line {
        multi_line(body, literal.raw, emit, fault);
    } else if literal.raw {
        emit(body, 0, body.len());
    } else {
        escapes(body, 0, emit, fault);
    }
}

/// Resolves escapes in `text`, which stands at `base` of the body.
fn escapes(text: &str, base: usize, emit: &mut impl FnMut(&str, usize, usize), fault: &mut impl FnMut(TextFault, usize, usize)) {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\\', text.as_bytes().get(from..).unwrap_or(&[])).map(|found| from + found) {
        if at > from {
            emit(text.get(from..at).unwrap_or(""), base + from, at - from);
        }
        let rest = text.get(at + 1..).unwrap_or("");
        let mut buffer = [0; 4];
        let (piece, len) = match rest.chars().next() {
            Some('n') => ("\n", 2),
            Some('r') => ("\r", 2),
            Some('t') => ("\t", 2),
            Some('"') => ("\"", 2),
            Some('\\') => ("\\", 2),
            Some('b') => ("\u{8}", 2),
            Some('f') => ("\u{c}", 2),
            Some('s') => (" ", 2),
            Some('u') => match unicode(rest) {
                Ok((ch, len)) => (&*ch.encode_utf8(&mut buffer), len + 1),
                Err(len) => {
                    fault(TextFault::BadUnicode, base + at, base + at + 1 + len);
                    ("\u{fffd}", len + 1)
                }
            },
            Some(ch) if is_blank(ch) || is_newline(ch) => ("", 1 + rest.len() - trim_start(rest).len()),
            other => {
                let len = 1 + other.map_or(0, char::len_utf8);
                fault(TextFault::UnknownEscape, base + at, base + at + len);
                (text.get(at..at + len).unwrap_or(""), len)
            }
        };
        if !piece.is_empty() {
            emit(piece, base + at, len);
        }
        from = at + len;
    }
    if from < text.len() {
        emit(text.get(from..).unwrap_or(""), base + from, text.len() - from);
    }
}

/// `u{…}`: the character and the length, or how much of it is wrong.
fn unicode(text: &str) -> Result<(char, usize), usize> {
    let Some(digits) = text.strip_prefix("u{") else { return Err(1) };
    let len = digits.bytes().take(7).take_while(u8::is_ascii_hexdigit).count();
    let closed = digits.as_bytes().get(len) == Some(&b'}');
    let value = digits.get(..len).filter(|it| closed && (1..=6).contains(&it.len())).and_then(|it| u32::from_str_radix(it, 16).ok());
    value.and_then(char::from_u32).map(|ch| (ch, len + 3)).ok_or(2 + len + usize::from(closed))
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(|ch| is_blank(ch) || is_newline(ch))
}

/// The body of `"""…"""`: first newline and last line dropped, the last line's blanks taken off every line, newlines made LF.
fn multi_line(body: &str, raw: bool, emit: &mut impl FnMut(&str, usize, usize), fault: &mut impl FnMut(TextFault, usize, usize)) {
    let lines = Lines { text: body, at: 0, raw, done: false }.collect::<Vec<_>>();
    // The first line is what stands behind the opening quotes: nothing, as the scanner saw to; the last one holds the prefix.
    let Some((closing, inner)) = lines.get(1..).and_then(<[Line]>::split_last) else { return };
    let prefix_text = body.get(closing.start..closing.end).unwrap_or("");
    let prefix = if prefix_text.chars().all(is_blank) {
        prefix_text
    } else if !raw && is_blank_but_escaped(prefix_text) {
        // `   \` then blanks up to the quotes: the blanks before the backslash are the prefix.
        prefix_text.split('\\').next().unwrap_or("")
    } else {
        fault(TextFault::ClosingLine, closing.start, closing.end);
        ""
    };
    for (index, line) in inner.iter().enumerate() {
        let content = body.get(line.start..line.end).unwrap_or("");
        if index > 0 {
            let previous = inner.get(index - 1).map_or(line.start, |it| it.end);
            emit("\n", previous, line.start - previous);
        }
        if content.chars().all(is_blank) || (!raw && is_blank_but_escaped(content)) {
            continue;
        }
        let dedented = content.strip_prefix(prefix).unwrap_or_else(|| {
            let own = content.len() - content.trim_start_matches(is_blank).len();
            let shown = if own > 0 { own } else { content.chars().next().map_or(0, char::len_utf8) };
            fault(TextFault::Indentation, line.start, line.start + shown);
            content.trim_start_matches(is_blank)
        });
        let start = line.end - dedented.len();
        if raw {
            emit(dedented, start, dedented.len());
        } else {
            escapes(dedented, start, emit, fault);
        }
    }
}

/// Blanks with whitespace escapes among them: nothing is left once those are resolved.
fn is_blank_but_escaped(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    let mut escaped = false;
    while let Some(ch) = chars.next() {
        if ch == '\\' && chars.peek().is_none_or(|next| is_blank(*next) || is_newline(*next)) {
            escaped = true;
        } else if !(is_blank(ch) || (escaped && is_newline(ch))) {
            return false;
        }
    }
    true
}

struct Line {
    start: usize,
    end: usize,
}

/// Lines of a multi-line body; a newline behind a whitespace escape doesn't end one.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    raw: bool,
    done: bool,
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.done {
            return None;
        }
        let start = self.at;
        let mut chars = self.text.get(start..)?.char_indices().peekable();
        while let Some((offset, ch)) = chars.next() {
            if ch == '\\' && !self.raw {
                let blank = chars.peek().is_some_and(|(_, next)| is_blank(*next) || is_newline(*next));
                if blank {
                    while chars.next_if(|(_, next)| is_blank(*next) || is_newline(*next)).is_some() {}
                } else {
                    chars.next();
                }
            } else if is_newline(ch) {
                let mut end = start + offset + ch.len_utf8();
                if ch == '\r' && self.text.as_bytes().get(end) == Some(&b'\n') {
                    end += 1;
                }
                self.at = end;
                return Some(Line { start, end: start + offset });
            }
        }
        self.done = true;
        Some(Line { start, end: self.text.len() })
    }
}
