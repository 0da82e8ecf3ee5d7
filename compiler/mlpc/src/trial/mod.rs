//! A test that is tried on a compile of the platform with its declarations: statement by statement, what doesn't hold.

mod admits;
mod emits;
mod expect;
mod plan;

use mlpc_diag::{Findings, Severity};
use mlpc_model::{Fields, Item, Val};
use mlpc_project::{Compiled, Options, Snapshot, Standard, Test};
use mlpc_report::tests::Statement;
use mlpc_source::{Sources, Span};

use crate::exit::Failure;
use crate::input::DiskFiles;

/// What a test is tried on.
pub(crate) struct Trial<'a> {
    /// The platform with what the test declares.
    pub(crate) snapshot: Snapshot,
    /// Its files.
    pub(crate) files: &'a DiskFiles,
    /// The standard library.
    pub(crate) standard: &'a Standard,
    /// How it was compiled.
    pub(crate) options: &'a Options,
    /// The test.
    pub(crate) test: &'a Test,
}

/// What came of a test: a place and a sentence for each statement that doesn't hold or wasn't tried.
#[derive(Default, Debug)]
pub(crate) struct Outcome {
    /// What doesn't hold.
    pub(crate) failed: Vec<(Span, String)>,
    /// What wasn't tried.
    pub(crate) not_run: Vec<(Span, String)>,
}

/// The statements of one name, each with its fields and its place.
fn statements<'a>(compiled: &'a Compiled, test: &'a Test, name: &str) -> impl Iterator<Item = (&'a Item, &'a Fields, Span)> {
    let items = compiled.test.get(name).map(Item::elements).unwrap_or_default();
    items.iter().filter_map(|item| match &item.val {
        Val::Group(fields) => Some((item, fields, compiled.origins.span(item.origin).unwrap_or(test.span))),
        _ => None,
    })
}

/// A field's text.
fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    match &fields.get(name)?.val {
        Val::Text(text) => Some(text),
        _ => None,
    }
}

/// Whether a field is `#true`.
fn is_true(fields: &Fields, name: &str) -> bool {
    fields.get(name).is_some_and(|item| item.val == Val::Bool(true))
}

/// Tries all statements of a test.
pub(crate) fn run(trial: Trial<'_>) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let Some(compiled) = trial.snapshot.first() else { return Err(Failure::bug("no environment was compiled")) };
    if let Some(fault) = compiled.bugs.first() {
        return Err(Failure::bug(format!("test `{}`: {fault:?}", trial.test.name)));
    }
    let findings = &trial.snapshot.findings;
    expect::run(compiled, findings, trial.test, &mut outcome);
    emits::run(compiled, broken(findings), trial.test, &mut outcome);
    admits::run(compiled, trial.test, &mut outcome);
    for (_, fields, span) in statements(compiled, trial.test, "fail") {
        let resource = text(fields, "resource").unwrap_or_default();
        outcome.not_run.push((span, format!("the fault of `{resource}` was not tried: `mlpc test` doesn't inject faults yet")));
    }
    plan::run(trial, &mut outcome)?;
    Ok(outcome)
}

/// Whether nothing was lowered, and why.
fn broken(findings: &Findings) -> Option<String> {
    let error = findings.standing.iter().find(|it| it.severity == Severity::Error)?;
    Some(format!("a platform with errors has no resources and no plan ({})", error.rule.code))
}

/// A sentence about a place, as it is shown.
pub(crate) fn statement(sources: &Sources, span: Span, message: String, environment: Option<String>) -> Statement {
    let line = sources.files.get(span.file).and_then(|file| {
        let before = file.text.get(..span.range.start as usize)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        file.text.get(start..)?.lines().next()
    });
    Statement { at: sources.at(span), line: line.unwrap_or_default().trim().to_owned(), message, environment }
}
