//! Values: strings, numbers, keywords, and what people write in their place.

use mlpc_source::TextRange;

use super::block::Parser;
use crate::chars::{Class, is_keyword, is_number, looks_like_number};
use crate::text::{self, Literal, TextFault};
use crate::tree::ValueKind;
use crate::{codes, limits};

#[derive(Clone, Copy)]
pub(super) struct Value {
    pub(super) range: TextRange,
    pub(super) kind: ValueKind,
}

/// What begins an entry: its value, or a property's name with `=` ahead.
#[derive(Clone, Copy)]
pub(super) struct First {
    pub(super) value: Value,
    pub(super) is_name: bool,
}

impl Parser<'_> {
    /// A value after `=` or an annotation; `None` if nothing readable stands here, which was reported.
    pub(super) fn value(&mut self, annotation: Option<TextRange>) -> Option<Value> {
        if let Some(annotation) = annotation {
            self.scan.node_space();
            if self.at_end_of_entries() {
                self.problem(codes::missing_value::annotation(annotation));
                return None;
            }
        }
        self.first(false).map(|first| first.value)
    }

    /// An argument, or the name of a property with the scanner at its `=`.
    pub(super) fn value_or_name(&mut self) -> Option<First> {
        self.first(true)
    }

    fn first(&mut self, may_be_name: bool) -> Option<First> {
        let start = self.scan.at;
        if let Some(literal) = self.scan.literal() {
            self.string(literal);
            let value = Value { range: self.scan.range(start), kind: ValueKind::Text };
            return Some(First { value, is_name: may_be_name && self.equals_ahead() });
        }
        if self.scan.peek() == b'#' {
            return Some(First { value: self.keyword(), is_name: false });
        }
        if self.scan.peek() == b'['
            && let Some(value) = self.list(may_be_name)
        {
            return Some(First { value, is_name: false });
        }
        self.scan.word();
        if self.expression_without_quotes(start) {
            return Some(First { value: Value { range: self.scan.range(start), kind: ValueKind::Verbatim }, is_name: false });
        }
        let slash = self.scan.peek() == b'/' && !matches!(self.scan.second(), b'/' | b'*' | b'-');
        if self.scan.at == start && !slash {
            self.unexpected();
            return None;
        }
        if slash || matches!(self.scan.peek(), b'(' | b'[' | b']' | b'#') {
            self.scan.junk();
            let range = self.scan.range(start);
            self.problem(codes::unquoted_text::value(range, self.slice(range)));
            return Some(First { value: Value { range, kind: ValueKind::Verbatim }, is_name: false });
        }
        let range = self.scan.range(start);
        let is_name = may_be_name && self.equals_ahead();
        Some(First { value: Value { range, kind: self.word_kind(range, is_name) }, is_name })
    }

    /// `[a, b]` on one line, as other languages write lists: one report, and one value that can't be read.
    fn list(&mut self, is_argument: bool) -> Option<Value> {
        let start = self.scan.at;
        let mut ahead = self.scan.clone();
        ahead.bump();
        let mut plain = String::new();
        loop {
            let from = ahead.at;
            match (ahead.literal(), ahead.peek()) {
                (Some(literal), _) if ahead.string(literal) => plain.push_str(self.scan.slice(from, ahead.at)),
                (Some(_), _) | (None, b'[' | b'{' | b'}') => return None,
                (None, b']') => break,
                _ if ahead.is_end() || ahead.class() == Class::Newline => return None,
                (None, b',') => {
                    ahead.bump();
                    if ahead.class() != Class::Blank && ahead.peek() != b']' {
                        plain.push(' ');
                    }
                }
                _ => {
                    ahead.bump();
                    plain.push_str(self.scan.slice(from, ahead.at));
                }
            }
        }
        self.scan.at = ahead.at + 1;
        let range = self.scan.range(start);
        self.problem(codes::unexpected_character::list(range, plain.trim(), is_argument));
        Some(Value { range, kind: ValueKind::Broken })
    }

    /// What a bare word is, with a report if it can't be bare.
    fn word_kind(&mut self, range: TextRange, is_name: bool) -> ValueKind {
        let word = self.scan.slice(range.start as usize, range.end as usize);
        if looks_like_number(word) {
            if is_name {
                self.problem(codes::unquoted_text::name(range, word));
                return ValueKind::Verbatim;
            }
            if is_number(word) {
                return ValueKind::Number;
            }
            self.problem(codes::malformed_number::problem(range, word));
            return ValueKind::Verbatim;
        }
        if is_keyword(word) {
            if is_name {
                self.problem(codes::unquoted_text::name(range, word));
                return ValueKind::Verbatim;
            }
            self.problem(codes::malformed_keyword::bare(range, word));
            return keyword_kind(word).unwrap_or(ValueKind::Broken);
        }
        ValueKind::Text
    }

    /// At a `#` that begins no string.
    fn keyword(&mut self) -> Value {
        let start = self.scan.at;
        self.scan.at += 1;
        self.scan.word();
        let word = self.scan.slice(start + 1, self.scan.at);
        if let Some(kind) = keyword_kind(word) {
            return Value { range: self.scan.range(start), kind };
        }
        self.scan.junk();
        let range = self.scan.range(start);
        self.problem(codes::malformed_keyword::unknown(range, self.slice(range)));
        Value { range, kind: ValueKind::Broken }
    }

    /// Whether `=` comes next, blanks aside; steps to it.
    fn equals_ahead(&mut self) -> bool {
        let start = self.scan.at;
        while matches!(self.scan.peek(), b' ' | b'\t') {
            self.scan.at += 1;
        }
        match self.scan.peek() {
            b'/' | b'\\' | 0x80..=0xff => self.scan.node_space(),
            _ => {}
        }
        if self.scan.peek() == b'=' {
            return true;
        }
        self.scan.at = start;
        false
    }

    /// Reads a string and checks what is inside.
    pub(super) fn string(&mut self, literal: Literal) {
        let start = self.scan.at;
        if !self.scan.string(literal) {
            return self.unclosed(start, literal);
        }
        let range = self.scan.range(start);
        if range.len() as usize > limits::TEXT {
            self.problem(codes::text_too_long::problem(range, literal.delimiter as u32));
        }
        if !literal.multi_line && !self.scan.has_escape {
            return;
        }
        let raw = self.scan.slice(start, self.scan.at);
        let body = text::body(raw, literal);
        let base = range.start + literal.delimiter as u32;
        if literal.multi_line && !body.starts_with(crate::chars::is_newline) {
            let opening = TextRange::new(range.start, base);
            self.problem(codes::multi_line_text::first_line(opening));
            return;
        }
        text::check_body(body, literal, &mut |fault, from, to| {
            let at = TextRange::new(base + from as u32, base + to as u32);
            let found = body.get(from..to).unwrap_or("");
            self.problem(match fault {
                TextFault::UnknownEscape => codes::bad_escape::unknown(at, found),
                TextFault::BadUnicode => codes::bad_escape::unicode(at, found),
                TextFault::Indentation => {
                    codes::multi_line_text::indentation(at, TextRange::new(range.end - literal.delimiter as u32, range.end))
                }
                TextFault::ClosingLine => {
                    codes::multi_line_text::closing_line(TextRange::new(range.end - literal.delimiter as u32, range.end))
                }
            });
        });
    }

    fn unclosed(&mut self, start: usize, literal: Literal) {
        let opening = TextRange::new(start as u32, (start + literal.delimiter) as u32);
        if literal.multi_line {
            self.ran_out = true;
            return self.problem(codes::unclosed_text::multi_line(opening, self.scan.slice(start, start + literal.delimiter)));
        }
        // A `{` that ends the line opens a block; reading it as part of the text would leave its `}` over.
        let line = self.scan.slice(start, self.scan.at).trim_end();
        if let Some(text) = line.strip_suffix('{')
            && text.len() > literal.delimiter
            && text.ends_with([' ', '\t'])
        {
            self.scan.at = start + text.trim_end().len().max(literal.delimiter);
        }
        let end = self.scan.at;
        let (opening, from) = match self.first_glued(start) {
            Some((opening, from)) => (opening, Some(from)),
            // A single word that reaches the end of its line can't mean anything else.
            None => (opening, self.scan.slice(start, end).contains([' ', '\t', '=']).then_some(opening.start)),
        };
        self.guessed_from = from;
        self.problem(codes::unclosed_text::single_line(opening, self.scan.slice(opening.start as usize, end)));
    }

    /// With a quote missing further left, the closing one of the next text seems to open one, glued to the word before: one mistake, one report.
    /// Takes back what was reported on the way, and tells which quote seems to have no other, and the end of what stands before the first guess.
    fn first_glued(&mut self, start: usize) -> Option<(TextRange, u32)> {
        let node = self.nodes.last()?.start;
        let on_line = self.scan.slice(node as usize, start);
        let line = node + 1 + on_line.rfind('\n').unwrap_or(0) as u32;
        // Problems of this line are the last ones.
        let skipped = self.problems.len() - self.problems.iter().rev().take_while(|it| it.range.start >= line).count();
        let (first, quote, at) = self.problems.iter().enumerate().skip(skipped).find_map(|(index, it)| {
            let at = it.range.start;
            let quote = if it.rule == &codes::missing_separator::RULE { self.quote_beside(at)? } else { return None };
            Some((index, quote, at))
        })?;
        self.problems.truncate(first);
        Some((TextRange::new(quote, quote + 1), at))
    }

    /// The quote that opens the text before or behind `at`, where two things run together.
    fn quote_beside(&self, at: u32) -> Option<u32> {
        let name = self.nodes.last().map(|it| (it.name_start, it.name_end));
        let entries = self.entries.iter().rev().take_while(|it| it.value_end >= at).map(|it| (it.value_start, it.value_end));
        let before = entries.chain(name).find(|(_, end)| *end == at).map(|(start, _)| start);
        before.into_iter().chain([at]).find(|it| self.scan.byte(*it as usize) == b'"')
    }

    /// `(type)`; the range holds the parentheses.
    pub(super) fn annotation(&mut self) -> TextRange {
        let start = self.scan.at;
        self.scan.at += 1;
        self.scan.node_space();
        let inner = self.scan.at;
        if let Some(literal) = self.scan.literal() {
            self.string(literal);
        } else {
            self.scan.word();
            let word = self.scan.slice(inner, self.scan.at);
            if !word.is_empty() && (is_keyword(word) || looks_like_number(word)) {
                self.problem(codes::unquoted_text::name(self.scan.range(inner), word));
            }
        }
        let empty = self.scan.at == inner;
        self.scan.node_space();
        if self.scan.peek() == b')' && !empty {
            self.scan.at += 1;
            let range = self.scan.range(start);
            self.scan.node_space();
            return range;
        }
        if self.scan.peek() == b')' {
            self.scan.at += 1;
        }
        self.problem(codes::unexpected_character::annotation(TextRange::new(start as u32, start as u32 + 1)));
        self.scan.range(start)
    }

    /// Behind a word that ends in `$` with `{` glued to it: KDL reads a text and a block, people mean `${…}`.
    /// Steps to the end of what was meant as one text.
    pub(super) fn expression_without_quotes(&mut self, start: usize) -> bool {
        let mut found = false;
        while self.scan.at > start && self.scan.byte(self.scan.at - 1) == b'$' && self.scan.peek() == b'{' {
            let Some(end) = self.expression_end() else { break };
            self.scan.at = end;
            found = true;
            self.scan.junk();
        }
        if found {
            let range = self.scan.range(start);
            self.problem(codes::unquoted_expression::problem(range, self.slice(range)));
        }
        found
    }

    /// Behind the `}` of an expression that starts here, on the same line.
    fn expression_end(&self) -> Option<usize> {
        let mut ahead = self.scan.clone();
        let mut quoted = false;
        while !ahead.is_end() && ahead.class() != Class::Newline {
            match ahead.peek() {
                b'\'' => quoted = !quoted,
                b'}' if !quoted => return Some(ahead.at + 1),
                _ => {}
            }
            ahead.bump();
        }
        None
    }

    /// A character that begins nothing: reports and steps over it.
    pub(super) fn unexpected(&mut self) {
        let start = self.scan.at;
        if self.scan.class() == Class::Disallowed {
            // Reported with all such characters of the file.
            return self.scan.bump();
        }
        self.scan.junk();
        if self.scan.at == start {
            self.scan.bump();
        }
        let range = self.scan.range(start);
        self.problem(codes::unexpected_character::problem(range, self.slice(range)));
    }
}

fn keyword_kind(word: &str) -> Option<ValueKind> {
    Some(match word {
        "true" => ValueKind::True,
        "false" => ValueKind::False,
        "null" => ValueKind::Null,
        "inf" => ValueKind::Infinity,
        "-inf" => ValueKind::NegInfinity,
        "nan" => ValueKind::Nan,
        _ => return None,
    })
}
