//! The scanner: blanks, comments, words and string literals. Knows where tokens end, not what they are for.

use mlpc_source::TextRange;

use crate::chars::{Class, class, class_of, is_blank, is_newline};
use crate::text::{Literal, literal};

/// A position in a text. Past the end every byte reads as 0, which no document may hold.
#[derive(Clone)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Always a character boundary.
    pub(crate) at: usize,
    /// The first comment that never ends; it reaches to the end of the text.
    pub(crate) open_comment: Option<usize>,
    /// Whether the string read last has a backslash that counts.
    pub(crate) has_escape: bool,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, bytes: text.as_bytes(), at, open_comment: None, has_escape: false }
    }

    pub(crate) fn peek(&self) -> u8 {
        self.byte(self.at)
    }

    pub(crate) fn second(&self) -> u8 {
        self.byte(self.at + 1)
    }

    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(crate) fn is_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(crate) fn offset(&self) -> u32 {
        self.at as u32
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    pub(crate) fn range(&self, start: usize) -> TextRange {
        TextRange::new(start as u32, self.at as u32)
    }

    /// The character here.
    pub(crate) fn char(&self) -> Option<char> {
        let byte = self.peek();
        if byte < 0x80 { (!self.is_end()).then_some(byte as char) } else { self.text.get(self.at..)?.chars().next() }
    }

    /// The class of the character here; the end counts as disallowed.
    pub(crate) fn class(&self) -> Class {
        match class(self.peek()) {
            Class::Wide => self.char().map_or(Class::Disallowed, class_of),
            class => class,
        }
    }

    /// Steps over one character.
    pub(crate) fn bump(&mut self) {
        self.at += self.char().map_or(0, char::len_utf8);
    }

    /// Steps over one newline, CR LF being one.
    pub(crate) fn newline(&mut self) -> bool {
        if self.is_end() || self.class() != Class::Newline {
            return false;
        }
        if self.peek() == b'\r' && self.second() == b'\n' {
            self.at += 1;
        }
        self.bump();
        true
    }

    /// Skips blanks, block comments and line continuations: KDL's `node-space`.
    pub(crate) fn node_space(&mut self) {
        loop {
            match self.peek() {
                b' ' | b'\t' => self.at += 1,
                b'/' if self.second() == b'*' => self.block_comment(),
                b'\\' if !self.continuation() => return,
                b'\\' => {}
                byte if class(byte) == Class::Wide && self.class() == Class::Blank => self.bump(),
                _ => return,
            }
        }
    }

    /// Skips `node-space`, newlines and line comments: KDL's `line-space`.
    pub(crate) fn line_space(&mut self) {
        loop {
            match self.peek() {
                b' ' | b'\t' | b'\n' => self.at += 1,
                b'/' if self.second() == b'/' => self.line_comment(),
                b'/' if self.second() == b'*' => self.block_comment(),
                b'\\' if !self.continuation() => return,
                b'\\' => {}
                byte => match class(byte) {
                    Class::Newline => self.at += 1,
                    Class::Wide if matches!(self.class(), Class::Blank | Class::Newline) => self.bump(),
                    _ => return,
                },
            }
        }
    }

    /// Skips `//` and the rest of its line, the newline not.
    pub(crate) fn line_comment(&mut self) {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or(&[]);
            self.at += rest.iter().position(|byte| matches!(class(*byte), Class::Newline | Class::Wide)).unwrap_or(rest.len());
            if self.is_end() || self.class() == Class::Newline {
                return;
            }
            self.bump();
        }
    }

    /// Skips a block comment with those nested in it.
    pub(crate) fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or(&[]);
            let Some(found) = memchr::memchr2(b'*', b'/', rest) else {
                self.at = self.bytes.len();
                self.open_comment.get_or_insert(start);
                return;
            };
            self.at += found;
            match (self.peek(), self.second()) {
                (b'/', b'*') => depth += 1,
                (b'*', b'/') => depth -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                return;
            }
        }
    }

    /// Skips `\`, blanks, a line comment and the newline; stays if it isn't a line continuation.
    pub(crate) fn continuation(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        loop {
            match self.class() {
                Class::Blank => self.bump(),
                Class::Punctuation if self.peek() == b'/' && self.second() == b'*' => self.block_comment(),
                _ => break,
            }
        }
        if self.peek() == b'/' && self.second() == b'/' {
            self.line_comment();
        }
        if self.newline() || self.is_end() {
            return true;
        }
        self.at = start;
        false
    }

    /// Skips identifier characters.
    pub(crate) fn word(&mut self) {
        loop {
            match class(self.peek()) {
                Class::Identifier => self.at += 1,
                Class::Wide if self.class() == Class::Identifier => self.bump(),
                _ => return,
            }
        }
    }

    /// Skips to where the next value can begin: what was meant as one value but can't stand without quotes.
    pub(crate) fn junk(&mut self) {
        loop {
            let comment = self.peek() == b'/' && matches!(self.second(), b'/' | b'*' | b'-');
            match self.class() {
                Class::Blank | Class::Newline => return,
                _ if self.is_end() || comment || matches!(self.peek(), b'"' | b'{' | b'}' | b';' | b'=') => return,
                _ => self.bump(),
            }
        }
    }

    /// The literal that starts here, if one does.
    pub(crate) fn literal(&self) -> Option<Literal> {
        match self.peek() {
            b'"' | b'#' => literal(self.bytes.get(self.at..).unwrap_or(&[])),
            _ => None,
        }
    }

    /// Skips a string literal; `false` if it never ends, which a single-line one does with its line.
    pub(crate) fn string(&mut self, literal: Literal) -> bool {
        let hashes = literal.delimiter - if literal.multi_line { 3 } else { 1 };
        self.at += literal.delimiter;
        self.has_escape = false;
        match (literal.multi_line, literal.raw) {
            (false, _) => self.single_line(literal.raw, hashes),
            (true, raw) => self.multi_line(raw, hashes),
        }
    }

    fn single_line(&mut self, raw: bool, hashes: usize) -> bool {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or(&[]);
            self.at += rest.iter().position(|byte| ends_run(*byte)).unwrap_or(rest.len());
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    if self.hashes(hashes) {
                        return true;
                    }
                }
                b'\\' if raw => self.at += 1,
                b'\\' => {
                    self.at += 1;
                    self.has_escape = true;
                    match self.class() {
                        Class::Blank | Class::Newline if !self.is_end() => self.escaped_blanks(),
                        _ => self.bump(),
                    }
                }
                _ if self.is_end() || self.class() == Class::Newline => return false,
                _ => self.bump(),
            }
        }
    }

    fn multi_line(&mut self, raw: bool, hashes: usize) -> bool {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or(&[]);
            let found = if raw { memchr::memchr(b'"', rest) } else { memchr::memchr2(b'"', b'\\', rest) };
            let Some(found) = found else {
                self.at = self.bytes.len();
                return false;
            };
            self.at += found;
            if self.peek() == b'\\' {
                self.at += 1;
                self.bump();
            } else if self.second() == b'"' && self.byte(self.at + 2) == b'"' {
                self.at += 3;
                if self.hashes(hashes) {
                    return true;
                }
                // Of four quotes the last three may be the ones that close.
                self.at -= 2;
            } else {
                self.at += 1;
            }
        }
    }

    fn escaped_blanks(&mut self) {
        while self.char().is_some_and(|ch| is_blank(ch) || is_newline(ch)) {
            self.bump();
        }
    }

    /// Steps over exactly `n` hashes, or stays.
    fn hashes(&mut self, n: usize) -> bool {
        let found = self.bytes.get(self.at..self.at + n).is_some_and(|it| it.iter().all(|byte| *byte == b'#'));
        if found {
            self.at += n;
        }
        found
    }
}

/// The bytes that need a look inside a single-line string: quote, backslash, newlines, and first bytes of wide newlines.
const fn ends_run(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | b'\n' | b'\r' | 0x0b | 0x0c | 0xc2 | 0xe2)
}
