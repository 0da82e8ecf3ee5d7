//! One declaration: its name, then entries and blocks until its line ends.

use mlpc_source::TextRange;

use super::block::{Mark, OpenNode, Parser};
use crate::chars::{Class, is_disallowed, is_keyword, looks_like_number};
use crate::codes;
use crate::tree::{EntryData, NONE, NodeData, ValueKind};

impl Parser<'_> {
    /// At the first character of a node.
    pub(super) fn node(&mut self, dropped: Option<Mark>) {
        let start = self.scan.offset();
        let n_problems = self.n_problems();
        let annotation_end = if self.scan.peek() == b'(' { self.annotation().end } else { start };
        if annotation_end > start && self.at_end_of_entries() {
            return self.problem(codes::missing_value::annotation(TextRange::new(start, annotation_end)));
        }
        let name = self.name();
        let index = self.nodes.len();
        let entries = self.entries.len() as u32;
        self.nodes.push(NodeData {
            start,
            annotation_end,
            name_start: name.start,
            name_end: name.end,
            head_end: name.end,
            block_start: NONE,
            end: name.end,
            parent: self.parent(),
            entries_start: entries,
            entries_end: entries,
            subtree_end: index as u32 + 1,
            broken: false,
        });
        self.head(OpenNode { index, dropped });
        if self.n_problems() > n_problems
            && let Some(data) = self.nodes.get_mut(index)
        {
            data.broken |= data.start == start;
        }
    }

    fn n_problems(&self) -> usize {
        self.problems.len() + self.n_dropped
    }

    /// Behind the name: entries, up to the block or the end of the line.
    fn head(&mut self, node: OpenNode) {
        loop {
            let before = self.scan.at;
            self.scan.node_space();
            let spaced = self.scan.at > before || self.after_disallowed(before);
            match self.scan.peek() {
                b'\n' | b';' | b'}' => break,
                b'{' => {
                    if !self.open_block(node, None) {
                        self.after_block(node);
                    }
                    return;
                }
                b'/' if self.scan.second() == b'/' => break,
                b'/' if self.scan.second() == b'-' => {
                    if self.slashdash(node) {
                        return;
                    }
                }
                _ if self.scan.is_end() || self.scan.class() == Class::Newline => break,
                // Reported with all such characters of the file; here they part words as blanks do.
                _ if self.scan.class() == Class::Disallowed => self.scan.bump(),
                _ => {
                    if !spaced && self.scan.peek() != b'=' && self.scan.byte(before.wrapping_sub(1)) != b'=' {
                        self.problem(codes::missing_separator::blank(before as u32));
                    }
                    self.guessed_from = None;
                    let entry = self.entry(node);
                    let entry = match self.guessed_from.take() {
                        Some(from) => self.without_guesses(node, from, entry),
                        None => entry,
                    };
                    if let Some(entry) = entry {
                        self.entries.push(entry);
                        let n_entries = self.entries.len() as u32;
                        if let Some(data) = self.nodes.get_mut(node.index) {
                            data.entries_end = n_entries;
                            data.head_end = entry.value_end;
                            data.end = entry.value_end;
                        }
                    }
                }
            }
        }
        self.terminate(node);
    }

    fn after_disallowed(&self, at: usize) -> bool {
        self.scan.slice(0, at).chars().next_back().is_some_and(is_disallowed)
    }

    /// At a `/-` in a head, which parts entries as a blank does: drops the entry or block behind it. `true` if a block was opened or the node ended.
    fn slashdash(&mut self, node: OpenNode) -> bool {
        let start = self.scan.offset();
        self.scan.at += 2;
        self.scan.line_space();
        match self.scan.peek() {
            b'{' => {
                let mark = self.mark();
                if !self.open_block(node, Some(mark)) {
                    self.after_block(node);
                }
                return true;
            }
            b'}' | b';' => self.problem(codes::missing_value::slashdash(TextRange::new(start, start + 2))),
            b'/' if self.scan.second() == b'-' => self.problem(codes::missing_value::slashdash(TextRange::new(start, start + 2))),
            _ if self.scan.is_end() => self.problem(codes::missing_value::slashdash(TextRange::new(start, start + 2))),
            _ => {
                self.entry(node);
            }
        }
        false
    }

    /// Behind a block of `node`: further blocks under `/-`, the real one if all so far were, or the end of the line.
    pub(super) fn after_block(&mut self, node: OpenNode) {
        loop {
            self.scan.node_space();
            let start = self.scan.at;
            match self.scan.peek() {
                b'/' if self.scan.second() == b'-' => {
                    self.scan.at += 2;
                    self.scan.line_space();
                    if self.scan.peek() == b'{' {
                        let mark = self.mark();
                        if self.open_block(node, Some(mark)) {
                            return;
                        }
                        continue;
                    }
                    // Not a block: a commented-out declaration that lacks its newline.
                    self.scan.at = start;
                    self.problem(codes::missing_separator::declaration(start as u32));
                }
                b'{' if self.nodes.get(node.index).is_some_and(|it| it.block_start == NONE) => {
                    if self.open_block(node, None) {
                        return;
                    }
                    continue;
                }
                b'\n' | b';' | b'}' => {}
                b'/' if self.scan.second() == b'/' => {}
                _ if self.scan.is_end() || self.scan.class() == Class::Newline => {}
                _ => self.problem(codes::missing_separator::declaration(start as u32)),
            }
            return self.terminate(node);
        }
    }

    fn terminate(&mut self, node: OpenNode) {
        self.finish(node);
        if self.scan.peek() == b';' {
            self.scan.at += 1;
        }
    }

    /// The name of a node; always steps forward.
    fn name(&mut self) -> TextRange {
        let start = self.scan.at;
        if let Some(literal) = self.scan.literal() {
            self.string(literal);
            return self.scan.range(start);
        }
        self.scan.word();
        if self.scan.at == start {
            self.unexpected();
            return self.scan.range(start);
        }
        let word = self.scan.slice(start, self.scan.at);
        if self.expression_without_quotes(start) {
            return self.scan.range(start);
        }
        let range = self.scan.range(start);
        if is_keyword(word) || looks_like_number(word) {
            self.problem(codes::unquoted_text::name(range, word));
        }
        range
    }

    /// One entry of `node`; `None` if nothing readable stands here, which was reported and skipped.
    fn entry(&mut self, node: OpenNode) -> Option<EntryData> {
        let start = self.scan.offset();
        if matches!(self.scan.peek(), b'(') {
            let annotation = self.annotation();
            let value = self.value(Some(annotation))?;
            return Some(EntryData {
                start,
                name_end: start,
                annotation_start: annotation.start,
                annotation_end: annotation.end,
                value_start: value.range.start,
                value_end: value.range.end,
                kind: value.kind,
            });
        }
        if self.scan.peek() == b'=' {
            self.lone_equals(node);
            return None;
        }
        let first = self.value_or_name()?;
        if !first.is_name {
            return Some(argument(start, first.value.range, first.value.kind));
        }
        let name_end = first.value.range.end;
        self.scan.at += 1;
        self.scan.node_space();
        let annotation_start = self.scan.offset();
        let annotation_end = if self.scan.peek() == b'(' { self.annotation().end } else { annotation_start };
        if self.at_end_of_entries() {
            self.problem(codes::missing_value::property(
                first.value.range.cover(self.scan.range(name_end as usize)),
                self.slice(first.value.range),
            ));
            return None;
        }
        let value = self.value(None)?;
        Some(EntryData {
            start,
            name_end,
            annotation_start,
            annotation_end,
            value_start: value.range.start,
            value_end: value.range.end,
            kind: value.kind,
        })
    }

    /// A text that isn't closed turns the rest of its line into guesses: drops what was read behind `from`, and makes the text that ends or begins
    /// there one value that can't be read.
    fn without_guesses(&mut self, node: OpenNode, from: u32, last: Option<EntryData>) -> Option<EntryData> {
        let first = self.nodes.get(node.index).map_or(0, |it| it.entries_start as usize);
        while self.entries.len() > first && self.entries.last().is_some_and(|it| it.start >= from) {
            self.entries.pop();
        }
        let before = (self.entries.len() > first).then(|| self.entries.last().copied()).flatten().filter(|it| it.value_end == from);
        if before.is_some() {
            self.entries.pop();
        }
        let n_entries = self.entries.len() as u32;
        if let Some(data) = self.nodes.get_mut(node.index) {
            data.entries_end = n_entries;
        }
        let mut entry = before.or(last.filter(|it| it.value_start == from))?;
        if self.scan.byte(entry.value_start as usize) == b'"' {
            entry.kind = ValueKind::Broken;
            entry.value_end = self.scan.offset();
        }
        Some(entry)
    }

    pub(super) fn at_end_of_entries(&self) -> bool {
        let comment = self.scan.peek() == b'/' && matches!(self.scan.second(), b'/' | b'-');
        comment || self.scan.is_end() || matches!(self.scan.peek(), b'{' | b'}' | b';' | b')' | b'=') || self.scan.class() == Class::Newline
    }

    pub(super) fn slice(&self, range: TextRange) -> &str {
        self.scan.slice(range.start as usize, range.end as usize)
    }

    /// `=` where an entry should begin.
    fn lone_equals(&mut self, node: OpenNode) {
        let start = self.scan.at;
        while self.scan.peek() == b'=' {
            self.scan.at += 1;
        }
        let range = self.scan.range(start);
        let first = self.nodes.get(node.index).is_some_and(|it| it.entries_start == it.entries_end);
        let name = self.nodes.get(node.index).map_or("", |it| self.scan.slice(it.name_start as usize, it.name_end as usize));
        let problem = if first {
            codes::unexpected_character::field_with_equals(range, name, self.scan.byte(start.wrapping_sub(1)), self.scan.peek())
        } else {
            codes::unexpected_character::equals(range)
        };
        self.problem(problem);
    }
}

fn argument(start: u32, range: TextRange, kind: ValueKind) -> EntryData {
    EntryData {
        start,
        name_end: start,
        annotation_start: start,
        annotation_end: start,
        value_start: range.start,
        value_end: range.end,
        kind,
    }
}
