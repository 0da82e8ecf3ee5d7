//! `mlpc check`

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use mlpc_diag::{Edit, Findings, Safety};
use mlpc_project::{Snapshot, Standard};
use mlpc_report::check::{self, FactsInput};
use mlpc_report::diagnostics;
use mlpc_source::FileId;
use mlpc_units::n_of;

use crate::compile::{Strictness, whole};
use crate::context::Context;
use crate::costs::costs;
use crate::exit::{Exit, Failure};
use crate::output::write_whole;

/// Proves the spec; shows everything that is wrong with it in one run.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// How findings are written; all but `human` go to stdout.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Applies the safe fixes, then checks again.
    #[arg(long)]
    fix: bool,
}

/// How findings are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people, on stderr.
    Human,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub's workflow commands.
    Github,
    /// GitLab's code quality report.
    Gitlab,
}

impl Check {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (mut snapshot, mut standard) = whole(context, Strictness::All)?;
        if self.fix {
            // A fix can lay bare another mistake that has one; the rounds are bounded in case two fixes undo each other.
            for _ in 0..8 {
                if fix(context, &snapshot)? == 0 {
                    break;
                }
                (snapshot, standard) = whole(context, Strictness::All)?;
            }
        }
        let (findings, sources) = (&snapshot.findings, &snapshot.loaded.sources);
        match self.format {
            Format::Human => {
                context.complain(&diagnostics::findings(findings, sources, context.stderr_style()))?;
                if findings.n_errors() == 0 {
                    context.say(&size(&snapshot))?;
                    context.say(&facts(&snapshot, &standard))?;
                }
                context.complain(&diagnostics::summary(findings))?;
            }
            Format::Json => context.print(&diagnostics::json(findings, sources))?,
            Format::Sarif => context.print(&diagnostics::sarif(findings, sources, &mlpc_check::registry(), env!("CARGO_PKG_VERSION")))?,
            Format::Github => context.print(&diagnostics::github(findings, sources))?,
            Format::Gitlab => context.print(&diagnostics::gitlab(findings, sources))?,
        }
        let exit = if findings.n_errors() > 0 { Exit::Findings } else { Exit::Done };
        // The process ends here: the system takes memory back faster than it can be given back piece by piece.
        std::mem::forget(snapshot);
        Ok(exit)
    }
}

/// `4 files, 57 declarations → 214 resources`
fn size(snapshot: &Snapshot) -> String {
    let (decls, resources) = snapshot.first().map_or((0, 0), |it| (it.platform.decls.len(), it.graph.len()));
    let files = n_of(snapshot.loaded.n_spec_files(), "file");
    format!("{files}, {} → {}", n_of(decls, "declaration"), n_of(resources, "resource"))
}

/// What was proved, in numbers: of the first environment, where there are several.
fn facts(snapshot: &Snapshot, standard: &Standard) -> String {
    let Some(compiled) = snapshot.first() else { return String::new() };
    let costs = costs(compiled, standard);
    let facts =
        check::facts(FactsInput { platform: &compiled.platform, catalog: &standard.catalog, costs: &costs, findings: &snapshot.findings });
    match &compiled.environment {
        Some(name) if snapshot.compiled.len() > 1 => format!("  environment {name}\n{facts}"),
        _ => facts,
    }
}

/// Applies the safe fixes that don't overlap; how many.
fn fix(context: &Context, snapshot: &Snapshot) -> Result<usize, Failure> {
    let root = context.files()?.root().to_owned();
    let mut by_file: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut n = 0;
    for edits in safe_edits(&snapshot.findings) {
        let taken = |edit: &Edit| by_file.get(&edit.span.file).is_some_and(|others| others.iter().any(|other| overlap(edit, other)));
        if edits.iter().any(taken) {
            continue;
        }
        n += 1;
        for edit in edits {
            by_file.entry(edit.span.file).or_default().push(edit);
        }
    }
    for (file, edits) in by_file {
        if let Some(file) = snapshot.loaded.sources.files.get(file) {
            write_whole(&root.join(&*file.path), edited(&file.text, edits).as_bytes())?;
            context.say(&format!("mended {}", file.path))?;
        }
    }
    Ok(n)
}

/// The edits of each finding's first safe fix.
fn safe_edits(findings: &Findings) -> impl Iterator<Item = &[Edit]> {
    findings.standing.iter().filter_map(|diagnostic| {
        let mut fixes = diagnostic.helps.iter().filter_map(|help| help.fix.as_ref());
        fixes.find(|fix| fix.safety == Safety::Safe).map(|fix| fix.edits.as_slice())
    })
}

/// Two insertions at one place clash too: nobody knows which comes first.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.span, b.span);
    a.file == b.file && (a.range == b.range || (a.range.start < b.range.end && b.range.start < a.range.end))
}

/// The text with edits that don't overlap, applied from its end so that places hold.
fn edited(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.range.start, edit.span.range.end)));
    let mut text = text.to_owned();
    for edit in edits {
        let range = edit.span.range.start as usize..edit.span.range.end as usize;
        if text.is_char_boundary(range.start) && text.is_char_boundary(range.end) {
            text.replace_range(range, &edit.text);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_source::{Idx as _, Span, TextRange};

    #[test]
    fn edits_are_applied_from_the_end() {
        let edit =
            |start, end, text: &str| Edit { span: Span::new(FileId::from_usize(0), TextRange::new(start, end)), text: text.to_owned() };
        let (first, second) = (edit(0, 1, "AA"), edit(4, 4, "!"));
        assert!(!overlap(&first, &second) && overlap(&second, &second));
        assert_eq!(edited("abcd", vec![&first, &second]), "AAbcd!");
    }
}
