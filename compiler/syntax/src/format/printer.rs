//! Prints tokens with the canonical breaks and blanks between them.

use super::tokens::{Kind, Token};
use crate::chars;
use crate::quote;

const INDENT: usize = 4;

/// What stands between two tokens.
enum Between {
    Nothing,
    Blanks(usize),
    Semicolon,
    /// A new line, with an empty one before it or not, and how much deeper than its block it begins.
    Break {
        empty: bool,
        deeper: usize,
    },
}

struct Printer<'a> {
    text: &'a str,
    out: String,
    depth: usize,
    /// Of the open blocks, whether they stay on one line.
    inline: Vec<bool>,
    /// The token printed last.
    previous: Option<Kind>,
    /// Newlines since then, those of continuations not counted.
    n_newlines: usize,
    /// Whether a `;` stood since then.
    semicolon: bool,
    /// A `\` was printed and its newline is still to come.
    continued: bool,
    /// The newline of a `\` was passed: what follows goes on a deeper line.
    wrapped: bool,
    /// Behind a `/-`, whose object may stand on a later line.
    after_slashdash: bool,
    in_parens: bool,
    /// Whether the next word is a declaration's name.
    name_next: bool,
}

pub(super) fn print(text: &str, tokens: &[Token]) -> String {
    let mut printer = Printer {
        text,
        out: String::with_capacity(text.len() + text.len() / 8),
        depth: 0,
        inline: Vec::new(),
        previous: None,
        n_newlines: 0,
        semicolon: false,
        continued: false,
        wrapped: false,
        after_slashdash: false,
        in_parens: false,
        name_next: true,
    };
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Newline => printer.newline(),
            Kind::Semicolon => {
                printer.semicolon = true;
                printer.end_continuation();
                printer.name_next = true;
            }
            _ => printer.token(*token, tokens.get(index + 1..).unwrap_or(&[])),
        }
    }
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.out
}

impl Printer<'_> {
    fn newline(&mut self) {
        if self.continued {
            self.continued = false;
            self.wrapped = true;
            return;
        }
        self.n_newlines += 1;
        self.end_continuation();
        if !self.after_slashdash {
            self.name_next = true;
        }
    }

    /// A `\` before an empty line or a `;`: nothing goes on, and an empty line must say so.
    fn end_continuation(&mut self) {
        if std::mem::take(&mut self.wrapped) {
            self.n_newlines = 2;
        }
    }

    fn token(&mut self, token: Token, rest: &[Token]) {
        if token.kind == Kind::CloseBrace {
            self.depth = self.depth.saturating_sub(1);
        }
        match self.between(token) {
            Between::Nothing => {}
            Between::Blanks(n) => self.blanks(n),
            Between::Semicolon => self.out.push_str("; "),
            Between::Break { empty, deeper } => {
                self.out.push_str(if empty { "\n\n" } else { "\n" });
                self.blanks((self.depth + deeper) * INDENT);
            }
        }
        self.write(token, rest);
        self.n_newlines = 0;
        self.semicolon = false;
        self.wrapped = false;
        self.previous = Some(token.kind);
    }

    fn between(&self, token: Token) -> Between {
        let Some(previous) = self.previous else { return Between::Nothing };
        if self.wrapped {
            let deeper = usize::from(token.kind != Kind::CloseBrace);
            return Between::Break { empty: false, deeper };
        }
        if self.after_slashdash {
            // Its object belongs on the same line; only a line comment between them keeps it away.
            return match (previous, token.kind) {
                (Kind::LineComment | Kind::Continuation, _) => Between::Break { empty: false, deeper: 1 },
                (_, Kind::LineComment | Kind::BlockComment | Kind::Continuation) => Between::Blanks(token.gap.max(1)),
                (Kind::Slashdash, _) => Between::Nothing,
                _ => beside(previous, token),
            };
        }
        let in_line = self.inline.last().copied().unwrap_or(false);
        let trailing = token.kind == Kind::LineComment && self.n_newlines == 0;
        let edge = (previous == Kind::OpenBrace && !in_line) || (token.kind == Kind::CloseBrace && !token.inline);
        if trailing {
            return Between::Blanks(token.gap.max(1));
        }
        if in_line {
            let separated = self.semicolon && token.kind != Kind::CloseBrace;
            return if separated { Between::Semicolon } else { beside(previous, token) };
        }
        if edge || self.n_newlines > 0 || self.semicolon {
            let empty = self.n_newlines > 1 && previous != Kind::OpenBrace && token.kind != Kind::CloseBrace;
            return Between::Break { empty, deeper: 0 };
        }
        beside(previous, token)
    }

    fn write(&mut self, token: Token, rest: &[Token]) {
        let written = self.text.get(token.start..token.end).unwrap_or("");
        match token.kind {
            Kind::Continuation => self.continued = true,
            Kind::Slashdash => self.after_slashdash = true,
            Kind::OpenBrace => {
                self.depth += 1;
                self.inline.push(token.inline);
                self.name_next = true;
                self.after_slashdash = false;
            }
            Kind::CloseBrace => {
                self.inline.pop();
                self.name_next = false;
            }
            Kind::OpenParen => self.in_parens = true,
            Kind::CloseParen => self.in_parens = false,
            Kind::Word | Kind::Quoted if !self.in_parens => {
                self.after_slashdash = false;
                let is_name = std::mem::take(&mut self.name_next) || is_property_name(rest);
                return self.word(written, token.kind, is_name);
            }
            Kind::LineComment => return self.out.push_str(written.trim_end()),
            _ => {}
        }
        self.out.push_str(written);
    }

    /// Quotes texts, and takes needless quotes off names.
    fn word(&mut self, written: &str, kind: Kind, is_name: bool) {
        if is_name && kind == Kind::Quoted {
            let inner = written.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            return self.out.push_str(inner.filter(|it| chars::is_bare_identifier(it)).unwrap_or(written));
        }
        let is_text = kind == Kind::Word && !written.starts_with('#') && !chars::looks_like_number(written);
        if is_text && !is_name {
            self.out.push_str(&quote::text(written));
        } else {
            self.out.push_str(written);
        }
    }

    fn blanks(&mut self, n: usize) {
        self.out.extend(std::iter::repeat_n(' ', n));
    }
}

/// Two tokens of one line.
fn beside(previous: Kind, token: Token) -> Between {
    let comment = |kind| matches!(kind, Kind::BlockComment | Kind::Continuation);
    match (previous, token.kind) {
        (Kind::OpenParen, _) | (_, Kind::CloseParen) | (Kind::OpenBrace, Kind::CloseBrace) => Between::Nothing,
        (a, b) if comment(a) || comment(b) => Between::Blanks(1),
        (Kind::CloseParen | Kind::Slashdash | Kind::Equals, _) | (_, Kind::Equals) => Between::Nothing,
        _ => Between::Blanks(1),
    }
}

/// Whether `=` comes next, comments and continuations aside.
fn is_property_name(rest: &[Token]) -> bool {
    let mut continued = false;
    for token in rest {
        match token.kind {
            Kind::BlockComment => {}
            Kind::Continuation => continued = true,
            Kind::LineComment if continued => {}
            Kind::Newline if continued => continued = false,
            kind => return kind == Kind::Equals,
        }
    }
    false
}
