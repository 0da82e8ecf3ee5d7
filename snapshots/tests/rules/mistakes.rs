//! The files of `examples/mistakes/`: the comment at the head of each says what is found; only the layout is the terminal's.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use mlpc_project::Snapshot;
use mlpc_source::{Encoding, Span};

use crate::compile::{compile_text, shown};
use crate::files::{entries, examples, name};

/// A test a file.
pub(crate) fn trials() -> Vec<Trial> {
    let files = entries(&examples("mistakes")).into_iter();
    files.map(|path| Trial::test(format!("mistakes/{}", name(&path)), move || check(&path))).collect()
}

/// What the comment says.
#[derive(Default, PartialEq, Eq, Debug)]
struct Said {
    title: String,
    /// Line, column in characters, length, text; the primary one first.
    labels: Vec<(u32, u32, u32, String)>,
    notes: Vec<String>,
    helps: Vec<String>,
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let compiled = compile_text(&name(path), &text);
    let said = said(&text);
    // That Google Cloud and Azure aren't made yet is said of every platform there, and isn't the mistake.
    let standing = compiled.findings.standing.iter().filter(|it| it.rule.code != "MLP0805");
    let found: Vec<Said> = standing.map(|it| found(&compiled, it)).collect();
    if found != std::slice::from_ref(&said) {
        return Err(format!("said:  {said:#?}\nfound: {found:#?}\n{}", shown(&compiled)).into());
    }
    Ok(())
}

fn said(text: &str) -> Said {
    let mut said = Said::default();
    let mut line = 0;
    let mut primary = 0;
    for comment in text.lines().map_while(|line| line.strip_prefix("//")) {
        let rest = comment.trim_start();
        if let Some(help) = rest.strip_prefix("= help: ") {
            said.helps.push(help.to_owned());
        } else if let Some(note) = rest.strip_prefix("= note: ") {
            said.notes.push(note.to_owned());
        } else if let Some((number, _)) = rest.split_once(" | ").filter(|(number, _)| number.parse::<u32>().is_ok()) {
            line = number.parse().unwrap();
        } else if let Some((_, marks)) = comment.split_once("| ") {
            let column = marks.chars().take_while(|ch| *ch == ' ').count() as u32;
            let marks = marks.trim_start();
            let sign = marks.chars().next().unwrap_or(' ');
            let length = marks.chars().take_while(|ch| *ch == sign).count();
            let label = (line, column, length as u32, marks[length..].trim_start().to_owned());
            if sign == '^' {
                said.labels.insert(primary, label);
                primary += 1;
            } else {
                said.labels.push(label);
            }
        } else if !rest.starts_with("--> ") && !rest.starts_with("...") && rest != "|" {
            rest.clone_into(&mut said.title);
        }
    }
    said.labels[primary..].sort();
    said
}

fn found(compiled: &Snapshot, diagnostic: &mlpc_diag::Diagnostic) -> Said {
    let mut labels: Vec<_> = diagnostic.labels.iter().map(|label| place(compiled, label.span, &label.text)).collect();
    labels[1..].sort();
    Said {
        title: format!("{}[{}]: {}", diagnostic.severity.word(), diagnostic.rule.code, diagnostic.message),
        labels,
        notes: diagnostic.notes.clone(),
        helps: diagnostic.helps.iter().map(|help| help.text.clone()).collect(),
    }
}

fn place(compiled: &Snapshot, span: Span, text: &str) -> (u32, u32, u32, String) {
    let file = &compiled.loaded.sources.files[span.file];
    let start = file.line_col(span.range.start, Encoding::Utf32);
    // A label over an empty range shows one character.
    let length = compiled.loaded.sources.text(span).chars().count().max(1) as u32;
    (start.line + 1, start.col, length, text.to_owned())
}
