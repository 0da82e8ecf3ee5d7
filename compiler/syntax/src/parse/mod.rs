//! From text to tree: [`parse`] runs the parser, and once more by indentation where a block is never closed.

mod block;
mod node;
pub(crate) mod scan;
mod value;

use std::sync::Arc;

use mlpc_source::{IdxVec, TextRange};

use crate::codes;
use crate::problem::SyntaxProblem;
use crate::tree::Tree;
use crate::{chars, limits};
use block::Parser;

/// A parsed file: always a whole tree, and what is wrong with the text.
#[derive(Clone, Debug)]
pub struct Parse {
    /// The tree; what couldn't be read is left out or marked broken.
    pub tree: Tree,
    /// Faults in order of place.
    pub problems: Vec<SyntaxProblem>,
    /// Whether a fault left the rest of the text unread, so that declarations of this file may be missing.
    pub cut_short: bool,
}

/// Parses KDL 2. Never fails; memory and time are linear in the text, the stack is of fixed size.
pub fn parse(text: Arc<str>) -> Parse {
    if text.len() > limits::FILE {
        let problems = vec![codes::file_too_large::problem(text.len())];
        return Parse { tree: Tree { text, nodes: IdxVec::new(), entries: IdxVec::new() }, problems, cut_short: true };
    }
    let mut parsed = Parser::run(&text, false);
    if parsed.n_open_at_end > 0 {
        // A block is never closed. Where the text is indented, indentation tells where the `}` is missing; that reading counts if it needs
        // no more braces than are missing and leaves none over.
        let by_indentation = Parser::run(&text, true);
        if by_indentation.n_open_at_end + by_indentation.n_closed_by_indentation == parsed.n_open_at_end
            && by_indentation.n_stray == parsed.n_stray
        {
            parsed = by_indentation;
        }
    }
    let mut problems = parsed.problems;
    let mut n_more = parsed.n_dropped;
    let n_syntax = problems.len();
    for (at, ch) in chars::disallowed(&text) {
        if problems.len() < n_syntax + limits::PROBLEMS {
            problems.push(codes::disallowed_character::problem(at, ch));
        } else {
            n_more += 1;
        }
    }
    problems.sort_by_key(|it| it.range);
    n_more += problems.len().saturating_sub(limits::PROBLEMS);
    problems.truncate(limits::PROBLEMS);
    if n_more > 0 {
        problems.push(codes::too_many_problems::problem(TextRange::empty(text.len() as u32), n_more));
    }
    let cut_short = parsed.ran_out;
    Parse { tree: Tree { nodes: parsed.nodes.into(), entries: parsed.entries.into(), text }, problems, cut_short }
}
