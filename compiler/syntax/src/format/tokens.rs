//! The text as a list of tokens, comments included. The text has no problems, so this is plain.

use crate::chars::Class;
use crate::parse::scan::Scanner;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Newline,
    LineComment,
    BlockComment,
    /// The `\` of a line continuation.
    Continuation,
    Slashdash,
    OpenBrace,
    CloseBrace,
    Semicolon,
    Equals,
    OpenParen,
    CloseParen,
    /// Bare text, number or keyword.
    Word,
    /// A text in quotes of any kind.
    Quoted,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Bytes of blanks before it.
    pub(super) gap: usize,
    /// Of an opening brace, and of the closing one that belongs to it: whether the block stays on one line.
    pub(super) inline: bool,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut scan = Scanner::new(text);
    let mut tokens: Vec<Token> = Vec::new();
    loop {
        let gap = scan.at;
        while !scan.is_end() && scan.class() == Class::Blank {
            scan.bump();
        }
        let start = scan.at;
        if scan.is_end() {
            break;
        }
        let kind = token(&mut scan);
        tokens.push(Token { kind, start, end: scan.at, gap: start - gap, inline: false });
    }
    mark_inline(&mut tokens);
    tokens
}

fn token(scan: &mut Scanner<'_>) -> Kind {
    if scan.newline() {
        return Kind::Newline;
    }
    if let Some(literal) = scan.literal() {
        scan.string(literal);
        return Kind::Quoted;
    }
    let single = match (scan.peek(), scan.second()) {
        (b'/', b'/') => {
            scan.line_comment();
            return Kind::LineComment;
        }
        (b'/', b'*') => {
            scan.block_comment();
            return Kind::BlockComment;
        }
        (b'/', _) => {
            scan.at += 2;
            return Kind::Slashdash;
        }
        (b'\\', _) => Kind::Continuation,
        (b'{', _) => Kind::OpenBrace,
        (b'}', _) => Kind::CloseBrace,
        (b';', _) => Kind::Semicolon,
        (b'=', _) => Kind::Equals,
        (b'(', _) => Kind::OpenParen,
        (b')', _) => Kind::CloseParen,
        _ => {
            scan.bump();
            scan.word();
            return Kind::Word;
        }
    };
    scan.bump();
    single
}

/// A block stays on one line if it was written on one, or holds nothing.
fn mark_inline(tokens: &mut [Token]) {
    // Of each open block its brace and the newlines before it.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut n_newlines = 0;
    for index in 0..tokens.len() {
        let Some(token) = tokens.get(index) else { return };
        match token.kind {
            Kind::Newline => n_newlines += 1,
            Kind::OpenBrace => open.push((index, n_newlines)),
            Kind::CloseBrace => {
                let Some((brace, before)) = open.pop() else { continue };
                let blank = tokens.get(brace + 1..index).is_some_and(|inner| inner.iter().all(|it| it.kind == Kind::Newline));
                let inline = blank || before == n_newlines;
                for at in [brace, index] {
                    if let Some(token) = tokens.get_mut(at) {
                        token.inline = inline;
                    }
                }
            }
            _ => {}
        }
    }
}
