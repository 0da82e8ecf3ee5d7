//! Fixes of findings as actions at a place, and all safe ones of a file at once.

use mlpc_diag::{Diagnostic, Edit, Fix, Safety};
use mlpc_source::{FileId, Span, TextRange};

use crate::{Analysis, findings};

/// An action that an editor offers.
#[derive(Clone, Debug)]
pub struct Action<'a> {
    /// What it does, imperative.
    pub title: String,
    /// Whether it keeps the meaning or is the only sensible reading.
    pub safe: bool,
    /// Edits that don't overlap.
    pub edits: Vec<Edit>,
    /// The findings that it mends.
    pub mends: Vec<&'a Diagnostic>,
}

/// The fixes of the findings that a range touches.
pub fn actions(analysis: Analysis<'_>, file: FileId, range: TextRange) -> Vec<Action<'_>> {
    let touches = |span: Span| span.file == file && span.range.start <= range.end && range.start <= span.range.end;
    let here = findings(analysis).filter(|it| it.diagnostic.labels.iter().any(|label| touches(label.span)));
    let of = |diagnostic: &'_ Diagnostic| diagnostic.helps.iter().filter_map(|help| help.fix.as_ref()).cloned().collect::<Vec<Fix>>();
    here.flat_map(|it| {
        let action = |fix: Fix| Action { title: fix.title, safe: fix.safety == Safety::Safe, edits: fix.edits, mends: vec![it.diagnostic] };
        of(it.diagnostic).into_iter().map(action).collect::<Vec<_>>()
    })
    .collect()
}

/// The safe fixes of a file's findings in one action, where there are several; of fixes that overlap the first is taken.
pub fn fix_all(analysis: Analysis<'_>, file: FileId) -> Option<Action<'_>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut mends = Vec::new();
    for finding in findings(analysis).filter(|it| it.file == file) {
        let fixes = finding.diagnostic.helps.iter().filter_map(|help| help.fix.as_ref());
        let Some(fix) = fixes.into_iter().find(|fix| fix.safety == Safety::Safe) else { continue };
        let clashes = |edit: &Edit| edits.iter().any(|other| overlap(other.span, edit.span));
        if !fix.edits.iter().any(clashes) {
            edits.extend(fix.edits.iter().cloned());
            mends.push(finding.diagnostic);
        }
    }
    (!mends.is_empty()).then(|| Action { title: format!("apply all {} safe fixes", mends.len()), safe: true, edits, mends })
}

fn overlap(a: Span, b: Span) -> bool {
    a.file == b.file && (a == b || (a.range.start < b.range.end && b.range.start < a.range.end))
}
