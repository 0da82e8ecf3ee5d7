//! Findings by the file that an editor shows them in.

use mlpc_diag::Diagnostic;
use mlpc_source::{FileId, Idx as _};

use crate::Analysis;

/// A finding that stands, where it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The file of its primary label; without one, the platform's first file.
    pub file: FileId,
    /// The finding.
    pub diagnostic: &'a Diagnostic,
    /// How many more of its code are counted but not shown; set on the last one that is.
    pub n_more: usize,
}

/// All findings, in order of path and offset.
pub fn findings(analysis: Analysis<'_>) -> impl Iterator<Item = Finding<'_>> {
    let findings = &analysis.snapshot.findings;
    findings.standing.iter().enumerate().map(|(at, diagnostic)| {
        let file = diagnostic.primary().map_or(FileId::from_usize(0), |label| label.span.file);
        let capped = findings.capped.iter().find(|(code, _)| *code == diagnostic.rule.code);
        let is_last = || findings.standing.iter().skip(at + 1).all(|later| later.rule != diagnostic.rule);
        let n_more = capped.filter(|_| is_last()).map_or(0, |(_, n)| *n);
        Finding { file, diagnostic, n_more }
    })
}
