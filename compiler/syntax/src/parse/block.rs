//! Blocks: the loop over declarations, opening and closing, and what is missing or left over of braces. The open blocks are a list, not
//! the call stack.

use mlpc_source::TextRange;

use super::scan::Scanner;
use crate::chars::{Class, class};
use crate::problem::SyntaxProblem;
use crate::tree::{EntryData, NONE, NodeData};
use crate::{codes, limits};

/// One run over a text.
pub(super) struct Parser<'t> {
    pub(super) scan: Scanner<'t>,
    pub(super) nodes: Vec<NodeData>,
    pub(super) entries: Vec<EntryData>,
    pub(super) problems: Vec<SyntaxProblem>,
    /// Problems beyond the limit.
    pub(super) n_dropped: usize,
    open: Vec<OpenBlock>,
    by_indentation: bool,
    pub(super) n_stray: usize,
    pub(super) n_open_at_end: usize,
    pub(super) n_closed_by_indentation: usize,
    /// Whether a text or comment ran into the end, so that open blocks need no report of their own.
    pub(super) ran_out: bool,
    /// Behind which text of the line being read all was guessed, because its closing quote seems to be missing.
    pub(super) guessed_from: Option<u32>,
}

/// How long the arrays were before something that `/-` drops.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    nodes: usize,
    entries: usize,
}

/// A node whose end isn't reached yet.
#[derive(Clone, Copy)]
pub(super) struct OpenNode {
    pub(super) index: usize,
    /// Set if `/-` stands before it.
    pub(super) dropped: Option<Mark>,
}

struct OpenBlock {
    node: OpenNode,
    /// Offset of the `{`.
    brace: u32,
    /// Set if `/-` stands before the `{`.
    dropped: Option<Mark>,
    /// Blanks before the node on its line, if the block can be told by indentation.
    column: Option<usize>,
    /// End of what was last read in it, for where a missing `}` belongs.
    content_end: u32,
}

impl<'t> Parser<'t> {
    pub(super) fn run(text: &'t str, by_indentation: bool) -> Self {
        let mut parser = Self {
            scan: Scanner::new(text),
            nodes: Vec::with_capacity(text.len() / 64),
            entries: Vec::with_capacity(text.len() / 32),
            problems: Vec::new(),
            n_dropped: 0,
            open: Vec::new(),
            by_indentation,
            n_stray: 0,
            n_open_at_end: 0,
            n_closed_by_indentation: 0,
            ran_out: false,
            guessed_from: None,
        };
        parser.declarations();
        parser.end();
        parser
    }

    pub(super) fn problem(&mut self, problem: SyntaxProblem) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(problem);
        } else {
            self.n_dropped += 1;
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { nodes: self.nodes.len(), entries: self.entries.len() }
    }

    pub(super) fn drop_since(&mut self, mark: Option<Mark>) {
        if let Some(mark) = mark {
            self.nodes.truncate(mark.nodes);
            self.entries.truncate(mark.entries);
        }
    }

    /// The index of the node in whose block we are.
    pub(super) fn parent(&self) -> u32 {
        self.open.last().map_or(NONE, |block| block.node.index as u32)
    }

    fn declarations(&mut self) {
        loop {
            self.scan.line_space();
            match self.scan.peek() {
                b'}' => self.close(),
                b'{' => self.lone_brace(),
                b';' => {
                    let start = self.scan.at;
                    self.scan.at += 1;
                    self.problem(codes::unexpected_character::lone_semicolon(self.scan.range(start)));
                }
                _ if self.scan.is_end() => return,
                // Reported with all such characters of the file.
                _ if self.scan.class() == Class::Disallowed => self.scan.bump(),
                b'/' if self.scan.second() == b'-' => {
                    let start = self.scan.at;
                    self.scan.at += 2;
                    self.scan.line_space();
                    let twice = self.scan.peek() == b'/' && self.scan.second() == b'-';
                    if self.scan.is_end() || twice || matches!(self.scan.peek(), b'}' | b';') {
                        self.problem(codes::missing_value::slashdash(TextRange::new(start as u32, start as u32 + 2)));
                    } else {
                        self.close_by_indentation(start);
                        let mark = self.mark();
                        self.node(Some(mark));
                    }
                }
                _ => {
                    self.close_by_indentation(self.scan.at);
                    self.node(None);
                }
            }
        }
    }

    /// At a `{` that belongs to `node`. `false` if the block lies too deep and was stepped over.
    pub(super) fn open_block(&mut self, node: OpenNode, dropped: Option<Mark>) -> bool {
        let brace = self.scan.offset();
        self.scan.at += 1;
        let fits = self.open.len() < limits::NESTING;
        if !fits {
            self.skip_block();
            self.problem(codes::nesting_too_deep::block(TextRange::new(brace, brace + 1)));
        }
        let end = self.scan.offset();
        if let (None, Some(data)) = (dropped, self.nodes.get_mut(node.index)) {
            data.block_start = brace;
            data.end = end;
        }
        if fits {
            let column = if self.by_indentation { self.block_column(node.index) } else { None };
            self.open.push(OpenBlock { node, brace, dropped, column, content_end: brace + 1 });
        }
        fits
    }

    /// At a `{` with no name before it: the block of the declaration on the line above, if that has none; else it is skipped.
    fn lone_brace(&mut self) {
        let at = self.scan.at;
        let parent = self.parent();
        let n_nodes = self.nodes.len();
        let above = self.nodes.last().filter(|it| it.block_start == NONE && it.parent == parent);
        let above = above.filter(|it| self.scan.slice(it.end as usize, at).trim().is_empty()).map(|it| it.end);
        let range = TextRange::new(at as u32, at as u32 + 1);
        self.problem(codes::missing_separator::lone_brace(range, above));
        let Some(index) = n_nodes.checked_sub(1).filter(|_| above.is_some()) else {
            self.scan.at += 1;
            return self.skip_block();
        };
        let node = OpenNode { index, dropped: None };
        if !self.open_block(node, None) {
            self.after_block(node);
        }
    }

    /// At a `}`.
    fn close(&mut self) {
        if self.by_indentation {
            self.close_above_brace();
        }
        let brace = self.scan.at;
        self.scan.at += 1;
        let Some(block) = self.open.pop() else {
            self.n_stray += 1;
            return self.problem(codes::stray_brace::problem(self.scan.range(brace)));
        };
        self.drop_since(block.dropped);
        let end = self.scan.offset();
        if let (None, Some(data)) = (block.dropped, self.nodes.get_mut(block.node.index)) {
            data.end = end;
        }
        self.after_block(block.node);
    }

    /// Ends a node: its subtree is all that was read since.
    pub(super) fn finish(&mut self, node: OpenNode) {
        let n_nodes = self.nodes.len() as u32;
        if let Some(data) = self.nodes.get_mut(node.index) {
            data.subtree_end = n_nodes;
        }
        self.drop_since(node.dropped);
        let content_end = self.scan.offset();
        if let Some(block) = self.open.last_mut() {
            block.content_end = content_end;
        }
    }

    /// Behind the brace of a block that lies too deep: steps over all of it, strings and comments respected.
    fn skip_block(&mut self) {
        let mut depth = 1_usize;
        while depth > 0 && !self.scan.is_end() {
            match self.scan.peek() {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b'/' if self.scan.second() == b'/' => {
                    self.scan.line_comment();
                    continue;
                }
                b'/' if self.scan.second() == b'*' => {
                    self.scan.block_comment();
                    continue;
                }
                b'"' | b'#' => match self.scan.literal() {
                    Some(literal) => {
                        self.scan.string(literal);
                        continue;
                    }
                    None => {
                        while self.scan.peek() == b'#' {
                            self.scan.at += 1;
                        }
                        continue;
                    }
                },
                _ => {}
            }
            self.scan.bump();
        }
        self.ran_out |= depth > 0;
    }

    /// Closes the blocks whose node stands as far right as the declaration at `at`, or further.
    fn close_by_indentation(&mut self, at: usize) {
        if !self.by_indentation || self.open.is_empty() {
            return;
        }
        let Some(column) = self.column(at) else { return };
        while let Some(block) = self.open.pop_if(|block| block.column.is_some_and(|of_block| column <= of_block)) {
            let mut next = self.scan.clone();
            next.word();
            let range = if next.at > self.scan.at { next.range(self.scan.at) } else { TextRange::new(at as u32, at as u32 + 1) };
            let fix = self.missing_brace(&block);
            self.close_virtually(&block, codes::unclosed_block::above_declaration(block.brace, range, fix));
        }
    }

    /// Closes the blocks that stand further right than the `}` here.
    fn close_above_brace(&mut self) {
        let Some(column) = self.column(self.scan.at) else { return };
        // The outermost block is closed by the brace itself.
        while self.open.len() > 1 {
            let Some(block) = self.open.pop_if(|block| block.column.is_some_and(|of_block| column < of_block)) else { return };
            let range = TextRange::new(self.scan.offset(), self.scan.offset() + 1);
            let fix = self.missing_brace(&block);
            self.close_virtually(&block, codes::unclosed_block::above_brace(block.brace, range, fix));
        }
    }

    fn close_virtually(&mut self, block: &OpenBlock, problem: SyntaxProblem) {
        self.n_closed_by_indentation += 1;
        self.problem(problem);
        self.abandon(block);
    }

    /// Ends a block that has no `}` where its content ends.
    fn abandon(&mut self, block: &OpenBlock) {
        self.drop_since(block.dropped);
        if let (None, Some(data)) = (block.dropped, self.nodes.get_mut(block.node.index)) {
            data.end = block.content_end;
        }
        self.finish(block.node);
        if let Some(around) = self.open.last_mut() {
            around.content_end = block.content_end;
        }
    }

    /// Where and how the missing `}` of a block is written: on a line of its own behind the block's last line.
    fn missing_brace(&self, block: &OpenBlock) -> (u32, String) {
        let mut line = self.scan.clone();
        line.at = block.content_end as usize;
        while !line.is_end() && line.class() != Class::Newline {
            line.bump();
        }
        (line.offset(), format!("\n{}}}", " ".repeat(block.column.unwrap_or(0))))
    }

    /// How far right the byte at `at` stands, if only blanks stand before it on its line.
    fn column(&self, at: usize) -> Option<usize> {
        let mut start = at;
        while start > 0 && matches!(self.scan.byte(start - 1), b' ' | b'\t') {
            start -= 1;
        }
        (start == 0 || class(self.scan.byte(start - 1)) == Class::Newline).then_some(at - start)
    }

    /// The column of a block that ends its line and whose node begins one.
    fn block_column(&self, node: usize) -> Option<usize> {
        let mut behind = self.scan.clone();
        behind.node_space();
        let ends_line = behind.is_end() || behind.class() == Class::Newline || (behind.peek() == b'/' && behind.second() == b'/');
        let mut start = self.nodes.get(node)?.start as usize;
        if self.scan.slice(0, start).ends_with("/-") {
            start -= 2;
        }
        if ends_line { self.column(start) } else { None }
    }

    fn end(&mut self) {
        if let Some(start) = self.scan.open_comment {
            self.ran_out = true;
            self.problem(codes::unclosed_comment::problem(TextRange::new(start as u32, start as u32 + 2)));
        }
        self.n_open_at_end = if self.ran_out { 0 } else { self.open.len() };
        while let Some(block) = self.open.pop() {
            if !self.ran_out {
                let fix = self.missing_brace(&block);
                self.problem(codes::unclosed_block::at_end(block.brace, fix));
            }
            self.abandon(&block);
        }
    }
}
