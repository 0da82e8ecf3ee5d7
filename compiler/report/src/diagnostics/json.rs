//! Findings as JSON, `format_version` 1.

use mlpc_diag::{Diagnostic, Findings, Safety};
use mlpc_source::{Encoding, Sources, Span};
use serde_json::{Value, json};

/// The version of the JSON form.
const FORMAT_VERSION: u32 = 1;

/// All findings as one JSON document.
pub fn json(findings: &Findings, sources: &Sources) -> String {
    let standing: Vec<_> = findings.standing.iter().map(|it| one(it, sources)).collect();
    let waived: Vec<_> = findings
        .waived
        .iter()
        .map(|it| {
            let waiver = json!({
                "what": it.waiver.what.as_str(), "on": it.waiver.on.as_str(), "until": it.waiver.until.as_str(),
                "reason": it.waiver.reason.as_str(), "at": place(it.waiver.span, sources),
            });
            json!({ "finding": one(&it.diagnostic, sources), "waiver": waiver })
        })
        .collect();
    let hidden: Vec<_> = findings.capped.iter().map(|(code, n)| json!({ "code": code, "more": n })).collect();
    let document = json!({
        "format_version": FORMAT_VERSION,
        "errors": findings.n_errors(),
        "warnings": findings.n_warnings(),
        "findings": standing,
        "waived": waived,
        "hidden": hidden,
    });
    format!("{document:#}\n")
}

fn one(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let labels: Vec<_> = diagnostic.labels.iter().map(|it| json!({ "at": place(it.span, sources), "text": it.text })).collect();
    let helps: Vec<_> = diagnostic
        .helps
        .iter()
        .map(|help| {
            let fix = help.fix.as_ref().map(|fix| {
                let edits: Vec<_> = fix.edits.iter().map(|edit| json!({ "at": place(edit.span, sources), "text": edit.text })).collect();
                json!({ "title": fix.title, "safe": fix.safety == Safety::Safe, "edits": edits })
            });
            json!({ "text": help.text, "fix": fix })
        })
        .collect();
    json!({
        "code": diagnostic.rule.code,
        "name": diagnostic.rule.name,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "labels": labels,
        "notes": diagnostic.notes,
        "helps": helps,
        "subjects": diagnostic.subjects.iter().map(smol_str::SmolStr::as_str).collect::<Vec<_>>(),
        "environments": diagnostic.environments.iter().map(smol_str::SmolStr::as_str).collect::<Vec<_>>(),
    })
}

/// A place with bytes and with line and column, both counted from 1, the column in characters.
fn place(span: Span, sources: &Sources) -> Value {
    let Some(file) = sources.files.get(span.file) else { return Value::Null };
    let (start, end) = (file.line_col(span.range.start, Encoding::Utf32), file.line_col(span.range.end, Encoding::Utf32));
    json!({
        "file": &*file.path,
        "start": { "byte": span.range.start, "line": start.line + 1, "column": start.col + 1 },
        "end": { "byte": span.range.end, "line": end.line + 1, "column": end.col + 1 },
    })
}
