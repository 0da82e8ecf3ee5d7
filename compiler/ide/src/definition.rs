//! Where what the cursor is on is declared.

use mlpc_project::{Compiled, Target};
use mlpc_source::{FileId, TextRange};

use crate::analysis::head;
use crate::{Analysis, Cursor};

/// A declaration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Definition {
    /// Its file.
    pub file: FileId,
    /// Its kind and name.
    pub focus: TextRange,
    /// All of it.
    pub whole: TextRange,
}

/// The declarations that the text at the cursor stands for, in all environments; several where a body serves several instances.
pub fn definition(analysis: Analysis<'_>, at: Cursor) -> Vec<Definition> {
    let mut found = Vec::new();
    for compiled in analysis.compiled() {
        let targets = compiled.resolutions.at(at.file, at.offset);
        found.extend(targets.into_iter().filter_map(|target| declared(analysis, compiled, target)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Where a target is declared.
pub(crate) fn declared(analysis: Analysis<'_>, compiled: &Compiled, target: Target) -> Option<Definition> {
    let span = match target {
        Target::Decl(id) => compiled.platform.decl(id)?.head,
        Target::Name(span) => span,
    };
    let node = analysis.node_of(span)?;
    let focus = match target {
        Target::Decl(_) => head(node),
        Target::Name(_) => span.range,
    };
    Some(Definition { file: span.file, focus, whole: node.range() })
}
