//! Where a declaration, param, let or define is used.

use std::collections::BTreeSet;

use mlpc_project::{Compiled, Target};
use mlpc_source::Span;

use crate::analysis::head;
use crate::definition::declared;
use crate::{Analysis, Cursor};

/// The uses of what the cursor is on, in order of file and offset; with its own declaration if asked for.
pub fn references(analysis: Analysis<'_>, at: Cursor, with_declaration: bool) -> Vec<Span> {
    let mut found = BTreeSet::new();
    for compiled in analysis.compiled() {
        for target in targets(analysis, compiled, at) {
            found.extend(compiled.resolutions.of(target));
            let own = declared(analysis, compiled, target).map(|it| Span::new(it.file, it.focus));
            match own {
                Some(own) if with_declaration => {
                    found.insert(own);
                }
                Some(own) => {
                    found.remove(&own);
                }
                None => {}
            }
        }
    }
    found.into_iter().collect()
}

/// What the cursor is on: a use, or a declaration itself.
fn targets(analysis: Analysis<'_>, compiled: &Compiled, at: Cursor) -> Vec<Target> {
    let mut targets = compiled.resolutions.at(at.file, at.offset);
    if !targets.is_empty() {
        return targets;
    }
    let Some(node) = analysis.tree(at.file).and_then(|tree| tree.node_at(at.offset)) else { return Vec::new() };
    if !head(node).touches(at.offset) {
        return Vec::new();
    }
    let here = Span::new(at.file, node.head_range());
    targets.extend(compiled.platform.decls.iter_enumerated().filter(|(_, decl)| decl.head == here).map(|(id, _)| Target::Decl(id)));
    let is_here = |span: Span| span.file == at.file && node.head_range().contains_range(span.range);
    targets.extend(
        compiled.resolutions.uses.iter().map(|(_, target)| *target).filter(|target| matches!(target, Target::Name(span) if is_here(*span))),
    );
    targets.sort_unstable();
    targets.dedup();
    targets
}
