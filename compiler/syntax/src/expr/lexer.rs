//! Tokens of expressions.

use mlpc_source::TextRange;
use smol_str::SmolStr;

use super::{BinaryOp, ExprProblem};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    Number(SmolStr),
    Text(String),
    /// Names and the words `true false null if then else for in`.
    Word(SmolStr),
    Operator(BinaryOp),
    Not,
    Dot,
    Comma,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    End,
}

/// Reads tokens from `inside`, a range of `text`.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, inside: TextRange) -> Self {
        Self { text, at: inside.start as usize, end: inside.end as usize }
    }

    pub(super) fn next(&mut self) -> Result<(Token, TextRange), ExprProblem> {
        self.skip(char::is_whitespace);
        let start = self.at;
        let mut rest = self.rest().chars();
        let Some(first) = rest.next() else { return Ok((Token::End, self.range(start))) };
        let second = rest.next();
        let token = match (first, second) {
            ('0'..='9', _) => self.number(start)?,
            ('\'', _) => return self.quoted(start),
            (ch, _) if is_name_start(ch) => self.word(start),
            ('|', Some('|')) => self.take(2, Token::Operator(BinaryOp::Or)),
            ('&', Some('&')) => self.take(2, Token::Operator(BinaryOp::And)),
            ('=', Some('=')) => self.take(2, Token::Operator(BinaryOp::Eq)),
            ('!', Some('=')) => self.take(2, Token::Operator(BinaryOp::Ne)),
            ('<', Some('=')) => self.take(2, Token::Operator(BinaryOp::Le)),
            ('>', Some('=')) => self.take(2, Token::Operator(BinaryOp::Ge)),
            ('<', _) => self.take(1, Token::Operator(BinaryOp::Lt)),
            ('>', _) => self.take(1, Token::Operator(BinaryOp::Gt)),
            ('+', _) => self.take(1, Token::Operator(BinaryOp::Add)),
            ('-', _) => self.take(1, Token::Operator(BinaryOp::Sub)),
            ('*', _) => self.take(1, Token::Operator(BinaryOp::Mul)),
            ('/', _) => self.take(1, Token::Operator(BinaryOp::Div)),
            ('%', _) => self.take(1, Token::Operator(BinaryOp::Rem)),
            ('!', _) => self.take(1, Token::Not),
            ('.', _) => self.take(1, Token::Dot),
            (',', _) => self.take(1, Token::Comma),
            ('(', _) => self.take(1, Token::Open),
            (')', _) => self.take(1, Token::Close),
            ('[', _) => self.take(1, Token::OpenBracket),
            (']', _) => self.take(1, Token::CloseBracket),
            _ => {
                self.at += first.len_utf8();
                return Err(self.unknown(start, first));
            }
        };
        Ok((token, self.range(start)))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn slice(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or("")
    }

    fn range(&self, start: usize) -> TextRange {
        TextRange::new(start as u32, self.at as u32)
    }

    fn skip(&mut self, which: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(which).len();
    }

    fn take(&mut self, len: usize, token: Token) -> Token {
        self.at += len;
        token
    }

    fn number(&mut self, start: usize) -> Result<Token, ExprProblem> {
        let digit = |ch: char| ch.is_ascii_digit() || ch == '_';
        self.skip(digit);
        if self.rest().strip_prefix('.').is_some_and(|it| it.starts_with(|ch: char| ch.is_ascii_digit())) {
            self.at += 1;
            self.skip(digit);
        }
        if !self.rest().starts_with(|ch: char| is_name_start(ch)) {
            return Ok(Token::Number(SmolStr::new(self.slice(start))));
        }
        self.skip(|ch| is_name_start(ch) || ch.is_ascii_digit());
        let written = self.slice(start);
        Err(ExprProblem {
            range: self.range(start),
            message: format!("`{written}` begins as a number, but isn't one"),
            help: format!("read a number with a unit from a text: `quantity('{written}')`, or `duration`, `ratio`, `money`, `rate`"),
        })
    }

    fn word(&mut self, start: usize) -> Token {
        loop {
            self.skip(|ch| is_name_start(ch) || ch.is_ascii_digit());
            // A `-` inside a name has a letter or digit behind it; else it is a minus.
            match self.rest().strip_prefix('-') {
                Some(behind) if behind.starts_with(|ch: char| is_name_start(ch) || ch.is_ascii_digit()) => self.at += 1,
                _ => return Token::Word(SmolStr::new(self.slice(start))),
            }
        }
    }

    fn quoted(&mut self, start: usize) -> Result<(Token, TextRange), ExprProblem> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some((piece, behind)) = self.rest().split_once('\'') else {
                self.at = self.end;
                return Err(ExprProblem {
                    range: TextRange::new(start as u32, start as u32 + 1),
                    message: "a text in an expression is never closed".to_owned(),
                    help: "write the closing `'`; a quote inside the text is written twice: `''`".to_owned(),
                });
            };
            text.push_str(piece);
            self.at += piece.len() + 1;
            if !behind.starts_with('\'') {
                return Ok((Token::Text(text), self.range(start)));
            }
            text.push('\'');
            self.at += 1;
        }
    }

    fn unknown(&self, start: usize, ch: char) -> ExprProblem {
        let help = match ch {
            '"' => "a text inside an expression stands in single quotes: `'x'`",
            '=' => "compare with `==`; an expression sets nothing",
            '|' => "`or` is `||`",
            '&' => "`and` is `&&`",
            '?' | ':' => "choose with `if c then a else b`",
            '{' | '$' => "inside an expression names stand as they are, without `${`",
            _ => "",
        };
        ExprProblem {
            range: self.range(start),
            message: if ch.is_control() {
                format!("U+{:04X} means nothing in an expression", ch as u32)
            } else {
                format!("`{ch}` means nothing in an expression")
            },
            help: help.to_owned(),
        }
    }
}

fn is_name_start(ch: char) -> bool {
    ch == '_' || ch.is_alphabetic()
}
