//! What each piece of text means: for hover, definition and references in an editor.

use mlpc_model::DeclId;
use mlpc_source::Span;

use crate::cx::Cx;

/// What a name in the text stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    /// A declaration of the platform.
    Decl(DeclId),
    /// The name of a `param`, `let`, loop variable or `define`, where it is declared.
    Name(Span),
}

/// Uses with what they stand for, sorted by span. One span may stand for several things: a body used by two instances.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Resolutions {
    /// The uses.
    pub uses: Vec<(Span, Target)>,
}

impl Resolutions {
    /// What the text at a place stands for: the targets of the narrowest use there.
    pub fn at(&self, file: mlpc_source::FileId, offset: u32) -> Vec<Target> {
        let touching = self.uses.iter().filter(|(span, _)| span.file == file && span.range.touches(offset));
        let Some(narrowest) = touching.clone().map(|(span, _)| span.range.len()).min() else {
            return Vec::new();
        };
        touching.filter(|(span, _)| span.range.len() == narrowest).map(|(_, target)| *target).collect()
    }

    /// Where a target is used, in order.
    pub fn of(&self, target: Target) -> impl Iterator<Item = Span> {
        self.uses.iter().filter(move |(_, it)| *it == target).map(|(span, _)| *span)
    }
}

impl Cx<'_> {
    /// Reports faults inside `${…}`, found by the index of each file.
    pub(crate) fn report_malformed_expressions(&mut self) {
        for (file, index) in self.inputs.indexes.iter_enumerated() {
            for problem in &index.problems {
                self.report(problem.diagnostic(file));
            }
        }
    }

    /// The uses noted, sorted.
    pub(crate) fn resolutions(&mut self) -> Resolutions {
        let mut uses: Vec<(Span, Target)> = std::mem::take(&mut self.uses).into_iter().collect();
        uses.sort();
        Resolutions { uses }
    }
}
